import type { Runner } from '../../runner/runner.ts';
import { NO_OUTPUTS, type Outputs, setOutputs } from '../lane/outputs.ts';
import { readInputs } from './inputs.ts';
import { outputsOf } from './outputs.ts';
import { summaryOf } from './summary.ts';

/** The pause action. It reads the inputs, pauses an environment or resumes it, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  try {
    const { request, connection } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ pauseOrResume }, { connect }] = await Promise.all([
      import('../../lanes/pause/pause-environment.ts'),
      import('../lane/connect.ts'),
    ]);
    runner.endAfter(connection.limit);
    const report = await pauseOrResume(request, connect(runner, connection));
    outputs = outputsOf(report);
    await runner.summary(summaryOf(report));
  } finally {
    setOutputs(runner, outputs);
  }
}
