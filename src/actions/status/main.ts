import { join } from 'node:path';
import type { Runner } from '../../runner/runner.ts';
import { readInputs } from './inputs.ts';
import { NO_OUTPUTS, type Outputs, outputsOf, setOutputs } from './outputs.ts';

/** The status action. It reads the board, and writes it as job summary, JSON and pages. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  try {
    const { request, connection } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ status }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    runner.endAfter(connection.limit);
    const board = await status(request, connect(runner, connection));
    // Pages and summary are large, and only wanted once everything is read.
    const [{ pagesOf }, { boardSummary }, { writePages }] = await Promise.all([
      import('../../report/board/html/pages.ts'),
      import('../../report/board/summary.ts'),
      import('./write-pages.ts'),
    ]);
    const { folder } = request;
    const written =
      folder === undefined ? undefined : await writePages(pagesOf(board), folder, runner.context.workspace);
    if (written !== undefined) runner.log.info(`The board is in ${join(written, 'index.html')}.`);
    for (const note of board.notes) runner.log.warning(note);
    outputs = outputsOf(board, written);
    await runner.summary(boardSummary(board));
  } finally {
    setOutputs(runner, outputs);
  }
}
