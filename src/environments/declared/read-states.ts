import type { Config } from '../../config/config.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import type { EnvironmentState } from '../../promotion/advance/environment-state.ts';
import { type BaseBranch, filesOf } from '../base-branches.ts';
import type { Collaborators } from '../collaborators.ts';
import { declaredState, tagReader } from './declared-states.ts';

/** What the environments of some base branches declare, by name of the environment. */
export async function readStates(
  baseBranches: readonly BaseBranch[],
  config: Config,
  collaborators: Collaborators,
): Promise<ReadonlyMap<string, EnvironmentState>> {
  const readTag = tagReader(collaborators);
  const states = new Map<string, EnvironmentState>();
  for (const baseBranch of baseBranches) {
    for (const environment of baseBranch.environments) {
      const targets = environment.targets.map(
        (target) => [target.name, filesOf(baseBranch, target)] as const,
      );
      const files = { all: filesOf(baseBranch, environment), byTarget: new Map(targets) };
      const reading = { images: config.images, readTag, editor: editorSettings(config) };
      states.set(environment.name, await declaredState(environment, files, reading));
    }
  }
  return states;
}
