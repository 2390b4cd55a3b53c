import type { Place } from './place.ts';
import { DIGEST } from './reference.ts';
import { type LineChange, NEW_DIGEST, NEW_TAG } from './run-editor.ts';

const COMMENT = /^(\s+#\s*)v?\d[\w.+-]*\s*$/;

/**
 * Whether a changed line differs from the one before in nothing but the parts of the image that stand on it,
 * a digest put in beside them, and a version in a comment behind them.
 */
export function explains(change: LineChange, places: readonly Place[], text: string): boolean {
  const { before, after } = change;
  if (after === undefined) return false;
  if (before === undefined) return isNewDigest(after, change.line, places);
  const start = offsetOfLine(text, change.line);
  const onLine = places
    .filter(({ line, from }) => line === change.line && from >= start)
    .sort((a, b) => a.from - b.from);
  return patternOf(before, start, onLine).test(after);
}

/** `digest: …` on a line of its own, beside the tag of the image. */
function isNewDigest(after: string, line: number, places: readonly Place[]): boolean {
  const beside = places.some(
    ({ around, part }) => part !== 'reference' && around[0] - 1 <= line && line <= around[1] + 2,
  );
  return (
    beside &&
    new RegExp(
      `^\\s*(?:- )?(?:digest|newTag|"digest"): *["']?(?:${NEW_DIGEST}|${NEW_TAG})["']?,?\\r?\\n?$`,
    ).test(after)
  );
}

/** The line before as a pattern, with what may be written at each place. */
function patternOf(before: string, start: number, places: readonly Place[]): RegExp {
  let pattern = '^';
  let at = 0;
  for (const place of places) {
    const [from, to] = [place.from - start, place.to - start];
    if (from < at || to > before.length) continue;
    pattern += `${escaped(before.slice(at, from)).replace(/(?:\\?["'])$/, '$&?')}["']?${allowed(place, before.slice(from, to))}["']?(?:, *"?digest"?: *"?${NEW_DIGEST}"?)?`;
    at = to;
  }
  const tail = before.slice(at);
  const comment = COMMENT.exec(tail.replace(/^["']/, ''));
  pattern +=
    comment === null
      ? escaped(tail).replace(/^["']/, '$&?')
      : `["']?(?:${escaped(tail.replace(/^["']/, ''))}|${escaped(comment[1] ?? '')}v?${NEW_TAG.slice(1)}\\s*)`;
  return new RegExp(`${pattern}$`);
}

function allowed(place: Place, old: string): string {
  const [tag, digest] = [escaped(NEW_TAG), NEW_DIGEST];
  if (place.part === 'reference') {
    const spelled = escaped(old.replace(/@.*$/, '').replace(/:[^/]*$/, ''));
    return old.includes('@') && !/:[^/@]*@/.test(old)
      ? `${spelled}@${digest}`
      : `${spelled}:${tag}@${digest}`;
  }
  if (place.part === 'digest') return `(?:${digest}|${NEW_DIGEST.slice('sha256:'.length)})`;
  return DIGEST.test(old) && old.includes('@') ? `${tag}@${digest}` : ` ?${tag}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function offsetOfLine(text: string, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left -= 1) at = text.indexOf('\n', at) + 1;
  return at;
}
