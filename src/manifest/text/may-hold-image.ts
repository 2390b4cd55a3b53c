import { lastSegment, tryParseReference } from '../../image/reference.ts';
import type { SoughtImage } from '../plan.ts';

/**
 * A search that says whether a text can hold one of the images. Make it once for many texts. A false positive
 * costs a parse. There is no false negative among the shapes that name the image. A layer of Helm values that
 * holds only a tag or digest does not name it: see `mayBeLayer`.
 */
export function textTest(images: readonly SoughtImage[]): (text: string) => boolean {
  const known = tests.get(images);
  if (known !== undefined) return known;
  const names = images.map(({ repository }) => imageName(repository));
  // Nearly every text has none of the words. One expression says so in a fifth of the time of a search for
  // each.
  const sought = [MARK, BREAK, ...names.map(({ word }) => word)];
  const words = new RegExp(sought.map(({ source }) => source).join('|'));
  const holds = (text: string): boolean => MARK.test(text) || names.some((name) => namesImage(text, name));
  const test = (text: string): boolean =>
    words.test(text) && (holds(text) || (BREAK.test(text) && holds(text.replace(BREAKS, ''))));
  tests.set(images, test);
  return test;
}

/** A file may hold a hundred texts in which the same images are sought. */
const tests = new WeakMap<readonly SoughtImage[], (text: string) => boolean>();

/**
 * The same search in the bytes of a file, each taken for one character (Latin-1). What is sought is ASCII,
 * and a search of characters costs half of what a search of bytes does. UTF-16 may hold anything: it is
 * refused and not passed by.
 */
export function bytesTest(images: readonly SoughtImage[]): (characters: string) => boolean {
  const mayHold = textTest(images);
  return (characters) => isUtf16(characters) || mayHold(characters);
}

interface ImageName {
  /** The last segment of its path, where it does not go on as another name. */
  readonly word: RegExp;
  /** One segment on Docker Hub, which needs no path before it. */
  readonly isShort: boolean;
}

/** The keyword of a marker, capitalized or not, or the one of a setter. */
const MARK = /aybill:|\$imagepolicy/;

/** In double quotes a line may end anywhere: the break and the indent behind it are no part of the text. */
const BREAK = /\\\r?\n/;
const BREAKS = /\\\r?\n[ \t]*/g;

/** A registry or a repository may stand beside the name alone. */
const PARTS = ['egistry', 'epository'];

function imageName(repository: string): ImageName {
  const path = tryParseReference(repository)?.repository ?? repository;
  const last = lastSegment(path);
  const isShort = path === last || path === `library/${last}`;
  return { word: new RegExp(`${escapeRegExp(last)}(?![-.]?\\w)`, 'g'), isShort };
}

function namesImage(text: string, name: ImageName): boolean {
  for (const match of text.matchAll(name.word)) if (isHit(text, match, name)) return true;
  return false;
}

const SLASH = 0x2f;

/** As some encoders of JSON write it. */
const ESCAPED_SLASH = /\\(?:u002f|x2f)$/i;

/**
 * A hit is a path's end (`/api`), a short reference (`api:v1`), or the value of a key that names
 * repositories.
 */
function isHit(text: string, { 0: word, index: at }: RegExpExecArray, name: ImageName): boolean {
  const end = at + word.length;
  const before = at === 0 ? 0 : text.charCodeAt(at - 1);
  if (before === SLASH || (isF(before) && ESCAPED_SLASH.test(text.slice(Math.max(0, at - 6), at))))
    return true;
  if (isNameUnit(before) || before === 0x2d || before === 0x2e) return false;
  if (name.isShort) return true;
  if (/^(?::[\w$]|@(?:sha256|\$))/.test(text.slice(end, end + 8))) return true;
  const line = text.slice(Math.max(0, at - 40), at);
  if (/(?:repo|repository|image|imageName|chart)["']?[ \t]*[:=][ \t]*["']?$/i.test(line)) return true;
  return /name["']?[ \t]*:[ \t]*["']?$/i.test(line) && PARTS.some((part) => text.includes(part));
}

/** The last digit of an escaped slash. */
function isF(code: number): boolean {
  return code === 0x66 || code === 0x46;
}

/** ASCII letters, digits and `_`. */
function isNameUnit(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f
  );
}

/** By its byte order mark, in either order, or by two ASCII characters with NUL before or behind each. */
function isUtf16(characters: string): boolean {
  const first = characters.charCodeAt(0);
  if (first >= 0xfe) return characters.startsWith('\u00ff\u00fe') || characters.startsWith('\u00fe\u00ff');
  return (
    (first === 0 || characters.charCodeAt(1) === 0) && /^(?:\0[^\0]\0[^\0]|[^\0]\0[^\0]\0)/.test(characters)
  );
}

/** The source of an expression that matches a text itself. `RegExp.escape` is not there before Node 24. */
export function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
