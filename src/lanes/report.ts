import type { WaybillError } from '../errors/waybill-error.ts';
import type { Outcome, Proposal } from '../promotion/lane/decide.ts';
import type { Lane } from '../promotion/lane/lane.ts';
import type { PlacedImage } from '../promotion/lane/images.ts';
import type { FileChange } from '../report/diff.ts';

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
  readonly proposal: Proposal;
  readonly placed: readonly PlacedImage[];
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
