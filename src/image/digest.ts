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
      hint: 'A digest is "sha256:" followed by 64 lowercase hexadecimal digits.',
    },
  );
}

/** `sha256:0123456789ab`: the first twelve digits, for people. Never compare with it. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
