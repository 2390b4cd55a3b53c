/*
 * The room that moves lanes: `plan` decides what one lane's pull request should be, `write` brings its branch
 * and pull request there and merges it, `roll-back` finds what an environment goes back to, and `pause` keeps
 * all of it from being merged. `left` leaves lanes that are no more to a person. `rounds.ts` plans and writes
 * again when another run was faster. It may not know which action asks, nor the inputs of an action.
 */
import { WaybillError } from '../errors/waybill-error.ts';
import type { Destination } from '../environments/destination.ts';
import { decide } from '../promotion/lane/decide.ts';
import { laneBranch } from '../promotion/lane/lane.ts';
import type { Log } from '../runner/runner.ts';
import { type LaneReport, type PromoteReport, rehearsal } from './lane-report.ts';
import { logReport } from './plan/log-plan.ts';
import type { LanePlan } from './plan/plan-lane.ts';
import { carryOut } from './write/carry-out.ts';
import type { LaneWriter } from './write/lane-writer.ts';

/** Another run can win the race for a lane. So often it is read and decided again. */
const ROUNDS = 4;

/**
 * Runs `round` until no other run moves a lane meanwhile, four times at most. A round returns the branches of
 * the lanes that need another one; so does this function when it gives up.
 */
export async function inRounds(
  round: () => Promise<readonly string[]>,
  log: Pick<Log, 'info'>,
): Promise<readonly string[]> {
  for (let left = ROUNDS - 1; ; left -= 1) {
    const moved = await round();
    if (moved.length === 0 || left === 0) return moved;
    log.info(`Another run moved ${moved.join(', ')} meanwhile; reading it again.`);
  }
}

/** What earlier rounds of the same run came to. */
export interface Progress {
  /** Branches of the lanes that need no other round. */
  readonly settled: ReadonlySet<string>;
  /** Branches of the lanes where only the text of the pull request has to follow the branch. */
  readonly overtaken: ReadonlySet<string>;
}

/** Lanes of one environment, planned to their end. */
export interface PlannedLanes {
  readonly destination: Destination;
  readonly plans: readonly LanePlan[];
  readonly writer: LaneWriter;
}

/**
 * Plans the lanes of an environment and carries them out, again for the lanes that another run moved
 * meanwhile. Everything is planned before anything is written. Throws `LANE_MOVED` where other runs moved a
 * lane in every round, before anything of ours was on it.
 */
export async function carryOutInRounds(
  plan: (progress: Progress) => Promise<PlannedLanes>,
  dryRun: boolean,
  log: Log,
): Promise<PromoteReport> {
  const reports = new Map<string, LaneReport>();
  let overtaken: ReadonlySet<string> = new Set();
  let destination: Destination | undefined;
  const left = await inRounds(async () => {
    const settled = new Set([...reports.keys()].filter((branch) => !overtaken.has(branch)));
    const planned = await plan({ settled, overtaken });
    destination = planned.destination;
    const again = await carryOutAll(planned, dryRun, reports, overtaken);
    overtaken = again.overtaken;
    return [...again.moved, ...overtaken];
  }, log);
  const unplaced = left.filter((branch) => !reports.has(branch));
  if (unplaced.length > 0) throw laneMoved(unplaced.join(', '));
  if (destination === undefined) throw new TypeError('no round was run');
  return reportOfRun(destination, dryRun, reports, log);
}

/** Lanes that need another round: `moved` before anything of ours was on them, or `overtaken` afterwards. */
interface LeftOver {
  readonly moved: readonly string[];
  readonly overtaken: ReadonlySet<string>;
}

async function carryOutAll(
  { plans, writer }: PlannedLanes,
  dryRun: boolean,
  reports: Map<string, LaneReport>,
  before: ReadonlySet<string>,
): Promise<LeftOver> {
  const moved: string[] = [];
  const overtaken = new Set<string>();
  for (const lanePlan of plans) {
    const branch = laneBranch(lanePlan.lane);
    const decision = decide(lanePlan.situation);
    if (dryRun) {
      reports.set(branch, rehearsal(lanePlan, decision));
      continue;
    }
    const carried = await carryOut(lanePlan, decision, writer);
    if (carried.kind === 'moved') moved.push(branch);
    if (carried.kind === 'overtaken') overtaken.add(branch);
    // A lane that was overtaken keeps its first report: that says what this run did.
    if (carried.kind !== 'moved' && !before.has(branch)) reports.set(branch, carried.report);
  }
  return { moved, overtaken };
}

/** The report of a run, written to its log. */
function reportOfRun(
  { environment, state }: Destination,
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

/** The error for lanes that others moved in every round. */
export function laneMoved(branches: string): WaybillError {
  return new WaybillError(
    'LANE_MOVED',
    `Other runs keep moving ${branches}, so this one gave way each time`,
    {
      hint: 'Run the job again, and give the workflow a `concurrency` group so that its runs wait for each other.',
    },
  );
}
