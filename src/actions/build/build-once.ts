import { isRemoteContext } from '../../builder/builder.ts';
import { formatReference } from '../../image/reference.ts';
import { commitTag } from '../../image/tags.ts';
import type { Runner } from '../../runner/runner.ts';
import { adopt } from '../../records/adopt.ts';
import type { BuildCollaborators } from './build-collaborators.ts';
import { type BuildIdentity, identify, requireCommit } from './request/identity.ts';
import type { BuildInputs } from './inputs.ts';
import { type BuiltImage, findBuilt } from './once.ts';
import { type BuildResult, NO_RESULT } from './outputs.ts';
import { type PushedImage, pushBuild } from './push-build.ts';
import { readManifest } from './read-back.ts';
import { recordBuild } from './record-build.ts';
import { putTags, requireFreeVersions } from './put-tags.ts';

/**
 * Ends with the image of the commit in the registry, under `sha-<commit>` and the tags asked for, and with
 * its record attached. What is refused is refused before anything is built. Every step can be the last: the
 * next run finds what is there and goes on.
 */
export async function buildOnce(
  collaborators: BuildCollaborators,
  inputs: BuildInputs,
): Promise<BuildResult> {
  const { runner, registry } = collaborators;
  const identity = await identityOf(collaborators, inputs);
  const built = await findBuilt(registry, identity, inputs);
  await requireFreeVersions(
    registry,
    inputs.image,
    inputs.tags,
    built.kind === 'built' ? built.image.digest : undefined,
  );
  if (inputs.dryRun) return preview(runner, inputs, identity, built);
  const pushed = await buildUnlessThere(collaborators, inputs, identity, built);
  const { digest } = pushed.manifest;
  const reference = { ...inputs.image, digest };
  const written = await putTags(registry, inputs.image, inputs.tags, pushed.manifest);
  for (const tag of written) runner.log.info(`Tagged ${digest} as ${inputs.image.spelling}:${tag}.`);
  const tags = [...new Set([commitTag(identity.commit), ...inputs.tags])];
  const { record, isNew } = await recordBuild(collaborators, identity, {
    reference,
    tags,
    reused: pushed.reused,
  });
  const how = pushed.reused ? 'built before from this commit, reused' : 'built by this run';
  await adopt(collaborators, { reference, record, how, attach: isNew });
  runner.log.info(
    `${pushed.reused ? 'Reused' : 'Built'} ${formatReference({ ...reference, tag: undefined })}`,
  );
  return { image: inputs.image.spelling, tags, reused: pushed.reused, record };
}

async function identityOf(
  { runner, headOf }: BuildCollaborators,
  inputs: BuildInputs,
): Promise<BuildIdentity> {
  const identity = identify(runner.context, inputs.commit);
  const head = isRemoteContext(inputs.context) ? undefined : await headOf(runner.context.workspace);
  requireCommit(inputs.context, head, identity);
  return identity;
}

async function buildUnlessThere(
  collaborators: BuildCollaborators,
  inputs: BuildInputs,
  identity: BuildIdentity,
  built: BuiltImage,
): Promise<PushedImage> {
  const { runner, registry } = collaborators;
  if (built.kind === 'missing') return pushBuild(collaborators, inputs, identity);
  if (built.warning !== undefined) runner.log.warning(built.warning);
  const { digest } = built.image;
  runner.log.info(`${inputs.image.spelling} has the image of ${identity.commit} already: ${digest}.`);
  return { manifest: await readManifest(registry, inputs.image, digest), reused: true };
}

/** What a run without `dry-run` would do. The digest is known only when the image is there. */
function preview(
  runner: Runner,
  inputs: BuildInputs,
  identity: BuildIdentity,
  built: BuiltImage,
): BuildResult {
  const tags = [commitTag(identity.commit), ...inputs.tags];
  const what =
    built.kind === 'built' ? `reuse ${built.image.digest} of` : `build ${identity.commit} and push it to`;
  runner.log.info(`Dry run: would ${what} ${inputs.image.spelling} with the tags ${tags.join(', ')}.`);
  return { ...NO_RESULT, image: inputs.image.spelling, tags, reused: built.kind === 'built' };
}
