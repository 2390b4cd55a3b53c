import { WaybillError } from '../errors/waybill-error.ts';

declare const digestBrand: unique symbol;

/**
 * `sha256:` and 64 lowercase hexadecimal digits: the identity of a manifest or index. Only checks here make
 * one.
 */
export type Digest = string & { readonly [digestBrand]: true };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/**
 * The text as a SHA-256 digest. The image specification registers `sha512` too (opencontainers/image-spec,
 * descriptor.md, "Registered Algorithms"), but neither BuildKit nor the agents write it. Throws
 * `DIGEST_INVALID`; `what` names the place that the text was read from.
 */
export function parseDigest(text: string, what = 'the digest'): Digest {
  if (isDigest(text)) return text;
  throw new WaybillError(
    'DIGEST_INVALID',
    `${what} is not a SHA-256 digest: ${JSON.stringify(text.slice(0, 100))}`,
    {
      hint: digestHint(text),
    },
  );
}

const DIGITS = 64;
const SHAPE = 'A digest is "sha256:" followed by 64 lowercase hexadecimal digits.';

/** What keeps a text from being a digest, as a sentence: `It has 63 digits: …`. */
export function digestHint(text: string): string {
  const [, algorithm, digits = ''] = /^(?:(\w+):)?(.*)$/s.exec(text.trim()) ?? [];
  const isHex = /^[0-9a-f]+$/i.test(digits);
  if (algorithm !== undefined && /^sha(?!256$)\d+$/i.test(algorithm))
    return `It is a ${algorithm.toUpperCase()} digest, and registries name images by SHA-256. ${SHAPE}`;
  if (!isHex) return SHAPE;
  if (digits.length !== DIGITS) return `It has ${counted(digits.length)}. ${SHAPE}`;
  if (algorithm === undefined) return `"sha256:" is missing before it: sha256:${digits.toLowerCase()}.`;
  return algorithm.toLowerCase() === 'sha256' ? `It is lowercase: sha256:${digits.toLowerCase()}.` : SHAPE;
}

function counted(digits: number): string {
  return digits === 1 ? '1 digit' : `${digits} digits`;
}

/**
 * True for a text that was meant as a digest, and may have the wrong length or case. 64 digits alone could be
 * a tag, but they are what somebody copied of a digest.
 */
export function looksLikeDigest(text: string): boolean {
  return /^(?:sha\d+:|[0-9a-f]{64}$)/i.test(text);
}

/** `sha256:0123456789ab`: the first twelve digits, for people. Never compare with it. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
