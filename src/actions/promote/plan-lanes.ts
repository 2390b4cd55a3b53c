import { editorSettings } from '../../config/editor-settings.ts';
import { fileMatcher } from '../../config/environments.ts';
import { staticPrefixes } from '../../config/globs.ts';
import { notActedOn } from '../../config/not-acted-on.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { ReadFiles } from '../../github/read-files.ts';
import type { Surveyed } from '../../github/read-lanes.ts';
import { laneBranch } from '../../promotion/lane.ts';
import type { Hands } from './carry-out.ts';
import { followUpSettings, labelsOf, teamsOf, usersOf } from './follow-up-settings.ts';
import { type LanePlan, planLane, throwRefusals, withCarriedImages } from './lane-plan.ts';
import { logPlan } from './log-plan.ts';
import { isOlder } from './older.ts';
import type { PromoteRequest } from './request.ts';
import { type RequestedLane, requestedLanes } from './requested-images.ts';
import { type ImageSource, resolveImage, type ResolvedImage } from './resolve-images.ts';
import { requireTagsOfDigests } from './tags-alone.ts';
import { readTarget, type Target } from './target.ts';

/** The world as a promotion sees it. */
export interface Collaborators extends ImageSource {
  readonly github: GitHub;
  /** Whether the log shows colours. */
  readonly color: boolean;
}

/** What earlier rounds of the same run came to. */
export interface Progress {
  /** Images by name: a tag can move between two rounds, and what was resolved first is what this run promotes. */
  readonly resolved: Map<string, ResolvedImage>;
  /** Branches of the lanes that need no other round. */
  readonly settled: ReadonlySet<string>;
  /** Branches of the lanes where only the text of the pull request has to follow the branch. */
  readonly overtaken: ReadonlySet<string>;
}

export interface Planned {
  readonly target: Target;
  readonly plans: readonly LanePlan[];
  readonly hands: Hands;
}

/** Reads and plans every lane that is not settled yet, in three requests. Nothing is written. Throws all refusals at once. */
export async function planLanes(
  request: PromoteRequest,
  world: Collaborators,
  progress: Progress,
): Promise<Planned> {
  const { log, github } = world;
  const target = await log.group('Read the config repo', () => readTarget(request, github));
  const { config, environment, state } = target;
  if (config !== undefined) for (const sentence of notActedOn(config, environment)) log.warning(sentence);
  const lanes = requestedLanes(request, target)
    .filter(({ lane }) => !progress.settled.has(laneBranch(lane)))
    .map((asked) => (progress.overtaken.has(laneBranch(asked.lane)) ? { ...asked, images: [] } : asked));
  const images = await log.group('Resolve the images', () => resolveAll(lanes, world, progress.resolved));
  const surveyed = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: staticPrefixes(environment.files),
    branches: lanes.map(({ lane }) => laneBranch(lane)),
    labels: labelsOf(request.pull, environment),
    reviewers: [...usersOf(request.pull, environment), ...teamsOf(request.pull, environment)],
  });
  const matches = fileMatcher(environment);
  const listed = surveyed.files.filter(({ path }) => matches(path));
  if (listed.length === 0) throw unmatched(target, surveyed);
  const heads = surveyed.lanes.flatMap(({ head }) => (head === undefined ? [] : [head.oid]));
  const read = await github.readFiles(state.fullName, listed, [...new Set(heads)]);
  const plans = await planAll(lanes, images, target, surveyed, read, world);
  const links = surveyed.passedOver.filter(({ path }) => matches(path));
  const found: ReadFiles = { ...read, passedOver: [...links, ...read.passedOver] };
  await log.group('Plan', () => Promise.resolve(logPlan(plans, found, world)));
  throwRefusals(plans, read);
  await requireTagsOfDigests(plans, world.registry);
  const modes = new Map(listed.map(({ path, mode }) => [path, mode]));
  return { target, plans, hands: handsFor(request, world, target, surveyed, modes) };
}

async function planAll(
  lanes: readonly RequestedLane[],
  images: ReadonlyMap<string, readonly ResolvedImage[]>,
  target: Target,
  surveyed: Surveyed,
  read: ReadFiles,
  world: Collaborators,
): Promise<readonly LanePlan[]> {
  const { state, config } = target;
  const known = editorSettings(config);
  const plans: LanePlan[] = [];
  for (const [index, { lane }] of lanes.entries()) {
    const laneState = surveyed.lanes[index] ?? { head: undefined, pulls: [] };
    const own = { lane, state: laneState, images: images.get(lane.unit) ?? [] };
    const input = await withCarriedImages(own, target, world);
    plans.push(planLane(input, state, read, known, await isOlder(input, state.base.oid, world)));
  }
  return plans;
}

function handsFor(
  request: PromoteRequest,
  { github, readRecord, log }: Collaborators,
  target: Target,
  surveyed: Surveyed,
  modes: ReadonlyMap<string, string>,
): Hands {
  const { environment, state } = target;
  const { pull, server } = request;
  return {
    github,
    readRecord,
    target,
    modes,
    settings: followUpSettings(pull, environment, state, surveyed, log),
    // The runner trims an input, so the blank before the title is ours to add.
    titlePrefix:
      pull.titlePrefix === undefined ? (environment['title-prefix'] ?? '') : `${pull.titlePrefix} `,
    draft: pull.draft ?? environment.draft,
    server,
  };
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
