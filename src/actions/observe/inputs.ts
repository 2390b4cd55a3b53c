import { durationProblem, parseDuration } from '../../config/times.ts';
import { readSignal } from '../../environments/signals/read-signal.ts';
import type { SignalReading } from '../../environments/signals/signal.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { InputReader, Runner } from '../../runner/runner.ts';
import { configRepoOf, type Connection, laneConnectionOf } from '../lane/inputs.ts';

/** What one run of `observe` is asked to do. */
export interface ObserveRequest {
  /** The config repo, `owner/name`, and the branch that `waybill.yaml` is read from. */
  readonly repository: string;
  readonly branch: string | undefined;
  /** What the event that started the run says. */
  readonly reading: SignalReading;
  /** A commit, digest or pull request that is asked about. Then nothing is written. */
  readonly where: string | undefined;
  /** How long nothing may be said of a digest, in milliseconds. */
  readonly timeOut: number;
  /** Whether pull requests of the source repositories get a comment. */
  readonly comments: boolean;
  /** Whether there is a token for source repositories other than the config repo. */
  readonly reportsElsewhere: boolean;
  readonly dryRun: boolean;
}

export interface ObserveInputs {
  readonly request: ObserveRequest;
  readonly connection: Connection;
  /** The token that writes to the source repositories. */
  readonly reportToken: string;
}

/** Reads every input of the action. Throws `INPUT_*` or `TOKEN_MISSING`; nothing has happened then. */
export function readInputs(
  runner: Pick<Runner, 'inputs' | 'context' | 'mask' | 'eventPayload'>,
): ObserveInputs {
  const { inputs, context } = runner;
  const { repository, branch } = configRepoOf(runner);
  const connection = laneConnectionOf(runner);
  const reportToken = inputs.text('report-token');
  if (reportToken !== undefined) runner.mask(reportToken);
  return {
    request: {
      repository,
      branch,
      reading: readSignal(context.event, runner.eventPayload?.()),
      where: inputs.text('where'),
      timeOut: timeOutOf(inputs),
      comments: inputs.boolean('comment', true),
      reportsElsewhere: reportToken !== undefined,
      dryRun: inputs.boolean('dry-run', false),
    },
    connection,
    reportToken: reportToken ?? connection.token,
  };
}

function timeOutOf(inputs: InputReader): number {
  const text = inputs.text('time-out') ?? '1h';
  const timeOut = parseDuration(text);
  if (timeOut !== undefined) return timeOut;
  const { problem = '', hint = '' } = durationProblem(text) ?? {};
  throw new WaybillError(
    'INPUT_INVALID',
    `The input "time-out" is ${JSON.stringify(text.slice(0, 100))}, ${problem}`,
    { hint },
  );
}
