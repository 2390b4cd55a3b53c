import type { EnvironmentConfig } from '../config/config.ts';
import type { OpenPull } from '../github/read/open-pulls.ts';
import type { NextStep } from '../promotion/advance/next-step.ts';
import type { Lane } from '../promotion/lane/lane.ts';
import type { BaseBranch } from './read-places.ts';

/** A lane of an environment, where it is declared, and its open pull request. */
export interface LanePlace {
  readonly environment: EnvironmentConfig;
  readonly place: BaseBranch;
  readonly lane: Lane;
  /** Of a group: members that pass their gates go on without the others. */
  readonly join: boolean;
  readonly open: OpenPull | undefined;
}

/** A lane with what is to become of it. */
export type LaneStep = LanePlace & NextStep;
export type LaneProposal = Extract<LaneStep, { kind: 'propose' }>;
export type FinishedLane = Extract<LaneStep, { kind: 'done' }>;
