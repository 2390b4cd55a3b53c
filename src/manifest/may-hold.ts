import { tryParseReference } from '../image/reference.ts';

/** An image to look for: its name in `waybill.yaml` and its repository. */
export interface SoughtImage {
  readonly name: string;
  readonly repository: string;
}

/** Says whether a text, or its bytes as UTF-8, can hold what is sought. */
export type HoldTest = (content: string | Uint8Array) => boolean;

/**
 * A test of whether a file can hold one of the images, by a search of its text or bytes. Make it once for many files. False
 * positives cost a parse; there are no false negatives among the shapes that name the image, except layers of Helm
 * values that hold only a tag or digest (`mayBeLayer`).
 */
export function holdTest(images: readonly SoughtImage[]): HoldTest {
  const names = images.map(({ repository }) => imageName(repository));
  return (content) => {
    if (typeof content === 'string') {
      const marked = MARKS.some(({ text }) => content.includes(text));
      return marked || names.some((name) => namesImage(inText(content, name), name));
    }
    const bytes = asBuffer(content);
    if (isUtf16(bytes)) return true;
    return (
      MARKS.some((mark) => bytes.includes(mark.bytes)) ||
      names.some((name) => namesImage(inBytes(bytes, name), name))
    );
  };
}

/** Files of `NAME=value` lines. */
export const DOTENV = /(?:^|\/)\.env[^/]*$|\.env$/;

/** Whether a text could be a layer of Helm values that sets a tag or a digest without naming the repository. */
export function mayBeLayer(path: string, text: string): boolean {
  if (DOTENV.test(path)) return true;
  if (!/\.ya?ml$/i.test(path)) return false;
  if (/^kind:/m.test(text) && !/^kind: *["']?(?:HelmRelease|Application)\b/m.test(text)) return false;
  return /(?:tag|digest|sha|sha256|imageRegistry)["']?[ \t]*:/i.test(text);
}

/** What is searched for. The bytes are made once: converting a string for each file costs more than the search. */
interface Needle {
  readonly text: string;
  readonly bytes: Buffer;
}

interface ImageName extends Needle {
  /** One segment on Docker Hub, which needs no path before it. */
  readonly isShort: boolean;
}

interface Search {
  /** The next place of the image's last path segment. */
  next(from: number): number;
  code(at: number): number;
  slice(from: number, to: number): string;
  speaksOfRegistry(): boolean;
}

function needle(text: string): Needle {
  return { text, bytes: Buffer.from(text) };
}

const MARKS = [needle('waybill:'), needle('$imagepolicy')];
const REGISTRY = needle('egistry');

function imageName(repository: string): ImageName {
  const path = tryParseReference(repository)?.repository ?? repository;
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  return { ...needle(lastSegment), isShort: path === lastSegment || path === `library/${lastSegment}` };
}

function inText(text: string, name: ImageName): Search {
  return {
    next: (from) => text.indexOf(name.text, from),
    code: (at) => text.charCodeAt(at),
    slice: (from, to) => text.slice(from, to),
    speaksOfRegistry: () => text.includes(REGISTRY.text),
  };
}

function inBytes(bytes: Buffer, name: ImageName): Search {
  return {
    next: (from) => bytes.indexOf(name.bytes, from),
    code: (at) => bytes[at] ?? 0,
    slice: (from, to) => bytes.toString('latin1', from, to),
    speaksOfRegistry: () => bytes.includes(REGISTRY.bytes),
  };
}

function namesImage(search: Search, name: ImageName): boolean {
  for (let at = search.next(0); at !== -1; at = search.next(at + 1)) {
    if (isHit(search, at, name)) return true;
  }
  return false;
}

const SLASH = 0x2f;

/** A hit is a path's end (`/api`), a short reference (`api:v1`), or the value of a key that names repositories. */
function isHit(search: Search, at: number, { text, isShort }: ImageName): boolean {
  const end = at + text.length;
  if (continuesName(search, end)) return false;
  const before = at === 0 ? 0 : search.code(at - 1);
  if (before === SLASH) return true;
  if (isNameUnit(before) || before === 0x2d || before === 0x2e) return false;
  if (isShort) return true;
  if (/^(?::[\w]|@sha256)/.test(search.slice(end, end + 8))) return true;
  const line = search.slice(Math.max(0, at - 40), at);
  if (/(?:repo|repository|image|imageName)["']?[ \t]*[:=][ \t]*["']?$/i.test(line)) return true;
  return /name["']?[ \t]*:[ \t]*["']?$/i.test(line) && search.speaksOfRegistry();
}

function continuesName(search: Search, at: number): boolean {
  const code = search.code(at);
  if (isNameUnit(code)) return true;
  return (code === 0x2d || code === 0x2e) && isNameUnit(search.code(at + 1));
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

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
