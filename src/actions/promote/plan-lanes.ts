import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import { unprovableImages } from '../../config/configured-environments.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { type EnvironmentReading, readEnvironment } from '../../environments/read-environment.ts';
import { checkOwnFiles, destinationIn, type Destination } from '../../environments/destination.ts';
import { logBase } from '../../environments/home.ts';
import type { RepositoryState } from '../../github/github.ts';
import { requireTagsOfDigests } from '../../lanes/plan/check-tags.ts';
import { proposalJudge } from '../../lanes/plan/judge-proposals.ts';
import { logPlan } from '../../lanes/plan/log-plan.ts';
import {
  type LaneGround,
  type LanePlan,
  narrowLane,
  planLane,
  planOrdinary,
  throwRefusals,
} from '../../lanes/plan/plan-lane.ts';
import { namesFor } from '../../lanes/pull-settings.ts';
import type { PlannedLanes, Progress } from '../../lanes/rounds.ts';
import { laneWriter, type Merging } from '../../lanes/write/lane-writer.ts';
import { doubtText } from '../../promotion/gates/doubt.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { withImagesOf } from '../../promotion/lane/matched-images.ts';
import type { Purpose } from '../../promotion/lane/purpose.ts';
import { gateReason } from '../../promotion/pull-request/gate-table.ts';
import { askedLanes } from './asked-images.ts';
import { purposesOf, refuseHeld, withFacts, withPauses } from './purposes.ts';
import { type AskedEdits, editLanes, type PlanningTools } from './edit-lanes.ts';
import { groundOfWave } from './first-waves.ts';
import type { PromoteRequest } from './inputs.ts';
import { resolveAll, type ResolvedImages } from './resolve-all.ts';

/** What one round of a run begins with. */
interface Round {
  readonly progress: Progress;
  readonly resolved: ResolvedImages;
  /** The config repo. */
  readonly home: RepositoryState;
}

/**
 * Reads and plans every lane that is not settled yet, in two requests. Nothing is written. Throws all
 * refusals at once.
 */
export async function planLanes(
  request: PromoteRequest,
  collaborators: Collaborators,
  { progress, resolved, home }: Round,
): Promise<PlannedLanes> {
  const { log, github } = collaborators;
  const written = await destinationIn(home, request, github);
  if (written.state !== home) logBase(written.state, log);
  const { config, environment } = written;
  if (config !== undefined)
    for (const sentence of unprovableImages(config, environment)) log.warning(sentence);
  const lanes = askedLanes(request, written)
    .filter(({ lane }) => !progress.settled.has(laneBranch(lane)))
    .map((asked) => (progress.overtaken.has(laneBranch(asked.lane)) ? { ...asked, images: [] } : asked));
  const images = await log.group('Resolve the images', () => resolveAll(lanes, collaborators, resolved));
  const reading = await readEnvironment(
    {
      destination: written,
      lanes: lanes.map(({ lane }) => lane),
      names: namesFor(request.pull)([environment]),
    },
    github,
  );
  const destination = withMatchedImages(written, reading.read.files);
  checkOwnFiles(destination, reading.read.files, log);
  const ground = groundOf(destination, reading);
  const edited = await editLanes(lanes, images, { request, destination, reading, ground }, collaborators);
  await log.group('Plan', () => Promise.resolve(logPlan(edited, reading.read, collaborators)));
  throwRefusals(edited, reading.read);
  const young = edited.filter(({ isOlder: older }) => !older);
  await requireTagsOfDigests(young, collaborators.registry);
  const plans = await planAll(edited, { request, destination, reading, ground }, collaborators);
  const merging = mergingOf(plans, destination, request, collaborators);
  const { pull, server } = request;
  const { modes, surveyed } = reading;
  const writer = laneWriter(
    { pull, server, run: request.asked.run, destination, merging, modes, surveyed },
    collaborators,
  );
  return { destination, plans, writer };
}

/** What patterns of `waybill.yaml` match in the files is an image from here on. */
function withMatchedImages(destination: Destination, files: readonly ManifestFile[]): Destination {
  const { config } = destination;
  return config === undefined ? destination : { ...destination, config: withImagesOf(config, files) };
}

