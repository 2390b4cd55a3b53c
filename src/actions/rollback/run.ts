import type { Collaborators } from '../../environments/collaborators.ts';
import type { PromoteReport } from '../../lanes/lane-report.ts';
import { carryOutInRounds } from '../../lanes/rounds.ts';
import { planRollBack } from '../../lanes/roll-back/plan-roll-back.ts';
import type { RollBackRequest } from '../../lanes/roll-back/request.ts';

/**
 * Proposes what an environment declared before, lane by lane, each in the pull request of its lane.
 * Everything is planned before anything is written. Throws `WaybillError` or `WaybillErrors`.
 */
export async function rollBack(
  request: RollBackRequest,
  collaborators: Collaborators,
): Promise<PromoteReport> {
  return carryOutInRounds(
    (progress) => planRollBack(request, collaborators, progress),
    request.dryRun,
    collaborators.log,
  );
}
