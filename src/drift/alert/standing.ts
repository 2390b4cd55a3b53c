import { type DriftReport, verdictOf } from '../compare/drift-report.ts';
import { wholeWords } from '../report/describe.ts';

/** A commit status as it is set on the head of a base branch. */
export interface DriftStatus {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure' | 'error';
  readonly description: string;
}

/** An earlier status of the same context, the newest first. */
type EarlierStatus = Pick<DriftStatus, 'context' | 'description'>;

/** `waybill/drift/prod`: each environment has its own, for several share a base branch. */
export function driftContext(environment: string): string {
  return `waybill/drift/${environment}`;
}

const SINCE = / since (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/;

/**
 * Since when there is drift without a break, as the newest earlier status says; undefined where it says
 * nothing of it. A moment that lies ahead is none.
 */
export function driftingSince(
  environment: string,
  earlier: readonly EarlierStatus[],
  now: Date,
): Date | undefined {
  const context = driftContext(environment);
  const last = earlier.find((status) => status.context === context);
  const moment = SINCE.exec(last?.description ?? '')?.[1];
  if (moment === undefined) return undefined;
  const since = new Date(moment);
  return since.getTime() <= now.getTime() ? since : undefined;
}

interface Lasting {
  readonly environment: string;
  /** Since when there was drift before; undefined where there was none. */
  readonly since: Date | undefined;
  readonly now: Date;
  /** How long it may last before it is a failure, in milliseconds. */
  readonly alertAfter: number;
}

/**
 * What a report comes to as a status: a difference is pending while it is young, for an agent may be about to
 * take it back, and failed afterwards. What is not known is an error, and keeps the time.
 */
export function driftStatus(
  report: DriftReport,
  { environment, since, now, alertAfter }: Lasting,
): DriftStatus {
  const context = driftContext(environment);
  const words = wholeWords(report).replace(/\.$/, '');
  switch (verdictOf(report)) {
    case 'none':
      return { context, state: 'success', description: words };
    case 'unknown':
      return {
        context,
        state: 'error',
        description: `Not everything could be compared${since === undefined ? '' : `; it differs${sinceWords(since)}`}`,
      };
    case 'drift': {
      const began = since ?? now;
      const isOld = now.getTime() - began.getTime() >= alertAfter;
      // GitHub takes 140 characters; the moment has to be among them.
      const description = `${words.slice(0, 100)}${sinceWords(began)}`;
      return { context, state: isOld ? 'failure' : 'pending', description };
    }
  }
}

/** As `driftingSince` reads it. */
function sinceWords(since: Date): string {
  return ` since ${since.toISOString().replace(/\.\d+Z$/, 'Z')}`;
}