function groundOf({ state, config, environment }: Destination, { read }: EnvironmentReading): LaneGround {
  const editor = editorSettings(config, environment);
  return { base: state, read, editor, rebuild: environment.rebuild ?? 'conflicting' };
}

/**
 * The lanes with what they are moved for. Where the environment comes after others, or has gates, everything
 * that a lane brings is judged. A hotfix brings only the images that were asked for, and not what an open
 * proposal of the lane holds besides.
 */
async function planAll(
  edited: readonly AskedEdits[],
  { request, destination, reading, ground }: PlanningTools,
  collaborators: Collaborators,
): Promise<readonly LanePlan[]> {
  const { config, environment, state, home = state } = destination;
  const ordinary = (): readonly LanePlan[] =>
    edited.map((lane) =>
      withPauses(planOrdinary(lane, groundOfWave(lane, destination, ground), lane), destination, reading),
    );
  if (config === undefined || edited.every(({ files }) => files.length === 0)) return ordinary();
  refuseHeld(edited, { ...destination, config }, reading, collaborators.log);
  if (!isJudged(environment, config)) return ordinary();
  const asked = { config, environment, home };
  const judge = await proposalJudge(asked, request.pull, collaborators);
  const narrowed = edited.map((lane) => narrowLane(lane, lane.asked));
  const moving = narrowed.filter(({ files }) => files.length > 0);
  const purposes = await purposesOf(moving, request, asked, judge);
  const plans: LanePlan[] = [];
  for (const [index, lane] of edited.entries()) {
    const own = groundOfWave(lane, destination, ground);
    if (lane.files.length === 0) {
      plans.push(planOrdinary(lane, own, lane));
      continue;
    }
    const narrow = narrowed[index] ?? lane;
    const ordinary: Purpose = { kind: 'promotion', wave: lane.wave };
    const purpose = withDoubtsPassedOver(purposes[moving.indexOf(narrow)] ?? ordinary, lane);
    const brought = purpose.kind === 'hotfix' ? narrow : lane;
    const doubted = purpose.kind === 'hotfix' ? [] : lane.doubted;
    const plan = planLane(brought, own, { purpose, isOlder: lane.isOlder, doubted });
    plans.push(await withFacts(plan, judge));
  }
  return plans;
}

/** A hotfix is a person's, and says what it passes over. */
function withDoubtsPassedOver(purpose: Purpose, { doubted, lane, asked }: AskedEdits): Purpose {
  if (purpose.kind !== 'hotfix') return purpose;
  const own = doubted.filter(({ name }) => asked.has(name));
  const said = own.map((image) => `hold: ${gateReason(doubtText(image, lane.environment))}`);
  return { ...purpose, passedOver: [...purpose.passedOver, ...said] };
}

/** Whether anything keeps images from an environment that somebody asks for. */
function isJudged({ after, gates, waves }: EnvironmentConfig, { groups }: Config): boolean {
  const isOrdered = after.environments.length > 0 || waves !== undefined;
  return isOrdered || gates !== undefined || groups.some(({ same }) => same !== undefined);
}

/**
 * Gates are not waited for here: an environment that has any is merged by a later run, as is a wave behind
 * another, and a hotfix by a person.
 */
function mergingOf(
  plans: readonly LanePlan[],
  { environment }: Destination,
  { pull }: PromoteRequest,
  { log }: Collaborators,
): Merging {
  if (plans.some(({ purpose }) => purpose.kind === 'hotfix')) return 'by-a-person';
  const isLater = plans.some(({ wave }) => wave !== undefined && wave.number > 1);
  if (environment.gates === undefined && !isLater) return 'as-configured';
  if (pull.autoMerge === true) {
    log.warning(
      `${environment.name} has ${environment.gates === undefined ? 'waves' : 'gates'}, so "auto-merge" is not followed: a run of promote without "images" merges once they pass (merge: auto), or a person does.`,
    );
  }
  return 'by-gates';
}
