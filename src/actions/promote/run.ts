import { WaybillError } from '../../errors/waybill-error.ts';
import { decide } from '../../promotion/lane/decide.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { carryOut } from '../../lanes/carry-out.ts';
import { rehearsal } from '../../lanes/lane-report.ts';
import { logReport } from '../../lanes/log-plan.ts';
import { type Collaborators, planLanes, type Planned, type Progress } from './plan-lanes.ts';
import type { LaneReport, PromoteReport } from '../../lanes/report.ts';
import type { PromoteRequest } from '../../lanes/request.ts';
import type { Log } from '../../runner/runner.ts';
import type { ResolvedImage } from '../../lanes/resolve-images.ts';
import type { Target } from '../../environments/target.ts';

/** Another run can win the race for a lane; so often it is read and decided again. */
const ROUNDS = 4;

/**
 * Brings images into one environment of a config repo, lane by lane. Everything is planned before anything is written, so
 * that a mistake in one lane leaves all of them alone. The report says what became of each lane; one that cannot go on
 * because somebody's commit is on its branch carries the error. Throws `WaybillError` or `WaybillErrors`.
 */
export async function promote(request: PromoteRequest, world: Collaborators): Promise<PromoteReport> {
  const resolved = new Map<string, ResolvedImage>();
  const { planned, reports } = await carryOutInRounds(
    (progress) => planLanes(request, world, { ...progress, resolved }),
    request.dryRun,
    world.log,
  );
  return reportOf(planned.target, request.dryRun, reports, world.log);
}

/** Plans and carries out, again for the lanes that another run moved meanwhile. */
export async function carryOutInRounds(
  plan: (progress: Omit<Progress, 'resolved'>) => Promise<Planned>,
  dryRun: boolean,
  log: Log,
): Promise<{ readonly planned: Planned; readonly reports: ReadonlyMap<string, LaneReport> }> {
  const reports = new Map<string, LaneReport>();
  let overtaken: ReadonlySet<string> = new Set();
  for (let round = 1; ; round += 1) {
    const settled = new Set([...reports.keys()].filter((branch) => !overtaken.has(branch)));
    const planned = await plan({ settled, overtaken });
    const again = await carryOutAll(planned, dryRun, reports, overtaken);
    overtaken = again.overtaken;
    const unplaced = again.moved.filter((branch) => !reports.has(branch));
    if (round === ROUNDS && unplaced.length > 0) throw laneMoved(unplaced.join(', '));
    if (round === ROUNDS || again.moved.length + overtaken.size === 0) return { planned, reports };
    log.info(`Another run moved ${[...again.moved, ...overtaken].join(', ')} meanwhile; reading it again.`);
  }
}

/** Lanes that need another round: `moved` before anything of ours was on them, or `overtaken` afterwards. */
interface Again {
  readonly moved: readonly string[];
  readonly overtaken: ReadonlySet<string>;
}

async function carryOutAll(
  { plans, hands }: Planned,
  dryRun: boolean,
  reports: Map<string, LaneReport>,
  before: ReadonlySet<string>,
): Promise<Again> {
  const moved: string[] = [];
  const overtaken = new Set<string>();
  for (const lanePlan of plans) {
    const branch = laneBranch(lanePlan.lane);
    const decision = decide(lanePlan.situation);
    if (dryRun) {
      reports.set(branch, rehearsal(lanePlan, decision));
      continue;
    }
    const carried = await carryOut(lanePlan, decision, hands);
    if (carried.kind === 'moved') moved.push(branch);
    if (carried.kind === 'overtaken') overtaken.add(branch);
    // What this run did to a lane is what it did before somebody came after it.
    if (carried.kind !== 'moved' && !before.has(branch)) reports.set(branch, carried.report);
  }
  return { moved, overtaken };
}

/** The report of a run, written to its log. */
export function reportOf(
  { environment, state }: Target,
  dryRun: boolean,
  reports: ReadonlyMap<string, LaneReport>,
  log: Log,
): PromoteReport {
  const report = {
    environment: environment.name,
    repository: state.fullName,
    base: { branch: state.base.branch, oid: state.base.oid },
    dryRun,
    lanes: [...reports.values()],
  };
  logReport(report, log);
  return report;
}

function laneMoved(branches: string): WaybillError {
  return new WaybillError(
    'LANE_MOVED',
    `Other runs keep moving ${branches}, so this one gave way each time`,
    {
      hint: 'Run the job again, and give the workflow a `concurrency` group so that its runs wait for each other.',
    },
  );
}
