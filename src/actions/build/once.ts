import { errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import { sourceClaim } from '../../image/derive-record.ts';
import type { Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import { sameSource } from '../../image/source.ts';
import type { ImageDescription, Registry } from '../../registry/registry.ts';
import { type BuildDefinition, compareDefinition, TREE_LABEL } from './request/definition.ts';
import { type BuildIdentity, ownTag } from './request/identity.ts';

/** What the registry has under the tag of a commit. */
export type BuiltImage =
  /**
   * `readable` is false where the registry does not let this login look. `passedBy` is there and not to be
   * reused.
   */
  | { readonly kind: 'missing'; readonly readable: boolean; readonly passedBy?: Digest }
  | { readonly kind: 'built'; readonly image: ImageDescription; readonly warning: string | undefined };

/** What a build is to make. */
export interface WantedBuild extends BuildDefinition {
  readonly image: ImageReference;
  readonly platforms: readonly string[];
  readonly reuse: 'commit' | 'tree' | 'false';
  /** What is merged was compared where it was built. */
  readonly digests: readonly Digest[];
}

/**
 * Looks for the image of a commit under the tag `sha-<commit>`, or for what was built from the same files
 * under `tree-<key>`. Anyone who may push can write a tag, so the image itself must say that it was built
 * from that commit, or with that key, of that repository. Throws `COMMIT_TAG_TAKEN` when
 * it says something else or nothing, and `BUILD_DIFFERS` when it is not the image that is asked for.
 *
 * Without reuse nothing counts as built, whatever the image says of itself: a label proves nothing.
 *
 * A repository that this login may not read counts as not there. Quay, Docker Hub and GitHub answer 401 or
 * 403 until the first push, even to a login that may push. The push tells.
 */
export async function findBuilt(
  registry: Registry,
  identity: BuildIdentity,
  wanted: WantedBuild,
): Promise<BuiltImage> {
  const { image, platforms } = wanted;
  const reference = { ...image, tag: ownTag(identity), digest: undefined };
  const found = await registry.describe(reference).catch(unreadable);
  if (found === undefined || found === 'unreadable')
    return { kind: 'missing', readable: found === undefined };
  if (wanted.reuse === 'false') return { kind: 'missing', readable: true, passedBy: found.digest };
  const name = formatReference(reference);
  requireClaim(name, found, identity);
  if (identity.tree !== undefined || wanted.digests.length > 0)
    return { kind: 'built', image: found, warning: undefined };
  return { kind: 'built', image: found, warning: compareDefinition(name, found, wanted, platforms) };
}

/** Without any login, or with a wrong one, the push would be refused as well: that is said at once. */
function unreadable(thrown: unknown): 'unreadable' {
  const [error] = errorsOf(thrown);
  if (error?.code === 'REGISTRY_DENIED') return 'unreadable';
  throw thrown;
}

function requireClaim(name: string, image: ImageDescription, identity: BuildIdentity): void {
  const { source, commit } = sourceClaim(image);
  const { repository, tree } = identity;
  const isOwn = source !== undefined && sameSource(source, { server: identity.serverUrl, repository });
  const isSame = tree === undefined ? commit === identity.commit : image.labels[TREE_LABEL] === tree;
  if (isOwn && isSame) return;
  const says = `${source?.repository ?? 'no source'} at ${commit ?? 'no commit'}`;
  if (tree !== undefined)
    throw new WaybillError(
      'COMMIT_TAG_TAKEN',
      `${name} is there, but its labels name ${says}, and ${image.labels[TREE_LABEL] ?? 'nothing'} as what it was built from`,
      { hint: 'Something else made this image. Delete the tag in the registry.' },
    );
  throw new WaybillError(
    'COMMIT_TAG_TAKEN',
    `${name} is there, but its labels name ${says} instead of ${repository} at ${identity.commit}`,
    {
      hint: 'Something else made this image. Delete the tag, or have its builder set org.opencontainers.image.source and org.opencontainers.image.revision.',
    },
  );
}
