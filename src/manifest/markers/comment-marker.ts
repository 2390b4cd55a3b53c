import { didYouMean } from '../../errors/nearest.ts';
import { no, ok, type Result } from '../../errors/result.ts';

type MarkerPart = 'reference' | 'repository' | 'tag' | 'digest' | 'ignore';

/** `# waybill: app tag`: a comment that says what the value beside it, or on the line below it, is. */
export interface CommentMarker {
  /** Where the comment begins. */
  readonly offset: number;
  /** The line it speaks of, without the comment itself. */
  readonly lineStart: number;
  readonly lineEnd: number;
  readonly image: string;
  readonly part: MarkerPart;
  /** A text with `{reference}`, `{repository}`, `{tag}` or `{digest}` that occurs in the value. */
  readonly pattern: string | undefined;
}

/** A marker that cannot be followed, and why. */
export interface BrokenMarker {
  readonly offset: number;
  readonly problem: string;
}

/** A comment that begins with the keyword, as far as it can be read. */
interface FoundMarker {
  readonly offset: number;
  readonly reading: Result<CommentMarker>;
}

const KEYWORD = /[Ww]aybill:/g;
const LEADER = /(?:^|[\s,;{}()[\]"'])(#|\/\/|--|;|\/\*|<!--)[ \t]*$/;

/** Comments that end before their line does. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['/*', '*/'],
  ['<!--', '-->'],
]);

/** Where the next comment of a line begins that holds a marker of its own. */
const NEXT_MARKER = /\s(?:#|\/\/|--|;|\/\*|<!--)[ \t]*[Ww]aybill:/;
const COMMENT_LINE = /^[ \t]*(?:#|\/\/|--|;|\/\*|<!--)/;

/** A text with more is an attempt to keep a reader busy. */
const MOST_MARKERS = 1000;
const LONGEST_LEADER = 24;
const PLACEHOLDER = /\{(?:reference|repository|tag|digest)\}/;
const PARTS: readonly string[] = ['reference', 'repository', 'tag', 'digest'];

/**
 * All `# waybill: …` comments of a text, whatever its language: `#`, `//`, `--`, `;`, a block or an HTML
 * comment. Several on one line speak of the same values.
 */
export function findMarkers(text: string): readonly FoundMarker[] {
  const markers: FoundMarker[] = [];
  let line = { start: -1, first: -1 };
  for (const { index: at, 0: keyword } of text.matchAll(KEYWORD)) {
    if (markers.length >= MOST_MARKERS) break;
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const leader = LEADER.exec(text.slice(Math.max(lineStart, at - LONGEST_LEADER), at));
    if (leader === null) continue;
    const offset = at - (leader[0].length - leader[0].indexOf(leader[1] ?? ''));
    if (line.start !== lineStart) line = { start: lineStart, first: offset };
    const rest = text.slice(at + keyword.length, endOfLine(text, at));
    const comment = rest.slice(0, NEXT_MARKER.exec(rest)?.index);
    const words = (comment.split(CLOSING.get(leader[1] ?? '') ?? '\n', 1)[0] ?? '').trim();
    const target =
      text.slice(lineStart, line.first).trim() === ''
        ? nextLine(text, at)
        : { start: lineStart, end: line.first };
    markers.push({ offset, reading: readMarker(words, offset, target) });
  }
  return markers;
}

function readMarker(words: string, offset: number, target: MarkedLine | undefined): Result<CommentMarker> {
  const [image = '', ...others] = words.split(/\s+/);
  const rest = words.slice(image.length).trim();
  if (image === '') return no('it names no image');
  if (target === undefined) return no('it stands above nothing: an empty line, or the end, follows it');
  const base = { offset, lineStart: target.start, lineEnd: target.end, image };
  if (image === 'ignore') return ok({ ...base, part: 'ignore', pattern: undefined });
  if (rest === '') return ok({ ...base, part: 'reference', pattern: undefined });
  const part = partOf(others);
  if (part !== undefined) return ok({ ...base, part, pattern: undefined });
  if (PLACEHOLDER.test(rest)) return ok({ ...base, part: 'reference', pattern: rest });
  const parts = PARTS.map((word) => `"${word}"`).join(', ');
  const problem = `after the image it says "${rest}", which is none of ${parts} and no text with {reference}, {repository}, {tag} or {digest} in it.`;
  return no(problem + didYouMean(rest.replace(/^\{(.*)\}$/, '$1'), PARTS));
}

function partOf(words: readonly string[]): MarkerPart | undefined {
  const [word] = words;
  if (words.length !== 1) return undefined;
  return word === 'reference' || word === 'repository' || word === 'tag' || word === 'digest'
    ? word
    : undefined;
}

interface MarkedLine {
  readonly start: number;
  readonly end: number;
}

/** The first line after `at` that is not a comment itself. Comments can be stacked above a value. */
function nextLine(text: string, at: number): MarkedLine | undefined {
  for (let end = endOfLine(text, at); end < text.length;) {
    const start = text.indexOf('\n', end) + 1;
    if (start === 0) return undefined;
    end = endOfLine(text, start);
    const line = text.slice(start, end);
    if (line.trim() === '') return undefined;
    if (!COMMENT_LINE.test(line)) return { start, end };
  }
  return undefined;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  if (newline === -1) return text.length;
  return text[newline - 1] === '\r' ? newline - 1 : newline;
}
