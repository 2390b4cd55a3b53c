import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { Runner } from '../../runner/runner.ts';
import { NO_ROOT_OUTPUTS, type RootOutputs, setOutputs, withWrites } from '../lane/outputs.ts';
import { readAdvanceInputs } from './inputs.ts';
import { oncePerCause } from '../lane/once-per-cause.ts';
import { outputsOf } from './outputs.ts';
import { summaryOf } from './summary.ts';

/** `promote` without `images`: looks at every environment and moves on what may be moved. */
export async function main(runner: Runner): Promise<void> {
  let outputs: RootOutputs = NO_ROOT_OUTPUTS;
  let github: GitHub | undefined;
  try {
    const { request, connection } = readAdvanceInputs(runner);
    const [{ advance }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    runner.endAfter(connection.limit);
    const collaborators = connect(runner, connection);
    github = collaborators.github;
    const report = await advance(request, collaborators);
    outputs = outputsOf(report);
    await runner.summary(summaryOf(report));
    const errors = oncePerCause(report.lanes.flatMap((lane) => lane.errors));
    if (errors.length > 0) throw new WaybillErrors(errors);
  } finally {
    setOutputs(runner, withWrites(outputs, github));
  }
}
