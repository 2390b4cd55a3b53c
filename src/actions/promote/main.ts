import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { Runner } from '../../runner/runner.ts';
import { readInputs } from './inputs.ts';
import { NO_ROOT_OUTPUTS, outputsOf, type RootOutputs, setOutputs, withWrites } from '../lane/outputs.ts';
import { oncePerCause } from '../lane/once-per-cause.ts';

/** Reads the inputs, connects the parts, promotes, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: RootOutputs = NO_ROOT_OUTPUTS;
  let github: GitHub | undefined;
  try {
    const { request, connection } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ promote }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    const collaborators = connect(runner, connection);
    github = collaborators.github;
    // Nothing computes before there is something to compute with.
    const watch = (): void => runner.endAfter(connection.limit);
    const report = await promote(request, collaborators, watch);
    outputs = { ...outputsOf(report), 'next-look': '' };
    const { summaryOf } = await import('../lane/summary.ts');
    await runner.summary(summaryOf(report));
    const errors = oncePerCause(report.lanes.flatMap((lane) => lane.errors));
    if (errors.length > 0) throw new WaybillErrors(errors);
  } finally {
    setOutputs(runner, withWrites(outputs, github));
  }
}
