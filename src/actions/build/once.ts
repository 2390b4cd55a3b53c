import { WaybillError } from '../../errors/waybill-error.ts';
import { sourceClaim } from '../../image/derive-record.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import { sameSource } from '../../image/source.ts';
import { commitTag } from '../../image/tags.ts';
import type { ImageDescription, Registry } from '../../registry/registry.ts';
import { type BuildDefinition, compareDefinition } from './request/definition.ts';
import type { BuildIdentity } from './request/identity.ts';

/** What the registry has under the tag of a commit. */
export type BuiltImage =
  | { readonly kind: 'missing' }
  | { readonly kind: 'built'; readonly image: ImageDescription; readonly warning: string | undefined };

/** What a build is to make. */
export interface WantedBuild extends BuildDefinition {
  readonly image: ImageReference;
  readonly platforms: readonly string[];
}

/**
 * Looks for the image of a commit: the tag `sha-<commit>`, whose image must say itself that it was built from
 * that commit of that repository, because anyone who may push can write a tag. Throws `COMMIT_TAG_TAKEN` when
 * it says something else or nothing, and `BUILD_DIFFERS` when it is not the image that is asked for.
 */
export async function findBuilt(
  registry: Registry,
  identity: BuildIdentity,
  wanted: WantedBuild,
): Promise<BuiltImage> {
  const { image, platforms } = wanted;
  const reference = { ...image, tag: commitTag(identity.commit), digest: undefined };
  const found = await registry.describe(reference);
  if (found === undefined) return { kind: 'missing' };
  const name = formatReference(reference);
  requireClaim(name, found, identity);
  return { kind: 'built', image: found, warning: compareDefinition(name, found, wanted, platforms) };
}

function requireClaim(name: string, image: ImageDescription, identity: BuildIdentity): void {
  const { source, commit } = sourceClaim(image);
  const own = { server: identity.serverUrl, repository: identity.repository };
  if (commit === identity.commit && source !== undefined && sameSource(source, own)) return;
  const says = `${source?.repository ?? 'no source'} at ${commit ?? 'no commit'}`;
  throw new WaybillError(
    'COMMIT_TAG_TAKEN',
    `${name} is there, but its labels name ${says} instead of ${identity.repository} at ${identity.commit}`,
    {
      hint: 'Something else made this image. Delete the tag, or have its builder set org.opencontainers.image.source and org.opencontainers.image.revision.',
    },
  );
}
