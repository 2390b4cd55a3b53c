import type { EnvironmentConfig } from '../config/config.ts';
import type { GitHub, RepositoryState } from '../github/github.ts';

/** A branch that pull requests go into, with the environments that it declares. */
export interface VerifiedBranch {
  readonly state: RepositoryState;
  readonly environments: readonly EnvironmentConfig[];
}

/**
 * The branches of a repository that `waybill.yaml` puts environments on, and the one that it stands on
 * itself. One request for each other branch.
 */
export async function baseBranchesOf(
  repository: string,
  home: RepositoryState,
  environments: readonly EnvironmentConfig[],
  github: Pick<GitHub, 'readRepository'>,
): Promise<readonly VerifiedBranch[]> {
  const isHome = same(repository, home.fullName);
  const here = environments.filter((environment) =>
    same(environment.repository ?? home.fullName, repository),
  );
  const branches = new Map<string | undefined, EnvironmentConfig[]>(isHome ? [[home.base.branch, []]] : []);
  for (const environment of here) {
    const branch = environment.branch ?? (isHome ? home.base.branch : undefined);
    branches.set(branch, [...(branches.get(branch) ?? []), environment]);
  }
  const found: VerifiedBranch[] = [];
  for (const [branch, own] of branches) {
    const known = isHome && branch === home.base.branch;
    found.push({ state: known ? home : await github.readRepository(repository, branch), environments: own });
  }
  return found;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
