import { WaybillError } from '../errors/waybill-error.ts';

declare const digestBrand: unique symbol;

/** `sha256:` and 64 lowercase hexadecimal digits: the identity of a manifest or index. Made by `parseDigest` only. */
export type Digest = string & { readonly [digestBrand]: true };

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/**
 * Checks that `text` is a SHA-256 digest as the image specification registers it (opencontainers/image-spec,
 * descriptor.md, "Registered Algorithms"). `sha512` is registered too, but neither BuildKit nor the agents write it.
 * Throws `DIGEST_INVALID` with `what` as the name of the place it was read from.
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

/** The first twelve hexadecimal digits, for people: `sha256:0123456789ab`. Never for a comparison. */
export function shortDigest(digest: Digest): string {
  return digest.slice(0, 'sha256:'.length + 12);
}
