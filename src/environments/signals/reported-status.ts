import type { GateState } from '../../promotion/gates/gate.ts';
import type { Signal } from './signal.ts';

/** A commit status that keeps a signal. */
export interface ReportedStatus {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure';
  /** `health check passed, 2026-11-27T07:12:11Z`: what was said, and when by the clock of who said it. */
  readonly description: string;
  readonly url: string | undefined;
}

const PREFIX = 'reported/';
/** GitHub refuses a longer description. */
const LONGEST = 140;
const STATES = { passed: 'success', pending: 'pending', failed: 'failure' } as const;
/** At one moment the worse counts; what is only under way, least. */
const RANK: Readonly<Record<GateState, number>> = { pending: 0, passed: 1, failed: 2 };

/** `reported/kustomization/apps/dev`: the context under which something said is kept. */
export function reportedContext(speaker: string): string {
  return `${PREFIX}${speaker}`;
}

export function reportedStatus(
  signal: Pick<Signal, 'speaker' | 'state' | 'says' | 'at' | 'url'>,
): ReportedStatus {
  const moment = signal.at.toISOString().replace('.000Z', 'Z');
  const room = LONGEST - moment.length - 2;
  return {
    context: reportedContext(signal.speaker),
    state: STATES[signal.state],
    description: `${[...signal.says].slice(0, room).join('')}, ${moment}`,
    url: signal.url,
  };
}

/**
 * Which of two statuses of one context on one commit counts, whatever the order in which they were written: a
 * result before what is under way, then the later one, then the worse. So signals that come late, twice or in
 * another order end in the same state. Positive where `a` counts.
 */
export function compareReported(a: KeptStatus, b: KeptStatus): number {
  const [left, right] = [a, b].map(standing);
  return (
    compare(Number(left?.isResult), Number(right?.isResult)) ||
    compare(left?.at ?? 0, right?.at ?? 0) ||
    compare(left?.rank ?? 0, right?.rank ?? 0) ||
    compare(a.description, b.description)
  );
}

/** A status as GitHub has it. */
export type KeptStatus = Pick<ReportedStatus, 'description'> & { readonly state: string };

/** The status that counts among those of one context on one commit. */
export function newestReported<Kept extends KeptStatus>(statuses: readonly Kept[]): Kept | undefined {
  return statuses.toSorted(compareReported).at(-1);
}

function standing({ state, description }: KeptStatus) {
  const meant: GateState = state === 'success' ? 'passed' : state === 'pending' ? 'pending' : 'failed';
  const [text = ''] = /\d{4}-\d\d-\d\dT[\d:.]+Z$/.exec(description) ?? [];
  const at = Date.parse(text);
  return { isResult: meant !== 'pending', at: Number.isNaN(at) ? 0 : at, rank: RANK[meant] };
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
