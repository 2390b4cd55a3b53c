import { isRemoteContext } from '../../builder/builder.ts';
import type { Digest } from '../../image/digest.ts';
import { sourceClaim } from '../../image/derive-record.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { formatReference } from '../../image/reference.ts';
import { commitTag } from '../../image/tags.ts';
import type { Runner } from '../../runner/runner.ts';
import { announceRecord } from '../../records/adopt.ts';
import type { BuildCollaborators } from './build-collaborators.ts';
import { type BuildIdentity, identify, ownTag, requireCommit } from './request/identity.ts';
import type { BuildInputs } from './inputs.ts';
import {
  leftTags,
  type LeftTag,
  type NewerHolders,
  newerHolders,
  tagsToPut,
  whyLeft,
} from './newer-holders.ts';
import { type BuildResult, NO_RESULT } from './outputs.ts';
import { findReusable, type ReusableImage } from './proof/find-reusable.ts';
import { pushBuild } from './push-build.ts';
import { type RecordedImage, recordReused } from './record-build.ts';
import { putTags, requireFreeVersions, requireMovableTags } from './put-tags.ts';

/**
 * Ends with the image of the commit in the registry, with its record, `sha-<commit>` and the tags that were
 * asked for. Whatever has to be refused is refused before anything is built. A run can end after any step:
 * the next run finds what is there and goes on.
 */
export async function buildOnce(collaborators: BuildCollaborators, asked: BuildInputs): Promise<BuildResult> {
  const { runner, registry } = collaborators;
  const identity = await identityOf(collaborators, asked);
  const inputs = withoutKey(asked, identity);
  const built = await findReusable(collaborators, identity, inputs);
  if (built.kind === 'built' || built.readable) {
    const digest = built.kind === 'built' ? built.image.digest : undefined;
    await requireFreeVersions(registry, inputs.image, inputs.tags, digest);
  } else {
    runner.log.info(
      `${inputs.image.spelling} is not there yet, or this login may not read it; the push will tell.`,
    );
  }
  const newer = newerHolders(collaborators, inputs.image, identity);
  if (inputs.dryRun) return preview(runner, inputs, identity, { built, newer });
  if (built.kind === 'missing' && built.readable)
    await requireMovableTags(registry, inputs.image, movingTags(inputs, identity, built.passedBy));
  const image = await buildUnlessThere(collaborators, inputs, identity, { built, newer });
  const { manifest, record, reused, proof, how } = image;
  // The image's own tags come last: a package page shows what was tagged last as the image to pull, and on a
  // registry without referrers the record has a tag too.
  const all = tagsOf(inputs, identity, image.commit);
  if (inputs.part && !reused)
    return { ...NO_RESULT, image: inputs.image.spelling, reused, proof, record: { ...record, tags: [] } };
  const further = all.filter((tag) => tag !== ownTag(identity));
  const { written, left } = await putTags(registry, inputs.image, further, { manifest, newer });
  for (const tag of written) runner.log.info(`Tagged ${manifest.digest} as ${inputs.image.spelling}:${tag}.`);
  for (const tag of left) runner.log.warning(whyLeft(tag, inputs.image));
  await announceRecord(runner, record, { how, server: identity.serverUrl });
  const reference = { ...inputs.image, tag: undefined, digest: manifest.digest };
  runner.log.info(`${formatReference(reference)}: ${how}`);
  const tags = withoutLeft(all, left);
  return { image: inputs.image.spelling, tags, left: left.map(({ tag }) => tag), reused, proof, record };
}

/** What is there already, under the commit's tag and under those that may move. */
interface Found {
  readonly built: ReusableImage;
  readonly newer: NewerHolders;
}

async function identityOf(collaborators: BuildCollaborators, inputs: BuildInputs): Promise<BuildIdentity> {
  const { runner, headOf } = collaborators;
  const identity = identify(runner.context, inputs.commit);
  const head = isRemoteContext(inputs.context) ? undefined : await headOf(runner.context.workspace);
  requireCommit(inputs.context, head, identity);
  if (inputs.reuse !== 'tree') return identity;
  const { treeKey } = await import('./tree/tree-key.ts');
  const { workspace } = runner.context;
  const key = await treeKey({ ...collaborators, workspace }, inputs);
  if (key.ok) return { ...identity, tree: key.value };
  runner.log.warning(`Nothing is reused, because it is not known what is built from: ${key.problem}.`);
  return identity;
}

