import type { GateResult } from '../../promotion/gates/gate.ts';
import type { LaneReport } from '../../lanes/report.ts';

/** What became of one lane of one environment. */
export interface AdvancedLane extends LaneReport {
  readonly gates: readonly GateResult[];
  /** How far its pull request is on its way to being merged by itself; undefined where a person merges. */
  readonly merge: 'merged' | 'queued' | 'armed' | 'waits' | undefined;
  /** When an image of it that is left out for now may come in by itself. */
  readonly until: Date | undefined;
}

/** What a whole advance run did. */
export interface AdvanceReport {
  readonly repository: string;
  readonly base: { readonly branch: string; readonly oid: string };
  readonly dryRun: boolean;
  readonly environments: readonly string[];
  /** Lanes that have something to say: a proposal, or a reason why there is none. */
  readonly lanes: readonly AdvancedLane[];
  /** The next moment at which a gate may pass by itself. */
  readonly nextLook: Date | undefined;
}
