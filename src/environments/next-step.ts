import type { EnvironmentConfig } from '../config/config.ts';
import type { OpenPull } from '../github/read/open-pulls.ts';
import type { LaneAim } from '../promotion/advance/aim.ts';
import type { Lane } from '../promotion/lane.ts';
import type { Place } from './read-places.ts';

/** A lane of an environment, where it is declared, and its open pull request. */
export interface Way {
  readonly environment: EnvironmentConfig;
  readonly place: Place;
  readonly lane: Lane;
  /** Of a group: members that pass their gates go on without the others. */
  readonly join: boolean;
  readonly open: OpenPull | undefined;
}

/** A lane with what is to become of it. */
export type Aim = Way & LaneAim;
export type Bring = Extract<Aim, { kind: 'bring' }>;
export type Done = Extract<Aim, { kind: 'done' }>;
