import { fileMatcher } from '../../config/environments.ts';
import { staticPrefixes } from '../../config/globs.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { ReadFiles } from '../../github/read-files.ts';
import type { Surveyed } from '../../github/read-lanes.ts';
import { decide, outcomeOf } from '../../promotion/decide.ts';
import { laneBranch } from '../../promotion/lane.ts';
import { carryOut, type Hands } from './carry-out.ts';
import { followUpSettings, labelsOf, teamsOf, usersOf } from './follow-up-settings.ts';
import { type LanePlan, planLane, throwRefusals, withCarriedImages } from './lane-plan.ts';
import { logPlan, logReport } from './log-plan.ts';
import { isOlder } from './older.ts';
import type { LaneReport, PromoteReport } from './report.ts';
import type { PromoteRequest } from './request.ts';
import { type RequestedLane, requestedLanes } from './requested-images.ts';
import { type ImageSource, resolveImage, type ResolvedImage } from './resolve-images.ts';
import { readTarget, type Target } from './target.ts';

/** The world as a promotion sees it. */
export interface Collaborators extends ImageSource {
  readonly github: GitHub;
  /** Whether the log shows colours. */
  readonly color: boolean;
}

/** Another run can win the race for a lane; so often it is read and decided again. */
const ROUNDS = 4;

/**
 * Brings images into one environment of a config repo, lane by lane. Everything is planned before anything is written, so
 * that a mistake in one lane leaves all of them alone. The report says what became of each lane; one that cannot go on
 * because somebody's commit is on its branch carries the error. Throws `WaybillError` or `WaybillErrors`.
 */
export async function promote(request: PromoteRequest, world: Collaborators): Promise<PromoteReport> {
  const resolved = new Map<string, ResolvedImage>();
  const done = new Map<string, LaneReport>();
  for (let round = 1; ; round += 1) {
    const { target, plans, hands } = await plan(request, world, resolved, new Set(done.keys()));
    const facts = {
      environment: target.environment.name,
      repository: target.state.fullName,
      base: { branch: target.state.base.branch, oid: target.state.base.oid },
      dryRun: request.dryRun,
    };
    const moved: LanePlan[] = [];
    for (const lanePlan of plans) {
      const decision = decide(lanePlan.situation);
      if (request.dryRun) {
        done.set(laneBranch(lanePlan.lane), rehearse(lanePlan, decision));
        continue;
      }
      const carried = await carryOut(lanePlan, decision, hands);
      if (carried === 'moved') moved.push(lanePlan);
      else done.set(carried.branch, carried);
    }
    if (moved.length === 0) {
      const report = { ...facts, lanes: [...done.values()] };
      logReport(report, world.log);
      return report;
    }
    const branches = moved.map(({ lane }) => laneBranch(lane)).join(', ');
    if (round === ROUNDS) throw laneMoved(branches);
    world.log.info(`Another run moved ${branches} meanwhile; reading it again.`);
  }
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

interface Planned {
  readonly target: Target;
  readonly plans: readonly LanePlan[];
  readonly hands: Hands;
}

/** Reads and plans every lane that is not done yet. Nothing is written. */
async function plan(
  request: PromoteRequest,
  world: Collaborators,
  resolved: Map<string, ResolvedImage>,
  done: ReadonlySet<string>,
): Promise<Planned> {
  const { log, github } = world;
  const target = await log.group('Read the config repo', () => readTarget(request, github));
  const { environment, state, config } = target;
  const lanes = requestedLanes(request, target).filter(({ lane }) => !done.has(laneBranch(lane)));
  const images = await log.group('Resolve the images', () => resolveAll(lanes, world, resolved));
  const matches = fileMatcher(environment);
  const surveyed = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: staticPrefixes(environment.files),
    branches: lanes.map(({ lane }) => laneBranch(lane)),
    labels: labelsOf(request.pull, environment),
    reviewers: [...usersOf(request.pull, environment), ...teamsOf(request.pull, environment)],
    descend: () => true,
  });
  const listed = surveyed.files.filter(({ path }) => matches(path));
  if (listed.length === 0) throw unmatched(target, surveyed);
  const heads = surveyed.lanes.flatMap((lane) => (lane.head === undefined ? [] : [lane.head.oid]));
  const read = await github.readFiles(state.fullName, listed, [...new Set(heads)]);
  const inputs = await Promise.all(
    lanes.map(({ lane }, index) => {
      const laneState = surveyed.lanes[index] ?? { head: undefined, pulls: [] };
      const own = images.get(lane.unit) ?? [];
      return withCarriedImages(
        { lane, state: laneState, images: own },
        state.base,
        config,
        environment,
        world,
      );
    }),
  );
  const expected = config?.images.map(({ repository }) => repository) ?? [];
  const plans: LanePlan[] = [];
  for (const input of inputs) {
    const older = await isOlder(input, state.base.oid, world);
    plans.push(planLane(input, state, read, expected, older));
  }
  await log.group('Plan', () =>
    Promise.resolve(logPlan(plans, { ...read, passedOver: passedOver(surveyed, read, matches) }, world)),
  );
  throwRefusals(plans, read);
  const hands: Hands = {
    github,
    readRecord: world.readRecord,
    target,
    modes: new Map(listed.map(({ path, mode }) => [path, mode])),
    settings: followUpSettings(request.pull, environment, state, surveyed, log),
    titlePrefix:
      request.pull.titlePrefix === undefined
        ? (environment['title-prefix'] ?? '')
        : `${request.pull.titlePrefix} `,
    draft: request.pull.draft ?? environment.draft,
    server: request.server,
  };
  return { target, plans, hands };
}