/** Without a key nothing can be found again by it, so the commit is built. */
function withoutKey(inputs: BuildInputs, identity: BuildIdentity): BuildInputs {
  return inputs.reuse === 'tree' && identity.tree === undefined ? { ...inputs, reuse: 'false' } : inputs;
}

async function buildUnlessThere(
  collaborators: BuildCollaborators,
  inputs: BuildInputs,
  identity: BuildIdentity,
  { built, newer }: Found,
): Promise<RecordedImage> {
  const { runner } = collaborators;
  if (built.kind === 'missing' && built.passedBy !== undefined) {
    const tag = inputs.part ? '' : ', and its tag moves';
    runner.log.info(
      `${inputs.image.spelling}:${ownTag(identity)} is ${built.passedBy}. It is not reused${tag}.`,
    );
  }
  if (built.kind === 'missing' && built.passedBy !== undefined && inputs.digests.includes(built.passedBy))
    throw notAPart(inputs, built.passedBy);
  if (built.kind === 'missing')
    return pushBuild(collaborators, inputs, identity, { tags: tagsOf(inputs, identity), newer });
  if (built.warning !== undefined) runner.log.warning(built.warning);
  const { digest } = built.image;
  const what = identity.tree === undefined ? `the image of ${identity.commit}` : 'what would be built';
  runner.log.info(`${inputs.image.spelling} has ${what} already: ${digest}.`);
  const tags = tagsOf(inputs, identity, sourceClaim(built.image).commit);
  const put = await tagsToPut(tags, digest, newer);
  return recordReused(collaborators, inputs, identity, { digest, tags: put, proof: built.proof });
}

/** What was not believed as the whole image is not signed as its only part either. */
function notAPart({ image }: BuildInputs, digest: Digest): WaybillError {
  return new WaybillError(
    'REUSE_REFUSED',
    `${image.spelling}@${digest} is not reused, and the input "digests" names it as a part`,
    {
      hint: 'Nobody has proven who built it. Build the parts again, with "reuse: false" in their steps, too.',
    },
  );
}

/** The commit's own tag moves only where the image that has it is not reused. A part is given no tag. */
function movingTags(
  inputs: BuildInputs,
  identity: BuildIdentity,
  passedBy: Digest | undefined,
): readonly string[] {
  if (inputs.part) return [];
  return passedBy === undefined ? inputs.tags : tagsOf(inputs, identity);
}

/**
 * All tags that the image ends with. What was built from another commit does not get the tag of this one,
 * which says more than that the files are the same.
 */
function tagsOf(
  inputs: BuildInputs,
  identity: BuildIdentity,
  builtFrom: string | undefined = identity.commit,
): readonly string[] {
  const commit = builtFrom === identity.commit ? [commitTag(builtFrom)] : [];
  return [...new Set([ownTag(identity), ...commit, ...inputs.tags])];
}

function withoutLeft(tags: readonly string[], left: readonly LeftTag[]): readonly string[] {
  return tags.filter((name) => left.every(({ tag }) => tag !== name));
}

/** What a run without `dry-run` would do. The digest is known only when the image is there. */
async function preview(
  runner: Runner,
  inputs: BuildInputs,
  identity: BuildIdentity,
  { built, newer }: Found,
): Promise<BuildResult> {
  const builtFrom = built.kind === 'built' ? sourceClaim(built.image).commit : identity.commit;
  const all = tagsOf(inputs, identity, builtFrom);
  const canRead = built.kind === 'built' || built.readable;
  const digest = built.kind === 'built' ? built.image.digest : undefined;
  const left = canRead ? await leftTags(all, digest, newer) : [];
  for (const tag of left) runner.log.warning(whyLeft(tag, inputs.image));
  const tags = withoutLeft(all, left);
  const what =
    built.kind === 'built' ? `reuse ${built.image.digest} of` : `build ${identity.commit} and push it to`;
  runner.log.info(`Dry run: would ${what} ${inputs.image.spelling} with the tags ${tags.join(', ')}.`);
  return {
    ...NO_RESULT,
    image: inputs.image.spelling,
    tags,
    left: left.map(({ tag }) => tag),
    reused: built.kind === 'built',
    proof: built.kind === 'built' ? built.proof.kind : undefined,
  };
}
