import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { environmentNamed } from '../../config/configured-environments.ts';
import {
  type Declaration,
  declaredIn,
  type EnvironmentState,
} from '../../promotion/advance/environment-state.ts';
import { type BaseBranch, baseBranchOf } from '../base-branches.ts';

/** What the environments of a `waybill.yaml` declare on their base branches now. */
export interface DeclaredEnvironments {
  readonly config: Config;
  /** An environment by its name. Throws where it is not in `waybill.yaml`, or was not read. */
  of(name: string): DeclaredEnvironment;
}

export interface DeclaredEnvironment {
  readonly config: EnvironmentConfig;
  readonly baseBranch: BaseBranch;
  readonly state: EnvironmentState;
  /** What its files declare of an image. */
  declares(image: string): Declaration;
}

/** Puts together what was read of the files. `states` is by name of the environment. */
export function declaredEnvironments(
  config: Config,
  baseBranches: readonly BaseBranch[],
  states: ReadonlyMap<string, EnvironmentState>,
): DeclaredEnvironments {
  return {
    config,
    of: (name) => {
      const environment = environmentNamed(config, name);
      const state = states.get(name) ?? { environment: name, images: new Map(), targets: new Map() };
      return {
        config: environment,
        baseBranch: baseBranchOf(baseBranches, environment),
        state,
        declares: (image) => declaredIn(state, image),
      };
    },
  };
}
