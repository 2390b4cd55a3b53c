import { WaybillError } from '../../errors/waybill-error.ts';
import { type ImageReference, parseReference } from '../../image/reference.ts';
import { parseCommit, parseSource, type SourceRepository } from '../../image/source.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';
import { type RegistryAccess, registryAccessOf } from '../registry-access.ts';

/** The inputs of the record action, checked and typed. */
export interface RecordInputs {
  /** With a tag, a digest, or both. */
  readonly image: ImageReference;
  readonly source: SourceRepository | undefined;
  readonly commit: string | undefined;
  readonly version: string | undefined;
  readonly attach: boolean;
  readonly access: RegistryAccess;
  readonly dryRun: boolean;
}

export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): RecordInputs {
  const { inputs } = runner;
  return {
    image: readReference(inputs),
    source: readSource(inputs.text('source')),
    commit: readCommit(inputs.text('commit')),
    version: inputs.text('version'),
    attach: inputs.boolean('attach', true),
    access: registryAccessOf(runner),
    dryRun: inputs.boolean('dry-run', false),
  };
}

function readReference(inputs: InputReader): ImageReference {
  const text = inputs.text('reference');
  // Until this was called so, it was called "image": everywhere else that is a repository alone.
  if (text === undefined)
    throw new WaybillError('INPUT_MISSING', 'The input "reference" is required and is empty', {
      hint: 'Set "reference" under "with:" of the step, not "image": ghcr.io/acme/api@sha256:…. If it comes from an expression, that expression gave nothing.',
    });
  const reference = parseReference(text, 'the input "reference"');
  if (reference.tag !== undefined || reference.digest !== undefined) return reference;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "reference" has neither tag nor digest: ${reference.spelling}`,
    {
      hint: `Write the digest that the builder printed (${reference.spelling}@sha256:…), or a tag. There is no silent "latest".`,
    },
  );
}

function readSource(text: string | undefined): SourceRepository | undefined {
  if (text === undefined) return undefined;
  const source = parseSource(text);
  if (source !== undefined) return source;
  throw new WaybillError('INPUT_INVALID', `The input "source" is not a repository: ${JSON.stringify(text)}`, {
    hint: 'Write owner/repository, or its web address.',
  });
}

function readCommit(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const commit = parseCommit(text);
  if (commit !== undefined) return commit;
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "commit" is not a full commit SHA: ${JSON.stringify(text)}`,
    {
      hint: 'Pass all 40 digits, for example ${{ github.sha }}.',
    },
  );
}
