import { WaybillError } from '../../errors/waybill-error.ts';
import { formatReference, type ImageReference, isTag, parseReference } from '../../image/reference.ts';
import { tagHint } from '../../image/tags.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';
import { type RegistryAccess, registryAccessOf } from '../registry-access.ts';

/** The inputs of the copy action, checked and typed. */
export interface CopyInputs {
  /** With a tag, a digest, or both. */
  readonly image: ImageReference;
  /** A repository alone. */
  readonly to: ImageReference;
  /** What to put on the copy; undefined where nobody said, which means the tag of the image. */
  readonly tags: readonly string[] | undefined;
  readonly access: RegistryAccess;
  readonly dryRun: boolean;
}

export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): CopyInputs {
  const { inputs } = runner;
  return {
    image: readReference(inputs),
    to: readTarget(inputs),
    tags: readTags(inputs.list('tags')),
    access: registryAccessOf(runner),
    dryRun: inputs.boolean('dry-run', false),
  };
}

function readReference(inputs: InputReader): ImageReference {
  const reference = parseReference(inputs.required('reference'), 'the input "reference"');
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "reference" has neither tag nor digest: ${reference.spelling}`,
    { hint: `Write ${reference.spelling}@sha256:…, or a tag. There is no silent "latest".` },
  );
}

function readTarget(inputs: InputReader): ImageReference {
  const to = parseReference(inputs.required('to'), 'the input "to"');
  if (to.tag === undefined && to.digest === undefined) return to;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "to" is not a repository alone: ${formatReference(to)}`,
    {
      hint: `Write ${to.spelling}, and what to put on it as "tags". The digest stays as it is.`,
    },
  );
}

function readTags(tags: readonly string[]): readonly string[] | undefined {
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong === undefined) return tags.length === 0 ? undefined : [...new Set(tags)];
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "tags" has ${JSON.stringify(wrong)}, which is not a tag`,
    {
      hint: tagHint(wrong),
    },
  );
}
