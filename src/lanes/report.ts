import type { WaybillError } from '../errors/waybill-error.ts';
import type { Outcome, Proposal } from '../promotion/decide.ts';
import type { Lane } from '../promotion/lane.ts';
import type { Move } from '../promotion/wanted.ts';
import type { FileChange } from '../report/unified-diff.ts';

/** What became of one lane. */
export interface LaneReport {
  readonly lane: Lane;
  readonly branch: string;
  readonly outcome: Outcome;
  /** Whether this run wrote anything. */
  readonly changed: boolean;
  /** Why, as a sentence. */
  readonly reason: string;
  readonly pull: { readonly id: string; readonly number: number; readonly url: string } | undefined;
  /** The commit that the lane's branch points to. */
  readonly head: string | undefined;
  readonly wanted: Proposal;
  readonly moves: readonly Move[];
  readonly files: readonly FileChange[];
  /** Why the run fails although it went to its end: everything that stands in the way of this lane. */
  readonly errors: readonly WaybillError[];
}

/** What a whole run did. */
export interface PromoteReport {
  readonly environment: string;
  readonly repository: string;
  readonly base: { readonly branch: string; readonly oid: string };
  readonly dryRun: boolean;
  readonly lanes: readonly LaneReport[];
}
