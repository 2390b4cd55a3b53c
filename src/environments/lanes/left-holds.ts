import type { Config } from '../../config/config.ts';
import type { GitHub } from '../../github/github.ts';
import { HOLD_FOLDER, holdPath, parseHolds } from '../../promotion/hold/hold-file.ts';
import type { Hold } from '../../promotion/hold/holds.ts';
import type { Log } from '../../runner/runner.ts';
import type { BaseBranch } from '../base-branches.ts';

/**
 * What the hold files of environments hold that `waybill.yaml` has no more: one that was renamed keeps its
 * file until somebody renames that, too. Until then what it holds is held in every environment of the base
 * branch; otherwise a renamed environment would take back what it was rolled back from. One request for a
 * base branch with such a file, otherwise none.
 */
export async function readLeftHolds(
  baseBranches: readonly BaseBranch[],
  config: Config,
  { github, log }: { readonly github: Pick<GitHub, 'readFiles'>; readonly log: Pick<Log, 'warning'> },
): Promise<ReadonlyMap<BaseBranch, readonly Hold[]>> {
  const paths = new Set(config.environments.map(({ name }) => holdPath(name)));
  const held = new Map<BaseBranch, readonly Hold[]>();
  for (const baseBranch of baseBranches) {
    const { state, surveyed } = baseBranch;
    const left = surveyed.files.filter(({ path }) => LEFT.test(path) && !paths.has(path));
    if (left.length === 0) continue;
    const read = await github.readFiles({ repository: state.fullName, files: left, heads: [] });
    const holds = read.files.flatMap(({ path, text }) => parseHolds(text, LEFT.exec(path)?.[1] ?? ''));
    held.set(baseBranch, holds);
    for (const path of new Set(holds.map(({ file }) => file))) {
      log.warning(
        `${path} of ${state.fullName} is of no environment of ${config.file}. What it holds is held in every environment of ${state.base.branch}: rename the file with its environment, or delete it.`,
      );
    }
  }
  return held;
}

const LEFT = new RegExp(`^${HOLD_FOLDER.replaceAll('.', '\\.')}/([^/]+)\\.yaml$`);
