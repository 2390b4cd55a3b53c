import { fileMatcher } from '../../config/configured-environments.ts';
import type { Destination } from '../../environments/destination.ts';
import type { ReadLane } from '../../environments/lanes/lane-sites.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import { presentBranch } from '../../promotion/lane/lane.ts';

/**
 * Without `waybill.yaml` two runs with the same names are told apart by the images and by the files: what an
 * open pull request changes has to lie in the files of this run. Throws `LANE_TAKEN` otherwise.
 */
export function requireOwnFiles({ lane, state }: ReadLane, { environment, state: base }: Destination): void {
  // The commit says whose it is: then that is the answer.
  if (headStanding(lane, state, base.base.oid).kind === 'foreign') return;
  const matches = fileMatcher(environment);
  for (const { number, base: into, paths } of state.openFrom) {
    const strange = paths.find((path) => !matches(path));
    if (into !== base.base.branch || strange === undefined) continue;
    throw new WaybillError(
      'LANE_TAKEN',
      `Pull request #${number} of ${base.fullName}, from the branch ${presentBranch(lane)}, changes ${strange}, which is not among the files of this run`,
      {
        hint: 'Where it belongs to another run, give one of them another name with the input "environment". Where the files of this run changed, close the pull request.',
      },
    );
  }
}
