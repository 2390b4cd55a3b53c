import type { ObjectKey } from '../objects/kube-object.ts';
import type { ReadProblem } from '../objects/read-objects.ts';
import type { ShownDifference } from './show-difference.ts';

/**
 * How an object is. `undeclared`: it runs, an agent or Helm put it there, and nothing declares it any more.
 * `unknown`: it could not be read, which is never taken for `same`.
 */
export type ObjectState =
  'same' | 'differs' | 'missing' | 'undeclared' | 'other-version' | 'passed-over' | 'unknown';

/** Which of them are drift. */
const DRIFTED: ReadonlySet<ObjectState> = new Set(['differs', 'missing', 'undeclared', 'other-version']);

export interface ToleratedDifference {
  readonly path: string;
  readonly reason: string;
  /** The last day of a written toleration. */
  readonly until: string | undefined;
}

/** What is said of one object. */
export interface ObjectDrift {
  readonly key: ObjectKey;
  readonly state: ObjectState;
  /** Where it is declared; undefined for what is declared nowhere. */
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly differences: readonly ShownDifference[];
  readonly tolerated: readonly ToleratedDifference[];
  /** More about the state, in a sentence without a full stop. */
  readonly note: string | undefined;
  /** Whether the server said what it would make of the declared object. */
  readonly isByServer: boolean;
}

export interface DriftReport {
  readonly objects: readonly ObjectDrift[];
  /** Texts that could not be read. */
  readonly problems: readonly ReadProblem[];
}

export type DriftVerdict = 'none' | 'drift' | 'unknown';

/** What of a report is drift. */
export function drifted({ objects }: DriftReport): readonly ObjectDrift[] {
  return objects.filter(({ state }) => DRIFTED.has(state));
}

/** Drift is known as soon as one object has it; that there is none is known when every object was read. */
export function verdictOf(report: DriftReport): DriftVerdict {
  if (drifted(report).length > 0) return 'drift';
  const isUnknown = report.problems.length > 0 || report.objects.some(({ state }) => state === 'unknown');
  return isUnknown ? 'unknown' : 'none';
}

/** How many places differ: each difference of an object, and each object that is missing or too many. */
export function countPlaces(report: DriftReport): number {
  return drifted(report).reduce((sum, { differences }) => sum + Math.max(1, differences.length), 0);
}
