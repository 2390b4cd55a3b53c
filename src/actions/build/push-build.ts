import type { PushDestination } from '../../builder/builder.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { canonicalRepository, type ImageReference } from '../../image/reference.ts';
import type { Digest } from '../../image/digest.ts';
import type { Registry } from '../../registry/registry.ts';
import type { BuildCollaborators } from './build-collaborators.ts';
import { missingPlatforms } from './request/definition.ts';
import { type BuildIdentity, ownTag } from './request/identity.ts';
import type { BuildInputs } from './inputs.ts';
import { type NewerHolders, tagsToPut } from './newer-holders.ts';
import { findReusable } from './proof/find-reusable.ts';
import { signBuild } from './proof/sign-build.ts';
import { readBack } from './read-back.ts';
import { NO_RESULT } from './outputs.ts';
import { recordNew, type RecordedImage, recordReused } from './record-build.ts';
import { buildRequest } from './request/make-build-request.ts';
import { takenVersions } from './put-tags.ts';

/**
 * Builds and pushes, attaches the record, signs, and puts the commit's tag on the digest that is served.
 * The record names `tags`, without a version that another run took by now, and without those that point to
 * something newer.
 *
 * The push goes by digest where the builder can do that, so that the tag is written once the digest is read
 * back. When another run was faster, its image is the commit's, and ours stays without a tag. Only then does
 * anything else get a tag.
 */
export async function pushBuild(
  collaborators: BuildCollaborators,
  inputs: BuildInputs,
  identity: BuildIdentity,
  { tags, newer }: { readonly tags: readonly string[]; readonly newer: NewerHolders },
): Promise<RecordedImage> {
  const { runner, registry } = collaborators;
  const { image } = inputs;
  const tag = ownTag(identity);
  const { digest, destination } = await pushed(collaborators, inputs, identity);
  const manifest = await readBack(collaborators, image, destination, digest);
  await requirePlatforms(registry, { ...image, digest }, inputs.platforms);
  const free = inputs.part ? [] : await freeTags(registry, { ...image, digest }, tags, newer);
  const recorded = await recordNew(collaborators, inputs, identity, { manifest, tags: free });
  collaborators.pushed({
    ...NO_RESULT,
    image: image.spelling,
    record: recorded.record,
    proof: recorded.proof,
  });
  if (inputs.part) return recorded;
  if (destination.kind === 'tag') return sign(collaborators, inputs, recorded);
  const other = await findReusable(collaborators, identity, inputs);
  if (other.kind === 'missing' || other.image.digest === digest) {
    // The tag comes last: a run that could not sign leaves nothing that the next one would reuse.
    const signed = await sign(collaborators, inputs, recorded);
    await registry.tag(image, tag, manifest);
    return signed;
  }
  runner.log.warning(`Another run built ${identity.commit} at the same time; its image is used.`);
  const theirs = other.image.digest;
  const put = await tagsToPut(tags, theirs, newer);
  return recordReused(collaborators, inputs, identity, { digest: theirs, tags: put, proof: other.proof });
}

/** The tags that the image gets: no version that another run took by now, and none of something newer. */
async function freeTags(
  registry: Registry,
  image: ImageReference & { readonly digest: Digest },
  tags: readonly string[],
  newer: NewerHolders,
): Promise<readonly string[]> {
  const taken = await takenVersions(registry, image, tags, image.digest);
  return (await tagsToPut(tags, image.digest, newer)).filter((name) => !taken.has(name));
}

/** Builds and pushes, or makes one image of those that other steps pushed. */
async function pushed(
  { runner, registry, builder, now }: BuildCollaborators,
  inputs: BuildInputs,
  identity: BuildIdentity,
): Promise<{ readonly digest: Digest; readonly destination: PushDestination }> {
  const repository = canonicalRepository(inputs.image);
  const byDigest: PushDestination = { kind: 'digest', image: repository };
  if (inputs.digests.length > 0) {
    const { mergeParts } = await import('./parts/merge-parts.ts');
    return { digest: await mergeParts(registry, inputs, identity), destination: byDigest };
  }
  const { name, driver } = await builder.inspect(inputs.builder);
  if (inputs.part && driver === 'docker')
    throw new WaybillError(
      'BUILDER_UNSUITED',
      `The builder ${name} (driver docker) cannot push without a tag`,
      {
        hint: 'Add a step with docker/setup-buildx-action before this one.',
      },
    );
  const destination: PushDestination =
    driver === 'docker' ? { kind: 'tag', image: repository, tag: ownTag(identity) } : byDigest;
  runner.log.info(`Building ${identity.repository}@${identity.commit} with ${name} (driver ${driver}).`);
  const moment = { destination, context: runner.context, now: now() };
  return { digest: await builder.build(buildRequest(inputs, identity, moment)), destination };
}

async function sign(
  collaborators: BuildCollaborators,
  inputs: BuildInputs,
  recorded: RecordedImage,
): Promise<RecordedImage> {
  const isSigned = await signBuild(collaborators, inputs, recorded.manifest.digest);
  return isSigned ? { ...recorded, proof: 'signed', how: `${recorded.how}; signed` } : recorded;
}

/** A builder may leave a platform out without failing; an index that lacks one must not be promoted. */
async function requirePlatforms(
  registry: Registry,
  reference: ImageReference,
  wanted: readonly string[],
): Promise<void> {
  if (wanted.length === 0) return;
  const platforms = (await registry.describe(reference))?.platforms ?? [];
  const missing = missingPlatforms(platforms, wanted);
  if (missing.length === 0) return;
  throw new WaybillError(
    'PLATFORM_UNSUPPORTED',
    `The image that was built has ${platforms.join(', ') || 'no platform'}, without ${missing.join(', ')}`,
    { hint: 'Use a builder of docker/setup-buildx-action; the commit was given no tag beyond its own.' },
  );
}
