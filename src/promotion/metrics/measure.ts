import type { Metrics, Middle } from '../../report/board/metrics.ts';
import type { Move } from './moves.ts';

/** A move, and when the commit was made that its version was built from, where that is known. */
export type MeasuredMove = Pick<Move, 'at' | 'kind' | 'takenBack'> & {
  readonly committed: Date | undefined;
};

const WEEK = 7 * 24 * 60 * 60_000;

/** The beginning of so many whole weeks before a moment. */
export function weeksBefore(until: Date, weeks: number): Date {
  return new Date(until.getTime() - weeks * WEEK);
}

/**
 * What the moves of an image, or of all images of an environment, say of the weeks before `until`
 * (docs/metrics.md). A promotion in these weeks counts, whenever it is taken back. What is declared for the
 * first time is the beginning of a history, and counts nowhere.
 */
export function measure(moves: readonly MeasuredMove[], until: Date, weeks: number): Metrics {
  const from = weeksBefore(until, weeks);
  const promotions = moves.filter(({ kind, at }) => kind === 'promotion' && at > from && at <= until);
  const weekOf = ({ at }: MeasuredMove): number =>
    Math.max(0, Math.ceil((at.getTime() - from.getTime()) / WEEK) - 1);
  const inWeek = (week: number): readonly MeasuredMove[] =>
    promotions.filter((promotion) => weekOf(promotion) === week);
  const byWeek = Array.from({ length: weeks }, (_, week) => inWeek(week));
  const failed = promotions.filter(({ takenBack }) => takenBack !== undefined);
  return {
    from,
    until,
    promotions: promotions.length,
    weeks: byWeek.map((own) => own.length),
    perWeek: promotions.length / weeks,
    leadTime: middleOf(promotions.flatMap(leadTimeOf)),
    leadTimes: byWeek.map((own) => middleOf(own.flatMap(leadTimeOf))?.median),
    failed: failed.length,
    failureRate: promotions.length === 0 ? undefined : failed.length / promotions.length,
    timeToRestore: middleOf(failed.flatMap(timeToRestoreOf)),
  };
}

/** A commit that claims to be younger than its promotion says nothing. */
function leadTimeOf({ at, committed }: MeasuredMove): readonly number[] {
  if (committed === undefined || committed > at) return [];
  return [at.getTime() - committed.getTime()];
}

function timeToRestoreOf({ at, takenBack }: MeasuredMove): readonly number[] {
  return takenBack === undefined ? [] : [Math.max(0, takenBack.getTime() - at.getTime())];
}

function middleOf(values: readonly number[]): Middle | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return { median: (low + high) / 2, count: sorted.length };
}
