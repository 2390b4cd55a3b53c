import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { isHeld } from './events.ts';
import type { PlannedEnvironment } from './plan.ts';
import type { Change } from './run.ts';
import { commitsOf, head, type Stay, staysOf, targetsOf, versionOf, type World } from './world.ts';

// What must be true of every merge, said again and simply: from the ledger alone, without the gates.

/** Every rule that a merge would break at this moment, each as a sentence. */
export function brokenRules(world: World, { environment, lane, images, wave }: Change): readonly string[] {
  const plan = planned(world, environment.name);
  const moves = images
    .map(({ name: image, digest }) => ({ image, version: versionOf(world, image, digest) }))
    .filter(({ image, version }) =>
      [...head(world, environment.name).targets.values()].some((own) => own.get(image) !== version),
    );
  const of = moves.flatMap(({ image, version }) => [
    ...(isHeld(world, environment.name, image, version) ? [`${image} ${version} is held`] : []),
    ...(cameThrough(world, plan, image, version) ? [] : [`${image} ${version} did not come through`]),
    ...(plan.version !== undefined && version < Number(/\d+/.exec(plan.version)?.[0])
      ? [`${image} ${version} is not let in`]
      : []),
  ]);
  const targets = wave?.targets ?? targetsOf(environment);
  const earlier = (environment.waves ?? [])
    .flat()
    .slice(0, (environment.waves ?? []).flat().indexOf(targets[0] ?? ''));
  const behind = earlier.filter((target) => !isWell(world, plan, environment, target, moves));
  const pull = world.pulls.get(`${environment.name}/${lane.name}`);
  const together =
    lane.join || lane.images.every(({ name }) => images.some(({ name: image }) => image === name));
  return [
    ...of,
    ...(together ? [] : ['only a part of it moves']),
    ...behind.map((target) => `${target} is behind`),
    ...(isClosedAt(plan, world.now) ? ['the window is closed'] : []),
    ...(plan.isManual && !pull?.reviews.some(({ commit }) => commit === pull.head)
      ? ['nobody approved']
      : []),
  ].map((rule) => `${environment.name}/${lane.name}: ${rule}`);
}

/** What a pull request that was opened or changed brings, and must not. */
export function heldAnew(world: World, { kind, environment, images }: Change): readonly string[] {
  if (kind !== 'opened' && kind !== 'updated') return [];
  const declared = [...head(world, environment.name).targets.values()];
  return images
    .map(({ name: image, digest }) => ({ image, version: versionOf(world, image, digest) }))
    .filter(({ image, version }) => declared.some((own) => own.get(image) !== version))
    .filter(({ image, version }) => isHeld(world, environment.name, image, version))
    .map(({ image, version }) => `${environment.name}: ${image} ${version} is held, and is proposed`);
}

/** The images of a group that moves together are of one version in each target. */
export function partedGroups(world: World): readonly string[] {
  const groups = world.plan.units.filter(({ join }) => !join);
  return world.config.environments.flatMap(({ name }) =>
    [...head(world, name).targets].flatMap(([target, own]) =>
      groups
        .filter(({ images }) => new Set(images.map((image) => own.get(image))).size > 1)
        .map((group) => `${group.name} is in parts in ${name} ${target}`),
    ),
  );
}

function planned(world: World, name: string): PlannedEnvironment {
  const found = world.plan.environments.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function cameThrough(world: World, plan: PlannedEnvironment, image: string, version: number): boolean {
  if (plan.after.length === 0) return true;
  const through = plan.after.map((name) =>
    staysOf(world, name, image).some(
      (stay) => stay.version === version && hasSoaked(world, plan, stay) && wasWell(world, plan, name, stay),
    ),
  );
  return plan.need === 'all' ? through.every(Boolean) : through.some(Boolean);
}

function hasSoaked({ now }: World, { soak = 0 }: PlannedEnvironment, { first, end }: Stay): boolean {
  return (end?.at ?? now) - first.at >= soak * 60_000;
}

function wasWell(world: World, plan: PlannedEnvironment, name: string, stay: Stay): boolean {
  if (!plan.isWatched) return true;
  const waved = planned(world, name).waves.flat();
  const contexts = waved.length === 0 ? ['apps'] : waved.map((target) => `apps-${target}`);
  return contexts.every((context) => lastWord(world, name, stay, context) === 'success');
}

/** What was said last of a context while a version stayed. */
function lastWord(world: World, name: string, { first, end }: Stay, context: string): string | undefined {
  const commits = commitsOf(world, name);
  const until = end === undefined ? commits.length : commits.indexOf(end);
  const said = commits
    .slice(commits.indexOf(first), until)
    .flatMap(({ statuses }) => statuses.filter((status) => status.context === context));
  return said.at(-1)?.state;
}

function isWell(
  world: World,
  plan: PlannedEnvironment,
  { name }: EnvironmentConfig,
  target: string,
  moves: readonly { readonly image: string; readonly version: number }[],
): boolean {
  const stays = moves.map(({ image }) => staysOf(world, name, image, [target]).at(-1));
  if (moves.some(({ version }, index) => stays[index]?.version !== version)) return false;
  if (!plan.isWatched) return true;
  return stays.every(
    (stay) => stay !== undefined && lastWord(world, name, stay, `apps-${target}`) === 'success',
  );
}

/** By what clocks in the zone show, word for word. */
function isClosedAt({ window, freeze }: PlannedEnvironment, now: number): boolean {
  if (freeze !== undefined) {
    const day = new Date(now).toLocaleDateString('sv-SE', { timeZone: 'Europe/Berlin' });
    if (day >= '2026-03-27' && day <= '2026-03-30') return true;
  }
  if (window === undefined) return false;
  if (window.includes('09:00-16:00')) return !isBetween(clock(now, 'Europe/Berlin').time, '09:00', '16:00');
  const { day, time } = clock(now, 'UTC');
  if (window.includes('[mon, wed, fri]')) return !['Mon', 'Wed', 'Fri'].includes(day);
  const there = clock(now, 'America/New_York');
  const atNight =
    (there.day === 'Sat' && there.time >= '22:00') || (there.day === 'Sun' && there.time < '04:00');
  return !(atNight || (['Tue', 'Thu'].includes(day) && isBetween(time, '10:30', '11:30')));
}

function isBetween(time: string, start: string, end: string): boolean {
  return time >= start && time < end;
}

function clock(now: number, timeZone: string): { readonly day: string; readonly time: string } {
  const date = new Date(now);
  return {
    day: date.toLocaleDateString('en-US', { timeZone, weekday: 'short' }),
    time: date.toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' }),
  };
}
