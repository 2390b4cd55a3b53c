import { WaybillError } from '../../errors/waybill-error.ts';
import type { PauseRequest } from '../../lanes/pause/request.ts';
import type { Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, connectionOf, namesOf } from '../lane/inputs.ts';

export interface PauseInputs {
  readonly request: PauseRequest;
  readonly connection: Connection;
}

/** Reads every input of the action. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask' | 'hide'>): PauseInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  const isResume = inputs.boolean('resume', false);
  const until = inputs.text('until');
  if (isResume && until !== undefined) {
    throw new WaybillError('INPUT_INVALID', 'The input "until" is set, and "resume" ends the pause now', {
      hint: 'Leave "until" out.',
    });
  }
  const environment = inputs.required('environment');
  const reason = isResume ? inputs.text('reason') : inputs.required('reason');
  const connection = connectionOf(runner);
  return {
    request: {
      kind: isResume ? 'resume' : 'pause',
      environment,
      repository,
      branch,
      images: namesOf(inputs, 'A pause holds for every version of an image.'),
      // It stays in the pause file and in commits. Secrets are known from here on.
      reason: reason === undefined ? undefined : runner.hide(reason),
      until: until === undefined ? undefined : { text: until, what: 'The input "until"' },
      by: context.actor,
      run: context.run?.url,
      dryRun: inputs.boolean('dry-run', false),
    },
    connection,
  };
}
