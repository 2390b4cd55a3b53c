import { z } from 'zod';
import { WaybillError } from '../errors/waybill-error.ts';
import { type Digest, isDigest } from '../image/digest.ts';

/**
 * The digest of what was pushed, from the file that buildx writes for `--metadata-file`. With several
 * platforms or attestations it is the digest of the index. Throws `DIGEST_MISSING` when the file has none:
 * without a digest nothing may go on.
 */
export function pushedDigest(metadata: string): Digest {
  const digest = digestField(metadata);
  if (digest !== undefined && isDigest(digest)) return digest;
  throw new WaybillError(
    'DIGEST_MISSING',
    `The builder did not say which digest it pushed (containerimage.digest is ${JSON.stringify(digest ?? null)})`,
    {
      hint: 'Update Docker and buildx, or use a builder of docker/setup-buildx-action; nothing was tagged.',
    },
  );
}

const metadataSchema = z.object({ 'containerimage.digest': z.string() });

function digestField(metadata: string): string | undefined {
  try {
    return metadataSchema.safeParse(JSON.parse(metadata)).data?.['containerimage.digest'];
  } catch {
    return undefined;
  }
}
