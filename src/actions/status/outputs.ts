import { join } from 'node:path';
import type { Runner } from '../../runner/runner.ts';
import type { Board } from '../../report/board/board.ts';
import { boardJson } from '../../report/board/json.ts';
import { countsOf } from '../../report/board/counts.ts';

/** Every output of the action, in the order of action.yml. */
const OUTPUTS = ['page', 'level', 'json'] as const;
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** What a run says that failed before it knew anything. */
export const NO_OUTPUTS: Outputs = { page: '', level: '', json: '{}' };

/** GitHub takes 1 MiB of outputs from a job, counted in UTF-16. */
const LARGEST = 900_000 / 2;

/**
 * The outputs of a run: where the page is, and everything in `json`; without the cells where they are too
 * large.
 */
export function outputsOf(board: Board, folder: string | undefined): Outputs {
  const counts = countsOf(board);
  const whole = boardJson(board, 'without history');
  return {
    page: folder === undefined ? '' : join(folder, 'index.html'),
    level: String(counts.behind === 0 && counts.unclear === 0),
    json: whole.length <= LARGEST ? whole : boardJson(board, 'counts alone'),
  };
}

/** Sets all outputs. Called once in every run. */
export function setOutputs(runner: Pick<Runner, 'output'>, outputs: Outputs): void {
  for (const name of OUTPUTS) runner.output(name, outputs[name]);
}
