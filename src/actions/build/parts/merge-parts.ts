import { WaybillError } from '../../../errors/waybill-error.ts';
import { sourceClaim } from '../../../image/derive-record.ts';
import type { Digest } from '../../../image/digest.ts';
import { ANNOTATIONS } from '../../../image/labels.ts';
import { sameSource } from '../../../image/source.ts';
import type { Registry } from '../../../registry/registry.ts';
import type { BuildInputs } from '../inputs.ts';
import type { BuildIdentity } from '../request/identity.ts';

/**
 * Makes one image of those that other steps of this run built, each for its platforms, and returns the digest
 * of the index. One digest alone is that image. Each must say that it was built from this commit of this
 * repository: an output of another run would otherwise slip in (`INPUT_INVALID`).
 */
export async function mergeParts(
  registry: Registry,
  { image, digests }: Pick<BuildInputs, 'image' | 'digests'>,
  identity: BuildIdentity,
): Promise<Digest> {
  for (const digest of digests) await requireOwn(registry, { ...image, digest }, identity);
  const source = `${identity.serverUrl}/${identity.repository}`;
  // Nothing that changes from run to run: merging again ends with the same digest.
  const annotations = { [ANNOTATIONS.revision]: identity.commit, [ANNOTATIONS.source]: source };
  return (await registry.merge(image, digests, annotations)).digest;
}

async function requireOwn(
  registry: Registry,
  reference: BuildInputs['image'] & { readonly digest: Digest },
  { serverUrl, repository, commit }: BuildIdentity,
): Promise<void> {
  const described = await registry.describe({ ...reference, tag: undefined });
  if (described === undefined)
    throw new WaybillError('IMAGE_NOT_FOUND', `${reference.spelling}@${reference.digest} is not there`, {
      hint: 'Check that the steps whose digests these are pushed to the same repository.',
    });
  const claim = sourceClaim(described);
  const isOwn = claim.source !== undefined && sameSource(claim.source, { server: serverUrl, repository });
  if (isOwn && claim.commit === commit) return;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "digests" names ${reference.digest}, which says that it was built from ${claim.source?.repository ?? 'no source'} at ${claim.commit ?? 'no commit'} and not from ${repository} at ${commit}`,
    { hint: 'Pass the outputs "digest" of steps of this run.' },
  );
}
