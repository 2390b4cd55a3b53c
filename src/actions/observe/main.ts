import { WaybillErrors } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import { readInputs } from './inputs.ts';
import { NO_OUTPUTS, type Outputs, outputsOf, setOutputs } from './outputs.ts';
import { logObserve, summaryOf } from './summary.ts';

/** The observe action. It reads the inputs and the event, sees what runs, tells it, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  try {
    const { request, connection, reportToken } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ observe }, { connect }] = await Promise.all([import('./run.ts'), import('../lane/connect.ts')]);
    runner.endAfter(connection.limit);
    const { github: reporter } = connect(runner, { ...connection, token: reportToken });
    const report = await observe(request, connect(runner, connection), reporter);
    outputs = outputsOf(report);
    logObserve(report, runner.log);
    await runner.summary(summaryOf(report));
    if (report.errors.length > 0) throw new WaybillErrors([...report.errors]);
  } finally {
    setOutputs(runner, outputs);
  }
}
