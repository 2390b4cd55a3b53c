import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { allLanes, type LaneMembers } from '../../../../src/config/images.ts';
import type { Hold } from '../../../../src/promotion/hold/hold.ts';
import { mergeHolds } from '../../../../src/promotion/hold/holds.ts';
import { aHold } from '../../hold/a-hold.ts';
import type { Event } from './plan.ts';
import { advance, type Change, pullKey } from './run.ts';
import { commitsOf, declare, digestOf, head, targetsOf, type World } from './world.ts';

const MINUTE = 60_000;

/**
 * Lets one thing happen. `merging` is called before each merge that a run carries out. Returns what a run
 * changed.
 */
export function happen(
  world: World,
  event: Event,
  merging: (change: Change) => void = () => undefined,
): readonly Change[] {
  if (event.kind === 'advance') return advance(world, merging);
  befall(world, event);
  return [];
}

function befall(world: World, event: Exclude<Event, { kind: 'advance' }>): void {
  switch (event.kind) {
    case 'wait':
      world.now += event.minutes * MINUTE;
      return;
    case 'release':
      release(world, pick(allLanes(world.config), event.image), event);
      return;
    case 'all is well':
      for (const environment of world.config.environments) report(world, environment, 'success');
      return;
    case 'report':
      report(world, pick(world.config.environments, event.at), event.state);
      return;
    case 'approve':
      approve(world);
      return;
    case 'close':
      world.pulls.delete([...world.pulls.keys()][event.at % Math.max(1, world.pulls.size)] ?? '');
      return;
    case 'roll back':
      rollBack(world, pick(world.config.environments, event.at), pick(allLanes(world.config), event.unit));
  }
}

function pick<T>(items: readonly T[], at: number): T {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}

/** A new version into the first environment: of every image of a lane, or of one of them. */
function release(
  world: World,
  lane: LaneMembers,
  { image, alone }: { readonly image: number; readonly alone: boolean },
): void {
  const [first] = world.config.environments;
  if (first === undefined) return;
  const images = alone ? [pick(lane.images, image)] : lane.images;
  const versions = images.map(({ name }): [string, number] => [name, (world.newest.get(name) ?? 0) + 1]);
  for (const [name, version] of versions) world.newest.set(name, version);
  declare(world, first.name, targetsOf(first), new Map(versions));
}

/** The agent reports on the newest commit of an environment: for the environment, or for each target. */
export function report(
  world: World,
  environment: EnvironmentConfig,
  state: 'success' | 'failure' | 'pending',
): void {
  const { statuses } = head(world, environment.name);
  const contexts = ['apps', ...environment.targets.map(({ name }) => `apps-${name}`)];
  statuses.splice(0, statuses.length, ...contexts.map((context) => ({ context, state, url: undefined })));
}

/** A person approves whatever is open. */
export function approve(world: World): void {
  for (const pull of world.pulls.values())
    pull.reviews.push({ by: 'ann', state: 'approved', commit: pull.head, url: undefined });
}

/** Every image of a lane goes back to the version before that is not held, and what it leaves is held. */
function rollBack(world: World, environment: EnvironmentConfig, lane: LaneMembers): void {
  const { name } = environment;
  const [first = name] = targetsOf(environment);
  const held: Hold[] = [];
  for (const { name: image } of lane.images) {
    const bad = head(world, name).targets.get(first)?.get(image) ?? 0;
    const before = commitsOf(world, name)
      .map((commit) => commit.targets.get(first)?.get(image) ?? 0)
      .findLast((version) => version !== bad && !isHeld(world, name, image, version));
    if (before === undefined) continue;
    const targets = targetsOf(environment).filter(
      (target) => head(world, name).targets.get(target)?.get(image) === bad,
    );
    declare(world, name, targets, new Map([[image, before]]));
    held.push(aHold(image, digestOf(image, bad)));
  }
  world.holds.set(name, mergeHolds(world.holds.get(name) ?? [], held));
  world.pulls.delete(pullKey(environment, lane));
}

export function isHeld(world: World, environment: string, image: string, version: number): boolean {
  const digest = digestOf(image, version);
  return (world.holds.get(environment) ?? []).some((hold) => hold.image === image && hold.digest === digest);
}
