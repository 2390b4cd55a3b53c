import { locate } from '../../errors/location.ts';
import type { ManifestFile, Refusal } from '../plan.ts';

/** Larger files are not read at all: no environment is declared in one. */
export const LARGEST_MANIFEST = 32 * 1024 * 1024;

type DecodedManifest =
  { readonly ok: true; readonly file: ManifestFile } | { readonly ok: false; readonly refusal: Refusal };

/** One for all files: each holds a converter outside of the heap, which is collected late. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/**
 * The text of a file, from its bytes. A byte order mark stays in the text as U+FEFF. Bytes that are not
 * UTF-8, that hold NUL, or whose text would not encode to the same bytes come back as a refusal, because
 * splicing them would change bytes that nobody asked about. So does a Git LFS pointer, whose content is
 * elsewhere.
 */
export function decodeManifest(path: string, bytes: Uint8Array): DecodedManifest {
  if (bytes.length > LARGEST_MANIFEST) {
    return refuse(path, `it is larger than ${LARGEST_MANIFEST / 1024 / 1024} MiB`, SPLIT_HINT);
  }
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) {
    return refuse(path, 'it is UTF-16', 'Save it as UTF-8.');
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse(path, 'it is not UTF-8', 'Save it as UTF-8, or leave it out of the environment’s files.');
  }
  const refusal = refuseText(path, text);
  if (refusal !== undefined) return { ok: false, refusal };
  if (Buffer.byteLength(text) !== bytes.length) {
    return refuse(path, 'its text does not encode to the same bytes', 'Save it as UTF-8.');
  }
  return { ok: true, file: { path, text } };
}

/**
 * Why a decoded text cannot be edited, or undefined when it can. For texts that came decoded from elsewhere.
 */
export function refuseText(path: string, text: string): Refusal | undefined {
  if (text.startsWith(LFS_POINTER)) {
    return unreadable(path, 'it is a Git LFS pointer, not the file itself', 'Keep manifests out of Git LFS.');
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const hint = 'Save it as UTF-8 text, or leave it out of the environment’s files.';
    return { ...unreadable(path, 'it holds a NUL character', hint), location: locate(path, text, nul) };
  }
  if (/\p{Cs}/u.test(text)) {
    return unreadable(
      path,
      'it holds half of a surrogate pair, which UTF-8 cannot express',
      'Save it as UTF-8.',
    );
  }
  return undefined;
}

const SPLIT_HINT = 'Split it, or leave it out of the environment’s files.';

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function unreadable(path: string, reason: string, hint: string): Refusal {
  const location = { file: path, line: 1, column: 1 };
  return {
    code: 'FILE_UNREADABLE',
    image: undefined,
    message: `${path} cannot be edited: ${reason}`,
    hint,
    location,
  };
}

function refuse(path: string, reason: string, hint: string): DecodedManifest {
  return { ok: false, refusal: unreadable(path, reason, hint) };
}
