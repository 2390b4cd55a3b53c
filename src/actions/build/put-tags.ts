import { resultOf } from '../../errors/go-on.ts';
import { errorsOf, WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { type Digest, shortDigest } from '../../image/digest.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import { isVersionTag } from '../../image/version-tags.ts';
import type { LeftTag, NewerHolders } from './newer-holders.ts';
import type { FetchedManifest, Registry } from '../../registry/registry.ts';

/**
 * Checks that no version tag would be moved: each is free or points to `digest` already. Without a digest
 * (nothing is built yet) each must be free. Throws `VERSION_TAG_MOVED`, one error for each tag in the way.
 */
export async function requireFreeVersions(
  registry: Registry,
  image: ImageReference,
  tags: readonly string[],
  digest: Digest | undefined,
): Promise<void> {
  const taken = await takenVersions(registry, image, tags, digest);
  if (taken.size === 0) return;
  throw new WaybillErrors([...taken].map(([tag, holder]) => moved(image, tag, holder, digest)));
}

/**
 * Checks that the tags which would move can be moved, before anything is built for them. A version is not
 * among them: it never moves. Throws `TAG_IMMUTABLE` for each that the registry says it holds; not every
 * registry can be asked.
 */
export async function requireMovableTags(
  registry: Registry,
  image: ImageReference,
  tags: readonly string[],
): Promise<void> {
  const errors: WaybillError[] = [];
  for (const tag of tags.filter((name) => !isVersionTag(name))) {
    const asked = await resultOf(() => registry.requireMovable(image, tag));
    if (!asked.ok) errors.push(heldTag(asked.problem));
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
}

/** The error of a tag that the registry holds; every other is thrown. */
function heldTag(thrown: unknown): WaybillError {
  const [error] = errorsOf(thrown);
  if (error?.code !== 'TAG_IMMUTABLE') throw thrown;
  return error;
}

/** The version tags that point to another digest, with that digest. */
export async function takenVersions(
  registry: Registry,
  image: ImageReference,
  tags: readonly string[],
  digest: Digest | undefined,
): Promise<ReadonlyMap<string, Digest>> {
  const taken = new Map<string, Digest>();
  for (const tag of tags.filter(isVersionTag)) {
    const holder = await registry.taggedDigest({ ...image, tag });
    if (holder !== undefined && holder !== digest) taken.set(tag, holder);
  }
  return taken;
}

/** What became of the tags: those that were written, and those that stay where they are. */
interface PutTags {
  readonly written: readonly string[];
  readonly left: readonly LeftTag[];
}

/**
 * Puts the tags on a digest by writing the manifest's own bytes under each name; a tag that is there already
 * costs no write. A version tag that another run took in the meantime is left to it (`VERSION_TAG_MOVED`).
 * Tags that the registry holds do not keep the others from being put: `TAG_IMMUTABLE` names each of them in
 * the end. A tag that points to something newer is left there, also where that came while this run built.
 */
export async function putTags(
  registry: Registry,
  image: ImageReference,
  tags: readonly string[],
  { manifest, newer }: { readonly manifest: FetchedManifest; readonly newer: NewerHolders },
): Promise<PutTags> {
  const written: string[] = [];
  const left: LeftTag[] = [];
  const held: WaybillError[] = [];
  for (const tag of tags) {
    const holder = await registry.taggedDigest({ ...image, tag });
    if (holder === manifest.digest) continue;
    if (holder !== undefined && isVersionTag(tag)) throw moved(image, tag, holder, manifest.digest);
    const stays = await newer(tag, manifest.digest);
    if (stays !== undefined) {
      left.push(stays);
      continue;
    }
    const put = await resultOf(() => registry.tag(image, tag, manifest));
    if (put.ok) written.push(tag);
    else held.push(heldTag(put.problem));
  }
  if (held.length > 0) throw new WaybillErrors(held);
  return { written, left };
}

function moved(image: ImageReference, tag: string, holder: Digest, digest: Digest | undefined): WaybillError {
  const name = formatReference({ ...image, tag });
  const wanted = digest === undefined ? 'a new build of this commit' : shortDigest(digest);
  return new WaybillError(
    'VERSION_TAG_MOVED',
    `${name} already points to ${shortDigest(holder)}; it is a version and is not moved to ${wanted}`,
    {
      hint: 'Release this commit under a new version. If the tag is a mistake, delete it in the registry first.',
    },
  );
}
