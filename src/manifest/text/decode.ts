import { locate } from '../../errors/location.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { ManifestFile, Refusal } from '../plan.ts';

/**
 * The text room knows paths and plain texts: bytes to text, lines, words that may name an image. It knows no
 * YAML.
 */

/** Larger files are not read at all: no environment is declared in one. */
export const LARGEST_MANIFEST = 32 * 1024 * 1024;

/** One decoder serves all files. Each holds a converter outside of the heap, which is collected late. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1';

/**
 * The text of a file, from its bytes. A byte order mark stays in the text as U+FEFF. A refusal where the
 * bytes are not UTF-8, hold NUL, or do not come out of the text again: an edit would change bytes that nobody
 * asked about. A Git LFS pointer is refused as well, because its content is elsewhere.
 */
export function decodeManifest(path: string, bytes: Uint8Array): Result<ManifestFile, Refusal> {
  if (bytes.length > LARGEST_MANIFEST) {
    return no(unreadable(path, `it is larger than ${LARGEST_MANIFEST / 1024 / 1024} MiB`, SPLIT_HINT));
  }
  if (startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])) {
    return no(unreadable(path, 'it is UTF-16', 'Save it as UTF-8.'));
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return no(
      unreadable(path, 'it is not UTF-8', 'Save it as UTF-8, or leave it out of the environment’s files.'),
    );
  }
  const refusal = refuseText(path, text);
  if (refusal !== undefined) return no(refusal);
  if (Buffer.byteLength(text) !== bytes.length) {
    return no(unreadable(path, 'its text does not encode to the same bytes', 'Save it as UTF-8.'));
  }
  return ok({ path, text });
}

/** Why a text that came decoded from elsewhere cannot be edited, or undefined where it can. */
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
