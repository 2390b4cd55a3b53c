import type { EnvironmentConfig } from '../../../../src/config/config.ts';
import { isHeld } from './events.ts';
import type { PlannedEnvironment } from './plan.ts';
import type { Change } from './run.ts';
import {
  commitsOf,
  head,
  standingStays,
  type Stay,
  staysOf,
  targetsOf,
  versionOf,
  type Pipeline,
} from './pipeline.ts';

// What must be true of every merge, said again and simply: from the ledger alone, without the gates.

/** Every rule that a merge would break at this moment, each as a sentence. */
export function brokenRules(
  pipeline: Pipeline,
  { environment, lane, images, wave }: Change,
): readonly string[] {
  const plan = planned(pipeline, environment.name);
  const moves = images
    .map(({ name: image, digest }) => ({ image, version: versionOf(pipeline, image, digest) }))
    .filter(({ image, version }) =>
      [...head(pipeline, environment.name).targets.values()].some((own) => own.get(image) !== version),
    );
  const of = moves.flatMap(({ image, version }) => [
    ...(isHeld(pipeline, environment.name, image, version) ? [`${image} ${version} is held`] : []),
    ...(cameThrough(pipeline, plan, image, version) ? [] : [`${image} ${version} did not come through`]),
    ...(plan.version !== undefined && version < Number(/\d+/.exec(plan.version)?.[0])
      ? [`${image} ${version} is not let in`]
      : []),
  ]);
  const targets = wave?.targets ?? targetsOf(environment);
  const earlier = (environment.waves ?? [])
    .flat()
    .slice(0, (environment.waves ?? []).flat().indexOf(targets[0] ?? ''));
  const behind = earlier.filter((target) => !isWell(pipeline, plan, environment, target, moves));
  const pull = pipeline.pulls.get(`${environment.name}/${lane.name}`);
  const together =
    lane.join || lane.images.every(({ name }) => images.some(({ name: image }) => image === name));
  return [
    ...of,
    ...(together ? [] : ['only a part of it moves']),
    ...behind.map((target) => `${target} is behind`),
    ...(isClosedAt(plan, pipeline.now) ? ['the window is closed'] : []),
    ...(isPaused(
      pipeline,
      environment.name,
      lane.images.map(({ name }) => name),
    )
      ? ['it is paused']
      : []),
    ...(moves.some(({ image, version }) => isReverted(pipeline, environment.name, image, version)) &&
    !pull?.reviews.some(({ commit }) => commit === pull.head)
      ? ['a person reverted it']
      : []),
    ...(plan.isManual && !pull?.reviews.some(({ commit }) => commit === pull.head)
      ? ['nobody approved']
      : []),
  ].map((rule) => `${environment.name}/${lane.name}: ${rule}`);
}

/** What a pull request that was opened or changed brings, and must not. */
export function heldAnew(pipeline: Pipeline, { kind, environment, images }: Change): readonly string[] {
  if (kind !== 'opened' && kind !== 'updated') return [];
  const declared = [...head(pipeline, environment.name).targets.values()];
  return images
    .map(({ name: image, digest }) => ({ image, version: versionOf(pipeline, image, digest) }))
    .filter(({ image, version }) => declared.some((own) => own.get(image) !== version))
    .filter(({ image, version }) => isHeld(pipeline, environment.name, image, version))
    .map(({ image, version }) => `${environment.name}: ${image} ${version} is held, and is proposed`);
}

/** The images of a group that moves together are of one version in each target. */
export function partedGroups(pipeline: Pipeline): readonly string[] {
  const groups = pipeline.plan.units.filter(({ join }) => !join);
  return pipeline.config.environments.flatMap(({ name }) =>
    [...head(pipeline, name).targets].flatMap(([target, own]) =>
      groups
        .filter(({ images }) => new Set(images.map((image) => own.get(image))).size > 1)
        .map((group) => `${group.name} is in parts in ${name} ${target}`),
    ),
  );
}

