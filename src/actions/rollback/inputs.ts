import { configRepoOf, type Connection, laneConnectionOf, namesOf, pullSettings } from '../lane/inputs.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { parseDigest } from '../../image/digest.ts';
import type { RollBackRequest } from '../../lanes/roll-back/request.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';

export interface RollBackInputs {
  readonly request: RollBackRequest;
  readonly connection: Connection;
}

const MOST_DEPTH = 2_000;

/**
 * Reads every input of the action. Throws `INPUT_*`, `DIGEST_INVALID` or `TOKEN_MISSING`; nothing has
 * happened then.
 */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask' | 'hide'>): RollBackInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  const to = inputs.text('to');
  const images = namesOf(inputs, 'The digest to go back to is the input "to".');
  if (to !== undefined && images.length !== 1) {
    throw new WaybillError(
      'INPUT_INVALID',
      `The input "to" names one digest, and "images" ${counted(images)}`,
      {
        hint: 'A digest belongs to one image: name that image alone in "images".',
      },
    );
  }
  const environment = inputs.required('environment');
  const reason = inputs.required('reason');
  const connection = laneConnectionOf(runner);
  return {
    request: {
      environment,
      images,
      to: to === undefined ? undefined : parseDigest(to, 'the input "to"'),
      repository,
      branch,
      files: [],
      image: undefined,
      // It stays in the hold file and in commits. Secrets are known from here on.
      asked: { by: context.actor ?? 'unknown', reason: runner.hide(reason), run: context.run?.url },
      hold: inputs.boolean('hold', true),
      pause: inputs.text('pause') === undefined ? undefined : inputs.boolean('pause', false),
      depth: depthOf(inputs),
      pull: pullSettings(inputs, repository),
      dryRun: inputs.boolean('dry-run', false),
      server: context.serverUrl,
    },
    connection,
  };
}

function counted(images: readonly string[]): string {
  return images.length === 0 ? 'is empty' : `names ${images.length}`;
}

function depthOf(inputs: InputReader): number {
  const text = inputs.text('depth') ?? '200';
  const depth = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (depth >= 1 && depth <= MOST_DEPTH) return depth;
  throw new WaybillError('INPUT_INVALID', `The input "depth" is ${JSON.stringify(text)}`, {
    hint: `Write how many commits of each file are looked through: a whole number from 1 to ${MOST_DEPTH}.`,
  });
}
