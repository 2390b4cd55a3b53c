import { describeError, WaybillError } from '../errors/waybill-error.ts';
import { failureSummary } from './failure-summary.ts';
import { commandLine } from './log.ts';

/** How much longer a run may take than its deadline, to end what it has begun and to say so itself. */
const GRACE_MS = 10_000;

/**
 * Runs beside the work, because work that computes without end lets no timer of its own thread run. A thread
 * cannot end its process in a milder way than by a signal.
 */
const WATCH = `
  const { appendFileSync, writeSync } = require('node:fs');
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    try { writeSync(1, workerData.line); } catch {}
    try { if (workerData.file !== '') appendFileSync(workerData.file, workerData.summary); } catch {}
    process.kill(process.pid, 'SIGKILL');
  }, workerData.milliseconds);
`;

/** What a run that takes too long is ended with. */
export interface TimeLimit {
  /** When the work has to be done, in milliseconds from now. */
  readonly deadline: number;
  /** How much longer it may take. */
  readonly grace?: number;
  /** The file of the job summary; empty where there is none. */
  readonly summaryFile: string;
}

/**
 * Ends the process when it is not done in time, whatever it does: it may compute, or wait for an answer. The
 * log and the job summary say so. Every action can be killed after any request, so the next run goes on.
 */
export function endAfter({ deadline, grace = GRACE_MS, summaryFile }: TimeLimit): void {
  const error = new WaybillError(
    'DEADLINE_PASSED',
    `The run was still at work ${grace / 1000} s after its deadline, and was ended`,
    {
      hint: 'Run it again: it goes on from where it was. If it needs longer, raise the input "deadline".',
    },
  );
  // Threads take some milliseconds to load, which a run has to spare only once it works.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: {
      milliseconds: deadline + grace,
      line: commandLine('error', describeError(error), { title: `Waybill: ${error.code}` }),
      file: summaryFile,
      summary: `${failureSummary([error])}\n`,
    },
  });
  watch.unref();
}
