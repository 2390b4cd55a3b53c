import type { Config, EnvironmentConfig } from '../config/config.ts';
import { environmentNamed } from '../config/environments.ts';
import type { EnvironmentState } from '../promotion/advance/environment-state.ts';
import type { Hold } from '../promotion/hold/hold.ts';
import type { EarlierOf } from './declared-before.ts';
import type { CommitsSince } from './health.ts';
import { type Place, placeOf } from './read-places.ts';
import type { Ages } from './declared-since.ts';

/** Everything that one round of a run has read, for the gates. */
export interface Knowledge {
  readonly config: Config;
  readonly places: readonly Place[];
  readonly states: ReadonlyMap<string, EnvironmentState>;
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
  readonly ages: Ages;
  /** When upstreams declared what they have left since. */
  readonly earlier: EarlierOf;
  readonly commits: CommitsSince;
  /** GitHub's clock. */
  readonly now: Date;
}

export function stateOf({ states }: Pick<Knowledge, 'states'>, environment: string): EnvironmentState {
  return states.get(environment) ?? { environment, images: new Map(), targets: new Map() };
}

/** An environment by name, with the place that declares it. */
export function placed(
  { config, places }: Pick<Knowledge, 'config' | 'places'>,
  name: string,
): { readonly environment: EnvironmentConfig; readonly place: Place } {
  const environment = environmentNamed(config, name);
  return { environment, place: placeOf(places, environment) };
}

/** What the ages of a single target are asked by. */
export function targetKey(environment: string, target: string): string {
  return `${environment}/${target}`;
}
