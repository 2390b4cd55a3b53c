import { no, ok, type Result } from '../../errors/result.ts';

/** One part of a pattern, as `globMatcher` takes it. */
export type GlobPart =
  | { readonly kind: 'text'; readonly char: string }
  /** `?`, and `[abc]` with the characters that it allows. */
  | { readonly kind: 'one'; readonly allows: (char: string) => boolean }
  /** `*` */
  | { readonly kind: 'star' }
  /** `**` with the slash behind it: any folders, also none. */
  | { readonly kind: 'folders' }
  /** `**` at the end: everything below. */
  | { readonly kind: 'below' }
  /** `{a,b}` */
  | { readonly kind: 'choice'; readonly between: readonly (readonly GlobPart[])[] };

/**
 * `envs/{dev,qa}/**` taken apart. What it cannot be read as is said in words that follow the pattern: "whose
 * brackets do not match".
 */
export function readGlob(glob: string): Result<readonly GlobPart[], string> {
  const chars = [...glob];
  const brackets = pairBrackets(chars);
  if (!brackets.ok) return brackets;
  const whole = { start: 0, end: chars.length, opens: true, closes: true };
  return ok(readStretch({ chars, brackets: brackets.value }, whole));
}

/** Where a bracket ends, and where the commas of its own level are. */
interface Bracket {
  readonly end: number;
  readonly commas: readonly number[];
}

type Brackets = ReadonlyMap<number, Bracket>;

const UNPAIRED = 'whose brackets do not match';

function pairBrackets(chars: readonly string[]): Result<Brackets, string> {
  const brackets = new Map<number, Bracket>();
  const open: { readonly start: number; readonly commas: number[] }[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const char = chars[at];
    if (char === '[') {
      const end = endOfClass(chars, at);
      if (end === undefined) return no(UNPAIRED);
      if (chars.slice(at, end).includes('/')) return no('which has a slash between "[" and "]"');
      brackets.set(at, { end, commas: [] });
      at = end;
    } else if (char === '{') open.push({ start: at, commas: [] });
    else if (char === ',') open.at(-1)?.commas.push(at);
    else if (char === '}') {
      const last = open.pop();
      if (last === undefined) return no(UNPAIRED);
      if (last.commas.length === 0 && chars.slice(last.start, at).join('').includes('..'))
        return no('which counts with ".." in braces');
      brackets.set(last.start, { end: at, commas: last.commas });
    } else if (char === ']') return no(UNPAIRED);
  }
  return open.length === 0 ? ok(brackets) : no(UNPAIRED);
}

/** A `]` that comes first is one of the characters. */
function endOfClass(chars: readonly string[], start: number): number | undefined {
  const first = isNegation(chars[start + 1]) ? start + 2 : start + 1;
  const end = chars.indexOf(']', first + 1);
  return end === -1 ? undefined : end;
}

function isNegation(char: string | undefined): boolean {
  return char === '!' || char === '^';
}

interface Source {
  readonly chars: readonly string[];
  readonly brackets: Brackets;
}

/** A piece of a pattern, and whether a name of a folder or file begins before it and ends behind it. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly opens: boolean;
  readonly closes: boolean;
}

function readStretch(source: Source, stretch: Stretch): readonly GlobPart[] {
  const parts: GlobPart[] = [];
  let at = stretch.start;
  while (at < stretch.end) {
    const [part, next] = readPart(source, stretch, at);
    // `envs/dev/**` is `envs/dev` as well: a link of that name is seen, and said to be one.
    if (part.kind === 'below' && parts.at(-1)?.kind === 'text')
      parts.push({ kind: 'choice', between: [[...parts.splice(-1), part], []] });
    else parts.push(part);
    at = next;
  }
  return parts;
}

/** The part that begins at `at`, and where the next one does. */
function readPart(source: Source, stretch: Stretch, at: number): readonly [part: GlobPart, next: number] {
  const { chars, brackets } = source;
  const char = chars[at] ?? '';
  const bracket = brackets.get(at);
  if (char === '*') return readStars(chars, stretch, at);
  if (char === '?') return [{ kind: 'one', allows: () => true }, at + 1];
  if (char === '[' && bracket !== undefined)
    return [{ kind: 'one', allows: readClass(chars.slice(at + 1, bracket.end)) }, bracket.end + 1];
  // `{a}` without a comma is no choice: shells take it as it is written.
  if (char !== '{' || bracket === undefined || bracket.commas.length === 0)
    return [{ kind: 'text', char }, at + 1];
  const ends = [...bracket.commas, bracket.end];
  const between = ends.map((end, index) => {
    const start = (index === 0 ? at : (ends[index - 1] ?? at)) + 1;
    const closes = bracket.end + 1 === stretch.end ? stretch.closes : chars[bracket.end + 1] === '/';
    return readStretch(source, { start, end, opens: opensAt(chars, stretch, at), closes });
  });
  return [{ kind: 'choice', between }, bracket.end + 1];
}

function opensAt(chars: readonly string[], stretch: Stretch, at: number): boolean {
  return at === stretch.start ? stretch.opens : chars[at - 1] === '/';
}

/** `**` is more than `*` only where it is a whole name between two slashes. */
function readStars(
  chars: readonly string[],
  stretch: Stretch,
  at: number,
): readonly [part: GlobPart, next: number] {
  let end = at;
  while (end < stretch.end && chars[end] === '*') end += 1;
  if (end - at < 2 || !opensAt(chars, stretch, at)) return [{ kind: 'star' }, end];
  if (end < stretch.end) return chars[end] === '/' ? [{ kind: 'folders' }, end + 1] : [{ kind: 'star' }, end];
  return [{ kind: stretch.closes ? 'below' : 'star' }, end];
}

/** `abc`, `a-z` and `!a`: what stands between `[` and `]`. */
function readClass(written: readonly string[]): (char: string) => boolean {
  const negated = isNegation(written[0]);
  const chars = negated ? written.slice(1) : written;
  const ranges: (readonly [from: string, to: string])[] = [];
  for (let at = 0; at < chars.length; at += 1) {
    const from = chars[at] ?? '';
    const isRange = chars[at + 1] === '-' && at + 2 < chars.length;
    ranges.push([from, isRange ? (chars[at + 2] ?? '') : from]);
    if (isRange) at += 2;
  }
  const order = (char: string): number => char.codePointAt(0) ?? 0;
  return (char) =>
    negated !== ranges.some(([from, to]) => order(from) <= order(char) && order(char) <= order(to));
}
