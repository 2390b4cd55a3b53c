import { tryParseConfig } from '../../config/parse.ts';
import type { RepositoryState } from '../../github/github.ts';
import type { Config } from '../../config/config.ts';
import type { HoldReader } from '../../promotion/hold/hold-home.ts';
import type { RepositoryBranch } from '../../promotion/lane/lane.ts';
import { branchOf } from './lane-sites.ts';

/** What reads the hold files on a base branch: a home, and what it can see of another one that lies there. */
export function holdReader(home: RepositoryBranch, base: RepositoryState): HoldReader {
  const others = configBeside(home, base)?.environments.map(({ name }) => name) ?? [];
  return { home, base: branchOf(base), others };
}

/**
 * The `waybill.yaml` on the base branch, where that of this run is another one. Undefined where there is
 * none, or it has mistakes: those are for its own runs to name.
 */
export function configBeside(home: RepositoryBranch, base: RepositoryState): Config | undefined {
  if (base.config === undefined || isHome(home, base)) return undefined;
  const read = tryParseConfig(base.config);
  return read.ok ? read.value : undefined;
}

function isHome(home: RepositoryBranch, base: RepositoryState): boolean {
  return home.id === base.databaseId && home.branch === base.base.branch;
}
