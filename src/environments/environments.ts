import type { Config, EnvironmentConfig } from '../config/config.ts';
import { environmentNamed } from '../config/environments.ts';
import type { EnvironmentState } from '../promotion/advance/environment-state.ts';
import type { Hold } from '../promotion/hold/hold.ts';
import type { EarlierOf } from './declared-before.ts';
import type { CommitsSince } from './health.ts';
import { type BaseBranch, baseBranchOf } from './read-places.ts';
import type { Ages } from './declared-since.ts';

/** Everything that one round of a run has read, for the gates. */
export interface Environments {
  readonly config: Config;
  readonly places: readonly BaseBranch[];
  readonly states: ReadonlyMap<string, EnvironmentState>;
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
  readonly ages: Ages;
  /** When upstreams declared what they have left since. */
  readonly earlier: EarlierOf;
  readonly commits: CommitsSince;
  /** GitHub's clock. */
  readonly now: Date;
}

export function stateOf({ states }: Pick<Environments, 'states'>, environment: string): EnvironmentState {
  return states.get(environment) ?? { environment, images: new Map(), targets: new Map() };
}

/** An environment by name, with the place that declares it. */
export function placed(
  { config, places }: Pick<Environments, 'config' | 'places'>,
  name: string,
): { readonly environment: EnvironmentConfig; readonly place: BaseBranch } {
  const environment = environmentNamed(config, name);
  return { environment, place: baseBranchOf(places, environment) };
}

/** What the ages of a single target are asked by. */
export function targetKey(environment: string, target: string): string {
  return `${environment}/${target}`;
}
