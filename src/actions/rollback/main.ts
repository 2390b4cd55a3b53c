import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { Runner } from '../../runner/runner.ts';
import { NO_OUTPUTS, type Outputs, outputsOf, setOutputs, withWrites } from '../lane/outputs.ts';
import { oncePerCause } from '../lane/once-per-cause.ts';
import { summaryOf } from '../lane/summary.ts';
import { readInputs } from './inputs.ts';

/** The rollback action. It reads the inputs, connects the parts, proposes the roll back, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  let github: GitHub | undefined;
  try {
    const { request, connection } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ rollBack }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    runner.endAfter(connection.limit);
    const collaborators = connect(runner, connection);
    github = collaborators.github;
    const report = await rollBack(request, collaborators);
    outputs = outputsOf(report);
    await runner.summary(summaryOf(report, 'Roll back of'));
    const errors = oncePerCause(report.lanes.flatMap((lane) => lane.errors));
    if (errors.length > 0) throw new WaybillErrors(errors);
  } finally {
    setOutputs(runner, withWrites(outputs, github));
  }
}
