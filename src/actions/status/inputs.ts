import type { Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, laneConnectionOf } from '../lane/inputs.ts';

/** Of which config repo the board is made, and where its pages go. */
export interface StatusRequest {
  readonly repository: string;
  readonly branch: string | undefined;
  /** The folder for `index.html` and `board.json`; undefined where nobody wants pages. */
  readonly folder: string | undefined;
  /** The web address of GitHub. */
  readonly server: string;
}

export interface StatusInputs {
  readonly request: StatusRequest;
  readonly connection: Connection;
}

/** Reads every input of the action. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readInputs(runner: Pick<Runner, 'inputs' | 'context' | 'mask'>): StatusInputs {
  const { repository, branch } = configRepoOf(runner);
  return {
    request: {
      repository,
      branch,
      folder: runner.inputs.text('folder'),
      server: runner.context.serverUrl,
    },
    connection: laneConnectionOf(runner),
  };
}
