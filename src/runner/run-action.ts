import { constants } from 'node:os';
import { errorsOf } from '../errors/waybill-error.ts';
import { createRunner } from './create-runner.ts';
import { failureSummary } from './failure-summary.ts';
import type { Runner } from './runner.ts';

/** How long the work may take to end after a signal. The runner kills a cancelled step after 7.5 seconds. */
const GRACE_MS = 3_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
type StopSignal = (typeof SIGNALS)[number];

/**
 * Runs one action. Nothing else catches every error and sets the exit code. Each error becomes an entry of
 * the log with an annotation, and a part of the job summary.
 *
 * SIGINT and SIGTERM abort `runner.stop`. The work gets a moment to end, and the process ends by the same
 * signal. Every action can be killed after any request: the next run finishes the work.
 */
export async function runAction(
  body: (runner: Runner) => Promise<void>,
  create: (stop: AbortSignal) => Runner = (stop) => createRunner(process.env, stop),
): Promise<void> {
  const stop = new AbortController();
  const runner = create(stop.signal);
  const signalled = onSignal();
  const work = settle(runner, stop.signal, body);
  const signal = await Promise.race([work, signalled.signal]);
  if (signal === undefined) return signalled.forget();
  runner.log.warning(`Stopped by ${signal}. Run it again: it goes on from where it was.`);
  process.exitCode = 128 + constants.signals[signal];
  stop.abort(new Error(`stopped by ${signal}`));
  await Promise.race([work, later(GRACE_MS)]);
  signalled.forget();
  process.kill(process.pid, signal);
}

async function settle(
  runner: Runner,
  stop: AbortSignal,
  body: (runner: Runner) => Promise<void>,
): Promise<undefined> {
  try {
    await body(runner);
  } catch (thrown) {
    if (!stop.aborted) await reportFailure(runner, thrown);
  }
}

async function reportFailure(runner: Runner, thrown: unknown): Promise<void> {
  process.exitCode = 1;
  const errors = errorsOf(thrown);
  for (const error of errors) {
    runner.log.error(error);
    const stack = error.cause instanceof Error ? error.cause.stack : error.stack;
    runner.log.debug(stack ?? 'no stack');
  }
  try {
    await runner.summary(failureSummary(errors));
  } catch (cause) {
    runner.log.warning(`The job summary could not be written: ${String(cause)}`);
  }
}

function onSignal(): { readonly signal: Promise<StopSignal>; forget(): void } {
  let resolve: (signal: StopSignal) => void = () => undefined;
  const signal = new Promise<StopSignal>((settled) => (resolve = settled));
  for (const name of SIGNALS) process.on(name, resolve);
  return {
    signal,
    forget: () => {
      for (const name of SIGNALS) process.off(name, resolve);
    },
  };
}

function later(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