async function resolveAll(
  lanes: readonly RequestedLane[],
  world: Collaborators,
  resolved: Map<string, ResolvedImage>,
): Promise<ReadonlyMap<string, readonly ResolvedImage[]>> {
  const errors: WaybillError[] = [];
  const byUnit = new Map<string, readonly ResolvedImage[]>();
  for (const { lane, images } of lanes) {
    const found: ResolvedImage[] = [];
    for (const image of images) {
      try {
        // A tag can move between two rounds; what was resolved first is what this run promotes.
        const known = resolved.get(image.name) ?? (await resolveImage(image, world));
        resolved.set(image.name, known);
        found.push(known);
      } catch (thrown) {
        if (!(thrown instanceof WaybillError)) throw thrown;
        errors.push(thrown);
      }
    }
    byUnit.set(lane.unit, found);
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
  return byUnit;
}

function unmatched({ environment, state }: Target, surveyed: Surveyed): WaybillError {
  const where = `${state.fullName} on ${state.base.branch}`;
  const folders = [...new Set(surveyed.files.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))];
  const [missing] = surveyed.missing;
  const hint =
    missing === undefined
      ? `There are ${surveyed.files.length} other files below the folders that the patterns begin with.`
      : `There is no folder ${missing}.${didYouMean(missing, folders)}`;
  return new WaybillError(
    'FILES_UNMATCHED',
    `No file of ${where} belongs to the environment ${environment.name}: ${environment.files.join(', ')}`,
    { hint: `${hint} Correct "files" of the environment.` },
  );
}

function passedOver(
  surveyed: Surveyed,
  read: ReadFiles,
  matches: (path: string) => boolean,
): ReadFiles['passedOver'] {
  return [...surveyed.passedOver.filter(({ path }) => matches(path)), ...read.passedOver];
}

function rehearse(lanePlan: LanePlan, decision: ReturnType<typeof decide>): LaneReport {
  const { lane, situation, moves, plan: edits } = lanePlan;
  const outcome = decision.kind === 'touched' ? 'blocked' : outcomeOf(decision);
  const open = situation.state.pulls.find((pull) => pull.state === 'open');
  return {
    lane,
    branch: laneBranch(lane),
    outcome,
    changed: false,
    reason: 'A dry run writes nothing; this is what a run would come to.',
    pull: open === undefined ? undefined : { number: open.number, url: open.url },
    head: situation.state.head?.oid,
    wanted: situation.wanted,
    moves,
    files: edits.files,
    error: undefined,
  };
}
