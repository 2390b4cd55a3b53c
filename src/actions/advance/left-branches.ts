import { groupBy } from '../../errors/group-by.ts';
import type { EnvironmentsRead } from '../../environments/read-environments.ts';
import { type LeftBranch, leftBranches } from '../../lanes/left/bare-branches.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { type AdvancedLane, bareReport } from './report.ts';

/**
 * Deletes or names the branches that earlier runs left in lanes that have nothing to do. `isBusy` says of a
 * lane's branch that this run has dealt with it.
 */
export async function reportLeftBranches(
  { lanePlaces, environments }: EnvironmentsRead,
  isBusy: (branch: string) => boolean,
  dryRun: boolean,
  { github, log }: Pick<Collaborators, 'github' | 'log'>,
): Promise<readonly AdvancedLane[]> {
  const idle = lanePlaces.filter(({ lane, open }) => open === undefined && !isBusy(laneBranch(lane)));
  const reports: AdvancedLane[] = [];
  for (const [baseBranch, places] of groupBy(idle, (place) => place.baseBranch)) {
    for (const left of await leftBranches({ baseBranch, places, now: environments.now }, dryRun, github)) {
      const reason = reasonOf(left);
      if (!left.isNeedless) log.warning(`${baseBranch.state.fullName}: ${reason}`);
      reports.push({
        ...bareReport({ ...left.place, kind: 'idle', records: new Map(), proofs: new Map() }),
        ...left.report,
        reason,
      });
    }
  }
  return reports;
}

function reasonOf({ branch, isNeedless, report: { errors } }: LeftBranch): string {
  const left = `The branch ${branch} was left by a run that ended before it opened a pull request`;
  if (errors.length > 0) return `${left}, and could not be deleted.`;
  return isNeedless ? `${left}, and is deleted.` : `${left}. Ask for it again, or delete the branch.`;
}
