import type { Collaborators } from '../../environments/collaborators.ts';
import type { PromoteReport } from '../../lanes/lane-report.ts';
import { carryOutInRounds } from '../../lanes/rounds.ts';
import { planLanes, type ResolvedImages } from './plan-lanes.ts';
import type { PromoteRequest } from './inputs.ts';

/**
 * Brings images into one environment of a config repo, lane by lane. Everything is planned before anything is
 * written, so that a mistake in one lane leaves all of them alone. The report says what became of each lane;
 * one that cannot go on because somebody's commit is on its branch carries the error. Throws `WaybillError`
 * or `WaybillErrors`.
 */
export async function promote(request: PromoteRequest, collaborators: Collaborators): Promise<PromoteReport> {
  const resolved: ResolvedImages = new Map();
  return carryOutInRounds(
    (progress) => planLanes(request, collaborators, progress, resolved),
    request.dryRun,
    collaborators.log,
  );
}
