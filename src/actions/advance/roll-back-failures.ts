import { resultOf } from '../../errors/go-on.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import type { EnvironmentsRead } from '../../environments/read-environments.ts';
import { type FailedPromotion, failedPromotions } from '../../environments/stays/failed-promotions.ts';
import { errorsOfLane, type LaneReport } from '../../lanes/lane-report.ts';
import { planRollBack } from '../../lanes/roll-back/plan-roll-back.ts';
import { carryOutInRounds } from '../../lanes/rounds.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { AdvanceRequest } from './inputs.ts';
import type { AdvancedLane } from './report.ts';

/** As far as a roll back looks, where nobody says otherwise. */
const DEPTH = 200;

/**
 * Proposes to take back what failed soon after it was merged, in environments that ask for it
 * (`rollback.on-failure`). With `merge: auto` it is merged by itself, where it is clear what failed and what
 * it goes back to was healthy; otherwise by a person. Returns the reports of these lanes, by branch.
 */
export async function rollBackFailures(
  { environments, lanePlaces }: EnvironmentsRead,
  request: AdvanceRequest,
  collaborators: Collaborators,
): Promise<ReadonlyMap<string, AdvancedLane>> {
  const reports = new Map<string, AdvancedLane>();
  for (const name of new Set(lanePlaces.map(({ environment }) => environment.name))) {
    const places = lanePlaces.filter(({ environment }) => environment.name === name);
    for (const failed of await failedPromotions(places, environments, collaborators.github)) {
      const report = await rollBackFailure(failed, request, collaborators);
      if (report !== undefined)
        reports.set(laneBranch(failed.place.lane), { ...report, gates: [], until: undefined });
    }
  }
  return reports;
}

/** Undefined where there is nothing to go back to: the lane then goes on as always. */
async function rollBackFailure(
  { place, reason, evidence, failedBefore, isClear }: FailedPromotion,
  { repository, branch, pull, server, run, dryRun }: AdvanceRequest,
  collaborators: Collaborators,
): Promise<LaneReport | undefined> {
  const { environment, lane, baseBranch } = place;
  const { log } = collaborators;
  log.info(`${environment.name}/${lane.unit}: ${reason}.`);
  const isAuto = environment.rollback?.merge === 'auto' && isClear && pull.autoMerge !== false;
  const asked = { by: baseBranch.surveyed.viewer ?? 'waybill', reason, run, evidence };
  const question = {
    environment: environment.name,
    images: [lane.unit],
    to: undefined,
    repository,
    branch,
    files: [],
    image: undefined,
    asked,
    hold: true,
    passOver: failedBefore,
    depth: DEPTH,
    pull: { ...pull, autoMerge: isAuto },
    dryRun,
    server,
  };
  const result = await resultOf(() =>
    carryOutInRounds((progress) => planRollBack(question, collaborators, progress), dryRun, log),
  );
  if (result.ok) return result.value.lanes[0];
  const errors = errorsOfLane(result.problem);
  if (!errors.every(({ code }) => code === 'NOTHING_BEFORE' || code === 'HISTORY_TOO_DEEP'))
    throw result.problem;
  for (const { message } of errors) log.warning(`It failed, and is not rolled back by itself: ${message}`);
  return undefined;
}
