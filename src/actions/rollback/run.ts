import type { Collaborators } from '../promote/plan-lanes.ts';
import type { PromoteReport } from '../../lanes/report.ts';
import { carryOutInRounds, reportOf } from '../promote/run.ts';
import { planRollBack } from './plan-roll-back.ts';
import type { RollBackRequest } from './request.ts';

/**
 * Proposes what an environment declared before, lane by lane, each in the pull request of its lane. Everything is planned
 * before anything is written. Throws `WaybillError` or `WaybillErrors`.
 */
export async function rollBack(request: RollBackRequest, world: Collaborators): Promise<PromoteReport> {
  const { planned, reports } = await carryOutInRounds(
    (progress) => planRollBack(request, world, progress),
    request.dryRun,
    world.log,
  );
  return reportOf(planned.target, request.dryRun, reports, world.log);
}
