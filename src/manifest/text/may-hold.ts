import { tryParseReference } from '../../image/reference.ts';
import { escapeRegExp } from './literal.ts';

/** An image to look for: its name in `waybill.yaml` and its repository. */
export interface SoughtImage {
  readonly name: string;
  readonly repository: string;
}

/**
 * A test of whether a text can hold one of the images, by a search. Make it once for many texts. False positives cost a
 * parse; there are no false negatives among the shapes that name the image, except layers of Helm values that hold only a
 * tag or digest (`mayBeLayer`).
 */
export function textTest(images: readonly SoughtImage[]): (text: string) => boolean {
  const names = images.map(({ repository }) => imageName(repository));
  // Nearly every text has none of the words, and one expression says so in a fifth of the time that searches for each take.
  const words = new RegExp([MARK, ...names.map(({ word }) => word)].map(({ source }) => source).join('|'));
  return (text) => words.test(text) && (MARK.test(text) || names.some((name) => namesImage(text, name)));
}

/**
 * The same for the bytes of a file as characters, each byte one (Latin-1): what is sought is ASCII, and a search of characters
 * costs half of what a search of bytes does. UTF-16 may hold anything, so that it is refused and not passed by.
 */
export function bytesTest(images: readonly SoughtImage[]): (characters: string) => boolean {
  const mayHold = textTest(images);
  return (characters) => isUtf16(characters) || mayHold(characters);
}

/** Files of `NAME=value` lines. */
export const DOTENV = /(?:^|\/)\.env[^/]*$|\.env$/;

export function isChartFile(path: string): boolean {
  return /(?:^|\/)Chart\.ya?ml$/.test(path);
}

/** Whether a chart names others as its parts in a way that their folders do not tell. */
export function isParentChart({ path, text }: { readonly path: string; readonly text: string }): boolean {
  return isChartFile(path) && /^dependencies:/m.test(text) && /\balias\b|file:\/\//.test(text);
}

/**
 * Whether a text could be a layer of Helm values that sets a tag or a digest without naming the repository, or has a part in
 * variables that set one.
 */
export function mayBeLayer(path: string, text: string): boolean {
  if (DOTENV.test(path)) return true;
  if (!/\.ya?ml$|(?:^|\/)Kustomization$/i.test(path) && !isPatch(path, text)) return false;
  if (isChartFile(path)) return false;
  if (/^kind:/m.test(text) && !carriesValues(text)) return false;
  return setsTagOrDigest(text) || namesValues(text) || takesVariables(text);
}

/** A JSON patch may be written as JSON. */
function isPatch(path: string, text: string): boolean {
  return /\.json$/i.test(path) && /^\s*\[/.test(text);
}

/** Whether a text has a key, or a parameter's name, that could be that of a tag, a digest or a registry. */
export function setsTagOrDigest(text: string): boolean {
  return /(?:tag|(?<!api)version|digest|sha|sha256|registry)["']?[ \t]*(?:[:,]|$)/im.test(text);
}

/** Whether a text has an image that variables decide, which may be set in an environment file. */
export function takesVariables(text: string): boolean {
  return IMAGE_WITH_VARIABLE.test(text);
}

/** Whether a text may be Helm values that say of which repository an image is, perhaps with nothing of its version. */
export function mayBeBase(path: string, text: string): boolean {
  return /\.ya?ml$/i.test(path) && !/^kind:/m.test(text) && NAMES_REPOSITORY.test(text);
}

/** Whether a text has an object that holds values, or says which values are laid over one another. */
export function carriesValues(text: string): boolean {
  return HOLDS_VALUES.test(text) || RELEASES.test(text) || (KUSTOMIZES.test(text) && namesValues(text));
}

function namesValues(text: string): boolean {
  return NAMES_VALUES.test(text) || PATCHES_RELEASE.test(text);
}

const NAMES_REPOSITORY = /(?:repo|repository|image|imageName)["']?[ \t]*:/i;
const HOLDS_VALUES =
  /^kind: *["']?(?:HelmRelease|Application(?:Set)?|ConfigMap|Secret|HelmChart(?:Config|InflationGenerator)?)\b/m;
/** Fleet and Helmfile have no kinds. */
const RELEASES = /^(?:helm|releases):/m;
const KUSTOMIZES = /^kind: *["']?(?:Kustomization|Component)\b/m;
const PATCHES_RELEASE = /^[ \t{-].*\bkind["']?: *["']?HelmRelease\b/m;
const IMAGE_WITH_VARIABLE = /image["']?[ \t]*:[^\n$]*\$/;
const NAMES_VALUES =
  /\b(?:valuesFrom|valueFiles|[vV]aluesFiles?|helmCharts|configMapGenerator|secretGenerator)["']?[ \t]*:/;

interface ImageName {
  /** The last segment of its path, where it does not go on as another name. */
  readonly word: RegExp;
  /** One segment on Docker Hub, which needs no path before it. */
  readonly isShort: boolean;
}

/** The keyword of a marker, capitalized or not, or the one of a setter. */
const MARK = /aybill:|\$imagepolicy/;
/** A registry or a repository may stand beside the name alone. */
const PARTS = ['egistry', 'epository'];

function imageName(repository: string): ImageName {
  const path = tryParseReference(repository)?.repository ?? repository;
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  const isShort = path === lastSegment || path === `library/${lastSegment}`;
  return { word: new RegExp(`${escapeRegExp(lastSegment)}(?![-.]?\\w)`, 'g'), isShort };
}

function namesImage(text: string, name: ImageName): boolean {
  for (const match of text.matchAll(name.word)) if (isHit(text, match, name)) return true;
  return false;
}

const SLASH = 0x2f;
/** As some encoders of JSON write it. */
const ESCAPED_SLASH = /\\(?:u002f|x2f)$/i;

/** A hit is a path's end (`/api`), a short reference (`api:v1`), or the value of a key that names repositories. */
function isHit(text: string, { 0: word, index: at }: RegExpExecArray, name: ImageName): boolean {
  const end = at + word.length;
  const before = at === 0 ? 0 : text.charCodeAt(at - 1);
  if (before === SLASH || (isF(before) && ESCAPED_SLASH.test(text.slice(Math.max(0, at - 6), at))))
    return true;
  if (isNameUnit(before) || before === 0x2d || before === 0x2e) return false;
  if (name.isShort) return true;
  if (/^(?::[\w$]|@(?:sha256|\$))/.test(text.slice(end, end + 8))) return true;
  const line = text.slice(Math.max(0, at - 40), at);
  if (/(?:repo|repository|image|imageName)["']?[ \t]*[:=][ \t]*["']?$/i.test(line)) return true;
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
