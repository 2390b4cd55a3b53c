import type { InputReader, Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, connectionOf, pullSettings } from '../promote/inputs.ts';
import type { AdvanceRequest } from './request.ts';

export interface AdvanceInputs {
  readonly request: AdvanceRequest;
  readonly connection: Connection;
}

/**
 * Whether a run of `promote` is to advance: it names nothing to promote. One that names files or an image without a
 * version has forgotten something, and is told so.
 */
export function asksToAdvance(inputs: InputReader): boolean {
  if (inputs.text('images') !== undefined || inputs.list('files').length > 0) return false;
  const image = inputs.text('image');
  return image === undefined;
}

/** Reads the inputs of an advance run. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readAdvanceInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): AdvanceInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  return {
    request: {
      environments: inputs.list('environment'),
      repository,
      branch,
      pull: pullSettings(inputs, repository),
      dryRun: inputs.boolean('dry-run', false),
      server: context.serverUrl,
      run: context.run?.url,
    },
    connection: connectionOf(runner),
  };
}
