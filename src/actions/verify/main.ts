import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { Runner } from '../../runner/runner.ts';
import { annotationsOf } from './annotations.ts';
import { readInputs } from './inputs.ts';
import { NO_OUTPUTS, type Outputs, outputsOf, setOutputs } from './outputs.ts';
import type { VerifiedSubject } from '../../changes/report.ts';
import { logVerify, summaryOf } from './summary.ts';

/** The verify action. It reads the inputs, judges what is asked for, sets statuses, and reports. */
export async function main(runner: Runner): Promise<void> {
  let outputs: Outputs = NO_OUTPUTS;
  try {
    const { request, connection } = readInputs(runner);
    // Loaded once the inputs are good: a mistake in them is reported before anything heavy is read.
    const [{ verify }, { connect }] = await Promise.all([
      import('../../changes/verify-changes.ts'),
      import('../lane/connect.ts'),
    ]);
    runner.endAfter(connection.limit);
    const report = await verify(request, connect(runner, connection));
    outputs = outputsOf(report);
    logVerify(report, runner.log);
    await runner.summary(summaryOf(report));
    for (const subject of report.verified)
      if (subject.isShown) for (const error of annotationsOf(subject, SHOWN)) runner.log.error(error);
    const errors = [...report.errors, ...report.verified.flatMap(untold)];
    if (errors.length > 0) throw new WaybillErrors(errors);
  } finally {
    setOutputs(runner, outputs);
  }
}

const SHOWN = 'The status "waybill" on the commit says the same, so this run does not fail.';

/** Where the status does not stand on the commit, the exit code tells what it would have told. */
function untold(subject: VerifiedSubject): readonly WaybillError[] {
  const { pull, verdict, isShown } = subject;
  if (isShown || verdict.state === 'passed') return [];
  const hint =
    'The status "waybill" was not set: the token may not, or it is a dry run. So this run fails instead.';
  const located = annotationsOf(subject, hint);
  if (located.length > 0) return located;
  return [new WaybillError('CHANGE_NOT_ACCEPTED', `#${pull.number}: ${verdict.reason}`, { hint })];
}
