import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { environmentNamed, inOrder } from '../../config/environments.ts';
import { parseConfig } from '../../config/parse.ts';
import { errorsOf, WaybillError } from '../../errors/waybill-error.ts';
import type { RepositoryState } from '../../github/read/read-repository.ts';
import { nextLook } from '../../promotion/gates/gate.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { LaneWriter } from '../../lanes/carry-out.ts';
import { followUpSettings } from '../../lanes/follow-up-settings.ts';
import type { Collaborators } from '../promote/plan-lanes.ts';
import type { LaneStep, LaneProposal } from '../../environments/next-step.ts';
import { closeLane } from './close-lane.ts';
import { stepFor } from './find-aims.ts';
import type { Records } from '../../environments/question.ts';
import type { Environments } from '../../environments/environments.ts';
import { type EnvironmentsRead, readEnvironments, recordsFor } from '../../environments/read-environments.ts';
import { moveLane } from './move-lane.ts';
import { laneStates, planAim, unresolved, withBranches } from './plan-aim.ts';
import type { AdvancedLane, AdvanceReport } from './report.ts';
import { failedLane, waitingLane } from './lane-reports.ts';
import { logAdvance } from './log-advance.ts';
import type { AdvanceRequest } from './request.ts';

/** Another run can win the race for a lane; so often it is read and decided again. */
const ROUNDS = 4;

/**
 * Looks at every lane into the environments asked for, proposes what their upstreams declare on the base branch now, shows
 * the gates, and merges what may be merged. Lanes do not stand in each other's way: one that cannot go on carries its
 * error, and the others go on. Throws where nothing can be judged at all: a mistake in `waybill.yaml` or in a hold file.
 */
export async function advance(request: AdvanceRequest, world: Collaborators): Promise<AdvanceReport> {
  const reports = new Map<string, AdvancedLane>();
  for (let round = 1; ; round += 1) {
    const { state, config, selected } = await readConfig(request, world);
    const learned = await readEnvironments(request, state, config, selected, world);
    const again = await advanceAll(learned, request, world, reports);
    if (again.length === 0 || round === ROUNDS) {
      for (const aim of again) reports.set(keyOf(aim), failedLane(aim, [laneMoved(laneBranch(aim.lane))]));
      const report = reportOf(request, state, selected, reports);
      logAdvance(report, world.log);
      return report;
    }
    world.log.info(
      `Another run moved ${again.map(({ lane }) => laneBranch(lane)).join(', ')} meanwhile; reading it again.`,
    );
  }
}

async function readConfig(
  { repository, branch, environments }: AdvanceRequest,
  { github, log }: Collaborators,
): Promise<{
  readonly state: RepositoryState;
  readonly config: Config;
  readonly selected: readonly EnvironmentConfig[];
}> {
  const state = await log.group('Read the config repo', () => github.readRepository(repository, branch));
  if (state.config === undefined) {
    throw new WaybillError(
      'CONFIG_MISSING',
      `${state.fullName} has no waybill.yaml on ${state.base.branch}`,
      {
        hint: 'Add a waybill.yaml that says which environment comes after which, or name what to promote with the input "images".',
      },
    );
  }
  const config = parseConfig(state.config);
  const named = new Set(environments.map((name) => environmentNamed(config, name)));
  refuseOnlyFirst([...named]);
  return {
    state,
    config,
    selected: inOrder(config).filter((environment) => named.size === 0 || named.has(environment)),
  };
}

/** An expression that came to nothing leaves `images` empty: that is no wish to advance what comes after nothing. */
function refuseOnlyFirst(named: readonly EnvironmentConfig[]): void {
  const [first] = named;
  if (first === undefined || named.some(({ after }) => after.environments.length > 0)) return;
  throw new WaybillError(
    'INPUT_MISSING',
    `The input "images" is empty, and ${first.name} comes after no environment that could say what to promote`,
    {
      hint: 'Pass what to promote in "images" (an expression there may have come to nothing), or name an environment that has "after".',
    },
  );
}