function planned(pipeline: Pipeline, name: string): PlannedEnvironment {
  const found = pipeline.plan.environments.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}

function cameThrough(pipeline: Pipeline, plan: PlannedEnvironment, image: string, version: number): boolean {
  if (plan.after.length === 0) return true;
  const through = plan.after.map((name) =>
    staysOf(pipeline, name, image).some(
      (stay) =>
        stay.version === version &&
        isStanding(pipeline, name, image, stay) &&
        hasSoaked(pipeline, plan, stay) &&
        wasWell(pipeline, plan, name, stay),
    ),
  );
  return plan.need === 'all' ? through.every(Boolean) : through.some(Boolean);
}

/** Nothing older came back over it. */
function isStanding(pipeline: Pipeline, name: string, image: string, { first }: Stay): boolean {
  return standingStays(pipeline, name, image).some((stay) => stay.first === first);
}

function isReverted({ reverts }: Pipeline, name: string, image: string, version: number): boolean {
  return reverts.get(name)?.has(`${image} ${version}`) === true;
}

function isPaused({ pauses, now }: Pipeline, name: string, images: readonly string[]): boolean {
  return (pauses.get(name) ?? []).some(
    (pause) =>
      (pause.until === undefined || Date.parse(pause.until) > now) &&
      (pause.images === undefined || pause.images.some((image) => images.includes(image))),
  );
}

function hasSoaked(
  { now }: Pipeline,
  { soak = 0, replacedCounts }: PlannedEnvironment,
  { first, end }: Stay,
): boolean {
  const until = replacedCounts ? now : (end?.at ?? now);
  return until - first.at >= soak * 60_000;
}

function wasWell(pipeline: Pipeline, plan: PlannedEnvironment, name: string, stay: Stay): boolean {
  if (!plan.isWatched) return true;
  const waved = planned(pipeline, name).waves.flat();
  const contexts = waved.length === 0 ? ['apps'] : waved.map((target) => `apps-${target}`);
  return contexts.every((context) => lastWord(pipeline, name, stay, context) === 'success');
}

/** What was said last of a context while a version stayed. */
function lastWord(
  pipeline: Pipeline,
  name: string,
  { first, end }: Stay,
  context: string,
): string | undefined {
  const commits = commitsOf(pipeline, name);
  const until = end === undefined ? commits.length : commits.indexOf(end);
  const said = commits
    .slice(commits.indexOf(first), until)
    .flatMap(({ statuses }) => statuses.filter((status) => status.context === context));
  return said.at(-1)?.state;
}

function isWell(
  pipeline: Pipeline,
  plan: PlannedEnvironment,
  { name }: EnvironmentConfig,
  target: string,
  moves: readonly { readonly image: string; readonly version: number }[],
): boolean {
  const stays = moves.map(({ image }) => staysOf(pipeline, name, image, [target]).at(-1));
  if (moves.some(({ version }, index) => stays[index]?.version !== version)) return false;
  if (!plan.isWatched) return true;
  return stays.every(
    (stay) => stay !== undefined && lastWord(pipeline, name, stay, `apps-${target}`) === 'success',
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

/** Versions that were well upstream for long enough, and neither they nor newer ones arrived. */
export function lateArrivals(pipeline: Pipeline): readonly string[] {
  const units = pipeline.plan.units;
  return pipeline.plan.environments.flatMap((plan) =>
    plan.after.flatMap((upstream) =>
      units
        .flatMap(({ images }) => images)
        .flatMap((image) => {
          const due = standingStays(pipeline, upstream, image)
            .filter((stay) => hasSoaked(pipeline, plan, stay) && wasWell(pipeline, plan, upstream, stay))
            .map(({ version }) => version);
          const here = head(pipeline, plan.name).targets.get(plan.name)?.get(image) ?? 0;
          const newest = Math.max(0, ...due);
          return here >= newest ? [] : [`${plan.name}: ${image} ${newest} is due, and ${here} is there`];
        }),
    ),
  );
}
