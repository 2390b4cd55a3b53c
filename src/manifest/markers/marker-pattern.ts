import { escapeRegExp } from '../text/may-hold-image.ts';
import type { MentionRange } from '../text/mention.ts';

const PLACEHOLDER = /\{(reference|repository|tag|digest)\}/g;

/** An argument, a line: nothing longer is searched for a pattern. */
const LONGEST_TEXT = 10_000;

/**
 * What each placeholder may stand for. A reference begins with a letter or digit and ends where one can end.
 */
const SHAPES: Readonly<Record<string, string>> = {
  reference:
    '[A-Za-z0-9][A-Za-z0-9._/-]*(?::[0-9]+/[A-Za-z0-9._/-]+)?(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?(?:@sha256:[0-9a-f]{64})?',
  repository: '[A-Za-z0-9][A-Za-z0-9._/-]*(?::[0-9]+/[A-Za-z0-9._/-]+)?',
  tag: '[A-Za-z0-9_][A-Za-z0-9._-]*(?:@sha256:[0-9a-f]{64})?',
  digest: '(?:sha256:)?[0-9a-f]{64}',
};

/**
 * `--image={repository}:{tag}` in `--image=ghcr.io/acme/app:v1`: where the placeholders of a marker's pattern
 * stand in a text. Everything else in the pattern stands for itself. Undefined where the pattern does not
 * occur, occurs more than once, or names a placeholder twice.
 */
export function matchPattern(text: string, pattern: string): ReadonlyMap<string, MentionRange> | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const names: string[] = [];
  let source = '';
  let at = 0;
  for (const match of pattern.matchAll(PLACEHOLDER)) {
    const name = match[1] ?? '';
    source += `${escapeRegExp(pattern.slice(at, match.index))}(${SHAPES[name]})`;
    names.push(name);
    at = match.index + match[0].length;
  }
  if (new Set(names).size !== names.length) return undefined;
  const end = pattern.slice(at);
  const matches = [
    ...text.matchAll(new RegExp(source + (end === '' ? '(?![\\w.:@/-])' : escapeRegExp(end)), 'dg')),
  ];
  const [only] = matches;
  if (only === undefined || matches.length > 1) return undefined;
  const ranges = new Map<string, MentionRange>();
  for (const [index, name] of names.entries()) {
    const range = only.indices?.[index + 1];
    if (range === undefined) return undefined;
    ranges.set(name, { from: range[0], to: range[1] });
  }
  return ranges;
}