/** Judges and moves every lane that is not settled yet. Returns those that somebody else moved meanwhile. */
async function advanceAll(
  { knowledge, ways }: EnvironmentsRead,
  request: AdvanceRequest,
  world: Collaborators,
  reports: Map<string, AdvancedLane>,
): Promise<readonly LaneStep[]> {
  const aims: LaneStep[] = [];
  const records = new Map<LaneStep, Records>();
  for (const way of ways) {
    const known = await recordsFor(way, knowledge, world);
    const aim = stepFor(way, knowledge, known);
    records.set(aim, known);
    if (aim.kind !== 'idle' && !reports.has(keyOf(aim))) aims.push(aim);
  }
  const bring = aims.filter((aim) => aim.kind === 'propose');
  const states = await laneStates(bring, world.github);
  const planned = bring.flatMap((aim) => {
    const state = states.get(aim);
    if (state === undefined) return [];
    return [{ aim, plan: planAim(aim, unresolved(aim, knowledge.config), state, knowledge) }];
  });
  const plans = await withBranches(planned, world.github);
  const again: LaneStep[] = [];
  for (const aim of aims) {
    const index = planned.findIndex((one) => one.aim === aim);
    const plan = plans[index];
    try {
      const report = await advanceOne();
      if (report === 'again') again.push(aim);
      else if (report !== undefined) reports.set(keyOf(aim), report);
    } catch (thrown) {
      const errors = errorsOf(thrown);
      if (errors.some(({ party, code }) => party === 'bug' || code === 'TOKEN_REJECTED')) throw thrown;
      reports.set(keyOf(aim), failedLane(aim, errors));
    }

    async function advanceOne(): Promise<AdvancedLane | 'again' | undefined> {
      if (aim.kind === 'wait') return waitingLane(aim);
      if (aim.kind === 'done') return closeLane(aim, request.dryRun, world.github);
      if (aim.kind !== 'propose' || plan === undefined) return undefined;
      const moved = await moveLane(aim, plan, {
        hands: handsFor(aim, knowledge, request, world),
        source: world,
        records: records.get(aim) ?? new Map(),
        knowledge,
        color: world.color,
        dryRun: request.dryRun,
        run: request.run,
      });
      return moved.kind === 'again' ? 'again' : moved.lane;
    }
  }
  return again;
}

function keyOf({ environment, lane }: LaneStep): string {
  return `${environment.name} ${lane.unit}`;
}

/** Merging is decided here by the gates, never by GitHub as soon as a pull request is open. */
function handsFor(
  { environment, place, open }: LaneProposal,
  { config }: Environments,
  { pull, server }: AdvanceRequest,
  { github, readRecord, log }: Collaborators,
): LaneWriter {
  const { state, surveyed, modes } = place;
  const byHand = { ...environment, merge: 'manual' as const };
  const settings = followUpSettings({ ...pull, autoMerge: undefined }, byHand, state, surveyed, log);
  // GitHub takes a team off the list when one of it has reviewed: asking again would be asking for ever.
  const reviewed = (open?.reviews.length ?? 0) > 0;
  return {
    github,
    readRecord,
    target: { config, environment, state },
    modes,
    settings: reviewed ? { ...settings, teamReviewers: [] } : settings,
    titlePrefix:
      pull.titlePrefix === undefined ? (environment['title-prefix'] ?? '') : `${pull.titlePrefix} `,
    draft: pull.draft ?? environment.draft,
    server,
  };
}

function reportOf(
  request: AdvanceRequest,
  { fullName, base }: RepositoryState,
  selected: readonly EnvironmentConfig[],
  reports: ReadonlyMap<string, AdvancedLane>,
): AdvanceReport {
  const order = selected.map(({ name }) => name);
  const lanes = [...reports.values()].toSorted(
    (a, b) => order.indexOf(a.lane.environment) - order.indexOf(b.lane.environment),
  );
  return {
    repository: fullName,
    base: { branch: base.branch, oid: base.oid },
    dryRun: request.dryRun,
    environments: order,
    lanes,
    nextLook: nextLook(lanes.flatMap((lane) => [lane, ...lane.gates])),
  };
}

function laneMoved(branch: string): WaybillError {
  return new WaybillError('LANE_MOVED', `Other runs keep moving ${branch}, so this one gave way each time`, {
    hint: 'Run the job again, and give the workflow a `concurrency` group so that its runs wait for each other.',
  });
}
