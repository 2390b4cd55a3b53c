import { tryParseReference } from '../../image/reference.ts';
import type { SoughtImage } from '../plan.ts';
import { findMentions } from '../text/mention.ts';
import { type Span, spanOf } from '../view/reference-slot.ts';
import type { ScalarNode } from '../yaml/tree.ts';

/** The scalar's whole text when it is a reference, else the one place in it that names the image. */
export function referenceSpan(
  node: ScalarNode,
  image: SoughtImage,
  limit: number,
  isLine: boolean,
): Span | undefined {
  const whole = spanOf(node);
  if (!isLine && tryParseReference(node.text.slice(whole.from, whole.to)) !== undefined) {
    return node.text.slice(whole.from, whole.to).includes('/') ||
      findMentions(node.text, image.repository).length > 0
      ? whole
      : undefined;
  }
  const found = findMentions(node.text.slice(0, limit), image.repository);
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return /^[:@/{$]/.test(node.text.slice(only.to)) ? undefined : { node, ...only };
}

/**
 * `tag = "v1"` on a line of an unknown language: the only quoted text, or what follows the first `=` or `:`.
 */
export function valueOnLine(node: ScalarNode, limit: number): Span | undefined {
  const line = node.text.slice(0, limit);
  const quoted = [...line.matchAll(/(["'`])((?:(?!\1).)*)\1/g)];
  const last = quoted.at(-1);
  if (last?.[2] !== undefined) {
    const values = quoted.filter(
      (match) => !/^\s*(?::|=(?!=))/.test(line.slice(match.index + match[0].length)),
    );
    const [only] = values;
    if (values.length !== 1 || only === undefined) return undefined;
    return { node, from: only.index + 1, to: only.index + only[0].length - 1 };
  }
  const match = /^[^=:]*[=:]\s*([^\s,;]+)[\s,;]*$/.exec(line);
  if (match?.[1] === undefined) return undefined;
  const from = line.lastIndexOf(match[1]);
  return { node, from, to: from + match[1].length };
}
