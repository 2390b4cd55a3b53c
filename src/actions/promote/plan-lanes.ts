import { editorSettings } from '../../config/editor-settings.ts';
import { notActedOn } from '../../config/environments.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { LaneWriter } from '../../lanes/carry-out.ts';
import { followUpSettings } from '../../lanes/follow-up-settings.ts';
import {
  type LaneInput,
  type LanePlan,
  planLane,
  throwRefusals,
  withCarriedImages,
} from '../../lanes/plan-lane.ts';
import { logPlan } from '../../lanes/log-plan.ts';
import { isOlder } from '../../lanes/build-order.ts';
import { occasionsOf, refuseHeld } from './occasions.ts';
import { type EnvironmentReading, readEnvironment } from '../../environments/read-environment.ts';
import type { PromoteRequest } from '../../lanes/request.ts';
import { type RequestedLane, requestedLanes } from './requested-images.ts';
import { type ImageSource, resolveImage, type ResolvedImage } from '../../lanes/resolve-images.ts';
import { requireTagsOfDigests } from '../../lanes/check-tags.ts';
import { readTarget, type Target } from '../../environments/target.ts';

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
  readonly hands: LaneWriter;
}

/** Reads and plans every lane that is not settled yet, in three requests. Nothing is written. Throws all refusals at once. */
export async function planLanes(
  request: PromoteRequest,
  world: Collaborators,
  progress: Progress,
): Promise<Planned> {
  const { log, github } = world;
  const target = await log.group('Read the config repo', () => readTarget(request, github));
  const { config, environment } = target;
  if (config !== undefined) for (const sentence of notActedOn(config, environment)) log.warning(sentence);
  const lanes = requestedLanes(request, target)
    .filter(({ lane }) => !progress.settled.has(laneBranch(lane)))
    .map((asked) => (progress.overtaken.has(laneBranch(asked.lane)) ? { ...asked, images: [] } : asked));
  const images = await log.group('Resolve the images', () => resolveAll(lanes, world, progress.resolved));
  const reading = await readEnvironment(
    target,
    lanes.map(({ lane }) => lane),
    request.pull,
    github,
  );
  const planned = await planAll(lanes, images, target, reading, world);
  await log.group('Plan', () => Promise.resolve(logPlan(planned, reading.read, world)));
  throwRefusals(planned, reading.read);
  await requireTagsOfDigests(planned, world.registry);
  const plans = await withOccasions(planned, lanes, request, target, reading, world);
  return { target, plans, hands: handsFor(request, world, forMerging(target, plans), reading) };
}

async function planAll(
  lanes: readonly RequestedLane[],
  images: ReadonlyMap<string, readonly ResolvedImage[]>,
  target: Target,
  { surveyed, read }: EnvironmentReading,
  world: Collaborators,
): Promise<readonly LanePlan[]> {
  const { state, config, environment } = target;
  const known = editorSettings(config, environment);
  const plans: LanePlan[] = [];
  for (const [index, { lane }] of lanes.entries()) {
    const laneState = surveyed.lanes[index] ?? { head: undefined, pulls: [] };
    const own = { lane, state: laneState, images: images.get(lane.unit) ?? [] };
    const input = await withCarriedImages(own, target, world);
    plans.push(planLane(input, state, read, known, await isOlder(input, state.base.oid, world)));
  }
  return plans;
}

/**
 * The lanes with what they are moved for, where the environment comes after others. Judged is what was asked for; a hotfix
 * brings only that, and not what an open proposal of the lane holds besides.
 */
async function withOccasions(
  plans: readonly LanePlan[],
  lanes: readonly RequestedLane[],
  request: PromoteRequest,
  target: Target,
  reading: EnvironmentReading,
  world: Collaborators,
): Promise<readonly LanePlan[]> {
  const { config, environment, state, home = state } = target;
  if (config === undefined || plans.every(({ situation }) => !situation.toDo)) return plans;
  refuseHeld(plans, { config, environment }, reading);
  if (environment.after.environments.length === 0) return plans;
  const replan = (input: LaneInput, { situation }: LanePlan): LanePlan =>
    planLane(input, state, reading.read, editorSettings(config, environment), situation.isOlder);
  const asked = plans.map((plan, index) => {
    const names = new Set(lanes[index]?.images.map(({ name }) => name));
    return replan({ ...plan, images: plan.images.filter(({ name }) => names.has(name)) }, plan);
  });
  const moving = asked.filter(({ situation }) => situation.toDo);
  const found = await occasionsOf(moving, request, { config, environment, home }, world);
  return plans.map((plan, index) => {
    const own = asked[index] ?? plan;
    const judged = found[moving.indexOf(own)];
    if (judged === undefined) return plan;
    const { occasion, facts: story } = judged;
    return replan({ ...(occasion.purpose.kind === 'hotfix' ? own : plan), occasion, facts: story }, plan);
  });
}

/** A hotfix is merged by a person, unless the run itself says otherwise. */
function forMerging(target: Target, plans: readonly LanePlan[]): Target {
  if (plans.every(({ occasion }) => occasion?.purpose.kind !== 'hotfix')) return target;
  return { ...target, environment: { ...target.environment, merge: 'manual', gates: undefined } };
}

/** What a run needs to carry out what it decides. */
export function handsFor(
  { pull, server }: Pick<PromoteRequest, 'pull' | 'server'>,
  { github, readRecord, log }: Collaborators,
  target: Target,
  { surveyed, modes }: EnvironmentReading,
): LaneWriter {
  const { environment, state } = target;
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
