import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { allLanes, type LaneMembers } from '../../../../src/config/images.ts';
import type { KnownPause } from '../../../../src/promotion/pause/pauses.ts';
import { mergeHolds } from '../../../../src/promotion/hold/holds.ts';
import { aHold } from '../../hold/a-hold.ts';
import type { Event } from './plan.ts';
import { advance, type Change, pullKey } from './run.ts';
import { commitsOf, declare, digestOf, head, targetsOf, type Pipeline } from './pipeline.ts';

const MINUTE = 60_000;

/**
 * Lets one thing happen. `merging` is called before each merge that a run carries out. Returns what a run
 * changed.
 */
export function happen(
  pipeline: Pipeline,
  event: Event,
  merging: (change: Change) => void = () => undefined,
): readonly Change[] {
  if (event.kind === 'advance') return advance(pipeline, merging);
  befall(pipeline, event);
  return [];
}

function befall(pipeline: Pipeline, event: Exclude<Event, { kind: 'advance' }>): void {
  switch (event.kind) {
    case 'wait':
      pipeline.now += event.minutes * MINUTE;
      return;
    case 'release':
      release(pipeline, pick(allLanes(pipeline.config), event.image), event);
      return;
    case 'all is well':
      for (const environment of pipeline.config.environments) report(pipeline, environment, 'success');
      return;
    case 'report':
      report(pipeline, pick(pipeline.config.environments, event.at), event.state);
      return;
    case 'approve':
      approve(pipeline);
      return;
    case 'close':
      pipeline.pulls.delete([...pipeline.pulls.keys()][event.at % Math.max(1, pipeline.pulls.size)] ?? '');
      return;
    case 'pause':
      pause(pipeline, pick(pipeline.config.environments, event.at).name, event);
      return;
    case 'resume':
      pipeline.pauses.delete(pick(pipeline.config.environments, event.at).name);
      return;
    case 'revert':
    case 'roll back': {
      const environment = pick(pipeline.config.environments, event.at);
      const lane = pick(allLanes(pipeline.config), event.unit);
      const left = goBack(pipeline, environment, lane);
      if (event.kind === 'revert') return noteRevert(pipeline, environment.name, left);
      const held = left.map(({ image, version }) => aHold(image, digestOf(image, version)));
      const { name } = environment;
      pipeline.holds.set(name, mergeHolds(pipeline.holds.get(name) ?? [], held));
      pipeline.pulls.delete(pullKey(environment, lane));
    }
  }
}

/** Somebody pauses an environment, or one lane of it. */
function pause(
  pipeline: Pipeline,
  environment: string,
  { unit, until }: Extract<Event, { kind: 'pause' }>,
): void {
  const lane = unit === undefined ? undefined : pick(allLanes(pipeline.config), unit);
  const end = until === undefined ? undefined : new Date(pipeline.now + until * MINUTE).toISOString();
  const added: KnownPause = {
    images: lane?.images.map(({ name }) => name),
    reason: 'wait',
    by: undefined,
    at: undefined,
    until: end,
    link: undefined,
    where: { text: 'here', url: undefined },
  };
  pipeline.pauses.set(environment, [...(pipeline.pauses.get(environment) ?? []), added]);
}

function pick<T>(items: readonly T[], at: number): T {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

/** A new version into the first environment: of every image of a lane, or of one of them. */
function release(
  pipeline: Pipeline,
  lane: LaneMembers,
  { image, alone }: { readonly image: number; readonly alone: boolean },
): void {
  const [first] = pipeline.config.environments;
  if (first === undefined) return;
  const images = alone ? [pick(lane.images, image)] : lane.images;
  const versions = images.map(({ name }): [string, number] => [name, (pipeline.newest.get(name) ?? 0) + 1]);
  for (const [name, version] of versions) pipeline.newest.set(name, version);
  declare(pipeline, first.name, targetsOf(first), new Map(versions));
}

/** The agent reports on the newest commit of an environment: for the environment, or for each target. */
export function report(
  pipeline: Pipeline,
  environment: EnvironmentConfig,
  state: 'success' | 'failure' | 'pending',
): void {
  const { statuses } = head(pipeline, environment.name);
  const contexts = ['apps', ...environment.targets.map(({ name }) => `apps-${name}`)];
  const said = contexts.map((context) => ({ context, state, description: '', url: undefined }));
  statuses.splice(0, statuses.length, ...said);
}

/** A person approves whatever is open. */
export function approve(pipeline: Pipeline): void {
  for (const pull of pipeline.pulls.values())
    pull.reviews.push({ by: 'ann', state: 'approved', commit: pull.head, url: undefined });
}

/** A version of an image that an environment left. */
interface LeftVersion {
  readonly image: string;
  readonly version: number;
}

/** A person reverts by a commit of their own, and leaves no hold. */
function noteRevert(pipeline: Pipeline, environment: string, left: readonly LeftVersion[]): void {
  const known = pipeline.reverts.get(environment) ?? [];
  pipeline.reverts.set(
    environment,
    new Set([...known, ...left.map(({ image, version }) => `${image} ${version}`)]),
  );
}

/** Every image of a lane goes back to the version before that is not held. Returns what they leave. */
function goBack(
  pipeline: Pipeline,
  environment: EnvironmentConfig,
  lane: LaneMembers,
): readonly LeftVersion[] {
  const { name } = environment;
  const [first = name] = targetsOf(environment);
  const left: LeftVersion[] = [];
  for (const { name: image } of lane.images) {
    const bad = head(pipeline, name).targets.get(first)?.get(image) ?? 0;
    const before = commitsOf(pipeline, name)
      .map((commit) => commit.targets.get(first)?.get(image) ?? 0)
      .findLast((version) => version !== bad && !isHeld(pipeline, name, image, version));
    if (before === undefined) continue;
    const targets = targetsOf(environment).filter(
      (target) => head(pipeline, name).targets.get(target)?.get(image) === bad,
    );
    declare(pipeline, name, targets, new Map([[image, before]]));
    left.push({ image, version: bad });
  }
  return left;
}

export function isHeld(pipeline: Pipeline, environment: string, image: string, version: number): boolean {
  const digest = digestOf(image, version);
  return (pipeline.holds.get(environment) ?? []).some(
    (hold) => hold.image === image && hold.digest === digest,
  );
}
