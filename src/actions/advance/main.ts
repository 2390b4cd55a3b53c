import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import { NO_ROOT_OUTPUTS, type RootOutputs, setOutputs } from '../lane/outputs.ts';
import { readAdvanceInputs } from './inputs.ts';
import { oncePerCause } from './once-per-cause.ts';
import { outputsOf } from './outputs.ts';
import { summaryOf } from './summary.ts';

/** `promote` without `images`: looks at every environment and moves on what may be moved. */
export async function main(runner: Runner): Promise<void> {
  let outputs: RootOutputs = NO_ROOT_OUTPUTS;
  try {
    const { request, connection } = readAdvanceInputs(runner);
    const [{ advance }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    const report = await advance(request, connect(runner, connection));
    outputs = outputsOf(report);
    await runner.summary(summaryOf(report));
    const errors = oncePerCause(report.lanes.flatMap((lane) => lane.errors));
    if (errors.length > 0) throw new WaybillErrors(errors);
  } finally {
    setOutputs(runner, outputs);
  }
}
