import { tryParseReference } from '../image/reference.ts';

/** An image to look for: its name in `waybill.yaml` and its repository. */
export interface SoughtImage {
  readonly name: string;
  readonly repository: string;
}

/**
 * Whether a file can hold one of the images, from a search of its text or bytes. False positives cost a parse; there are
 * no false negatives among the shapes that name the image, except layers of Helm values that hold only a tag or digest
 * (`mayBeLayer`).
 */
export function mayHold(content: string | Uint8Array, images: readonly SoughtImage[]): boolean {
  const text = typeof content === 'string' ? content : undefined;
  const bytes = typeof content === 'string' ? undefined : asBuffer(content);
  if (bytes !== undefined && isUtf16(bytes)) return true;
  const search: Search = {
    find: (needle, from) => text?.indexOf(needle, from) ?? bytes?.indexOf(needle, from) ?? -1,
    code: (at) => text?.charCodeAt(at) ?? bytes?.[at] ?? 0,
    slice: (from, to) => text?.slice(from, to) ?? bytes?.toString('latin1', from, to) ?? '',
  };
  if (search.find('waybill:', 0) !== -1 || search.find('$imagepolicy', 0) !== -1) return true;
  return images.some((image) => namesImage(search, image));
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

interface Search {
  find(needle: string, from: number): number;
  code(at: number): number;
  slice(from: number, to: number): string;
}

function namesImage(search: Search, image: SoughtImage): boolean {
  const path = tryParseReference(image.repository)?.repository ?? image.repository;
  const lastSegment = path.slice(path.lastIndexOf('/') + 1);
  const isShort = path === lastSegment || path === `library/${lastSegment}`;
  for (let at = search.find(lastSegment, 0); at !== -1; at = search.find(lastSegment, at + 1)) {
    if (isHit(search, at, lastSegment.length, isShort)) return true;
  }
  return false;
}

const SLASH = 0x2f;

/** A hit is a path's end (`/api`), a short reference (`api:v1`), or the value of a key that names repositories. */
function isHit(search: Search, at: number, length: number, isShort: boolean): boolean {
  const end = at + length;
  if (continuesName(search, end)) return false;
  const before = at === 0 ? 0 : search.code(at - 1);
  if (before === SLASH) return true;
  if (isNameUnit(before) || before === 0x2d || before === 0x2e) return false;
  if (isShort) return true;
  if (/^(?::[\w]|@sha256)/.test(search.slice(end, end + 8))) return true;
  const line = search.slice(Math.max(0, at - 40), at);
  if (/(?:repo|repository|image|imageName)["']?[ \t]*[:=][ \t]*["']?$/i.test(line)) return true;
  return /name["']?[ \t]*:[ \t]*["']?$/i.test(line) && search.find('egistry', 0) !== -1;
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
