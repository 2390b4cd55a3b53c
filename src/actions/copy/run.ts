import { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { formatReference, type ImageReference, sameRepository } from '../../image/reference.ts';
import { announceRecord } from '../../records/adopt.ts';
import { copySentence } from '../../records/copy-sentence.ts';
import { readRecord } from '../../records/read-record.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Runner } from '../../runner/runner.ts';
import { type CopyInputs, readInputs } from './inputs.ts';
import { type CopyResult, NO_RESULT, setOutputs } from './outputs.ts';

interface CopyCollaborators {
  readonly runner: Runner;
  readonly registry: Registry;
}

/**
 * The copy action: brings an image into another repository under the same digest. All outputs are set in
 * every case. `connect` reaches the registries with the logins of the inputs.
 */
export async function run(runner: Runner, connect: (inputs: CopyInputs) => Registry): Promise<void> {
  let result = NO_RESULT;
  try {
    const inputs = readInputs(runner);
    result = { ...NO_RESULT, image: inputs.to.spelling };
    result = await copyImage({ runner, registry: connect(inputs) }, inputs);
  } finally {
    setOutputs(runner, result);
  }
}

async function copyImage({ runner, registry }: CopyCollaborators, inputs: CopyInputs): Promise<CopyResult> {
  const { to } = inputs;
  const image = await pinned({ runner, registry }, inputs.image);
  const { digest } = image;
  const tags = inputs.tags ?? (image.tag === undefined ? [] : [image.tag]);
  const found = { ...NO_RESULT, image: to.spelling, digest };
  if (inputs.dryRun) {
    runner.log.info(`Dry run: ${image.spelling}@${digest} is there, and nothing is copied.`);
    return found;
  }
  // Asked first: a copy without its tags would be half of what was asked for.
  for (const tag of tags) await registry.requireMovable(to, tag);
  const copied = sameRepository(image, to) ? undefined : await registry.copy(image, to);
  for (const error of copied?.passedOver ?? []) runner.log.warning(`Not copied: ${error.message}`);
  const tagged = await putTags(tags, { ...to, digest }, registry);
  if (tags.length === 0)
    runner.log.info(
      'No tag names the copy: some registries delete such images. Set "tags" to put one on it.',
    );
  const target = { ...to, tag: tags[0], digest };
  const known = await readRecord(registry, target);
  if (known !== undefined)
    await announceRecord(runner, known.record, {
      how: `copied from ${image.spelling}`,
      server: runner.context.serverUrl,
    });
  runner.log.info(
    copied === undefined
      ? `${to.spelling}@${digest} is the image itself.`
      : `${to.spelling}@${digest}: ${copySentence(copied)}`,
  );
  const changed = tagged || copied?.changed === true;
  return { ...found, tags, changed, artifacts: copied?.artifacts ?? [], record: known?.record };
}

/** Returns whether a tag was not on the digest before. */
async function putTags(
  tags: readonly string[],
  to: ImageReference & { readonly digest: Digest },
  registry: Registry,
): Promise<boolean> {
  if (tags.length === 0) return false;
  const served = await registry.manifest({ ...to, tag: undefined });
  if (served === undefined) throw notFound({ ...to, tag: undefined });
  let changed = false;
  for (const tag of tags) {
    if ((await registry.taggedDigest({ ...to, tag })) === served.digest) continue;
    await registry.tag(to, tag, served);
    changed = true;
  }
  return changed;
}

/** The image with its digest. A tag that has moved away from the digest beside it no longer counts. */
async function pinned(
  { runner, registry }: CopyCollaborators,
  asked: ImageReference,
): Promise<ImageReference & { readonly digest: Digest }> {
  const digest = await registry.resolve(asked);
  if (digest === undefined) throw notFound(asked);
  const { tag } = asked;
  if (asked.digest === undefined || tag === undefined) return { ...asked, digest };
  const now = await registry.taggedDigest({ ...asked, tag });
  if (now === digest) return { ...asked, digest };
  runner.log.warning(`The tag ${tag} points to ${now ?? 'nothing'}; the digest counts, the tag is left out.`);
  return { ...asked, tag: undefined, digest };
}

function notFound(asked: ImageReference): WaybillError {
  return new WaybillError('IMAGE_NOT_FOUND', `${formatReference(asked)} is not in the registry`, {
    hint: 'Check the spelling, and that the push came before this step. A private image needs a login: "registry-username" and "registry-password", or a step with docker/login-action.',
  });
}
