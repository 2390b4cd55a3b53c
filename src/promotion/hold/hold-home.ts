import type { RepositoryBranch } from '../lane/lane.ts';
import { parseHolds } from './hold-file.ts';
import type { Hold, HoldHome } from './holds.ts';

/** The `waybill.yaml` that a run reads, as what reads and writes the hold files of a base branch. */
export interface HoldReader {
  readonly home: RepositoryBranch;
  /** Where the hold files lie. */
  readonly base: RepositoryBranch;
  /** The environments of another `waybill.yaml`, which lies beside the hold files. */
  readonly others: readonly string[];
}

/** What an entry says of its home: a branch of this repository, or one of another. */
export function homeToWrite({ home, base }: HoldReader): HoldHome {
  // A branch with such a sign in its name could be taken for a home of another repository.
  if (home.id === base.id && !home.branch.includes('@')) return { name: home.branch, id: undefined };
  return { name: `${home.repository}@${home.branch}`, id: home.id };
}

/**
 * The entries of a hold file that a home has to keep to: its own, and those that say of no home whose they
 * are. What another one holds is none of its business.
 */
export function ownHolds(text: string, environment: string, reader: HoldReader): readonly Hold[] {
  return parseHolds(text, environment).filter(({ home }) => home === undefined || isHome(home, reader));
}

/**
 * Whether an entry may go with a promotion of this home. Earlier releases wrote no home, and nor do people:
 * such an entry is of the `waybill.yaml` beside the file, where that has the environment.
 */
export function mayEnd({ home }: Hold, environment: string, reader: HoldReader): boolean {
  if (home !== undefined) return isHome(home, reader);
  const isBeside = reader.home.id === reader.base.id && reader.home.branch === reader.base.branch;
  return isBeside || !reader.others.includes(environment);
}

/** The number stays when somebody renames a repository. Names of repositories have no case. */
function isHome({ name, id }: HoldHome, { home, base }: HoldReader): boolean {
  const [, repository, branch] = /^([^@/]+\/[^@/]+)@(.+)$/.exec(name) ?? [];
  if (repository === undefined) return home.id === base.id && name === home.branch;
  const isRepository =
    id === undefined ? repository.toLowerCase() === home.repository.toLowerCase() : id === home.id;
  return isRepository && branch === home.branch;
}
