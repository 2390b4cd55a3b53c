import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allLanes } from '../../../src/config/images.ts';
import { type GateResult, nextLook } from '../../../src/promotion/gates/gate.ts';
import { approve, happen, report } from './model/events.ts';
import { anyPlan, healthyPlan, togetherPlan } from './model/plan.ts';
import { brokenRules, heldAnew, partedGroups } from './model/rules.ts';
import { advance, type Change, judge, looksOfAims, pullKey } from './model/run.ts';
import { head, worldOf, type World } from './model/world.ts';
import { rounds } from '../../rounds.ts';

const RUNS = rounds(300);
const MINUTE = 60_000;

/**
 * Every lane and target can take a run of its own, and each environment once more for what came meanwhile.
 */
function mostRuns(world: World): number {
  return 4 * world.config.environments.length * allLanes(world.config).length * 3;
}

/** Runs until nothing changes any more. Fails when that never comes. */
function settle(world: World, merging?: (change: Change) => void): void {
  for (let run = 0; run < mostRuns(world); run += 1) if (advance(world, merging).length === 0) return;
  throw new Error('repeated runs go on changing something');
}

/** What a run does, in short. */
function run(world: World): readonly string[] {
  return advance(world).map(({ kind, environment, lane }) => `${kind} ${pullKey(environment, lane)}`);
}

/** The world as a run finds it: what it merges changes what is declared. */
function snapshotOf(world: World): World {
  return { ...world, base: new Map([...world.base].map(([name, commits]) => [name, [...commits]])) };
}

interface Judged {
  readonly key: string;
  readonly results: readonly GateResult[];
  /** The next look, if there is one. */
  readonly looks: readonly number[];
}

/** Every lane that has an open pull request, with its gates. */
function lanesOf(world: World): readonly Judged[] {
  return world.config.environments.flatMap((environment) =>
    allLanes(world.config).flatMap((lane) => {
      const results = judge(world, environment, lane);
      if (results === undefined) return [];
      const next = nextLook(results);
      return [
        { key: pullKey(environment, lane), results, looks: next === undefined ? [] : [next.getTime()] },
      ];
    }),
  );
}

function said(world: World): readonly string[] {
  return lanesOf(world).flatMap(({ key, results }) =>
    results.map(({ gate, state, reason }) => `${key} ${gate} ${state} ${reason}`),
  );
}

describe('whatever happens', () => {
  test('nothing is merged that its upstreams had not declared and soaked, is held, or moves in part', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const world = worldOf(plan);
        for (const event of plan.events)
          happen(world, event, (change) => {
            expect(brokenRules(world, change)).toEqual([]);
          });
      }),
      RUNS,
    );
  });

  test('a held digest is never proposed anew', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const world = worldOf(plan);
        for (const event of plan.events) {
          const before = snapshotOf(world);
          expect(happen(world, event).flatMap((change) => heldAnew(before, change))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('images of a group that are released together stay together, everywhere and always', () => {
    fc.assert(
      fc.property(togetherPlan, (plan) => {
        const world = worldOf(plan);
        for (const event of plan.events) {
          happen(world, event);
          expect(partedGroups(world)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('repeated runs without anything new change nothing', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const world = worldOf(plan);
        for (const event of plan.events) happen(world, event);
        settle(world);
        expect(run(world)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('what a gate says stays the same until the moment that it names', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat({ max: 99 }), (plan, part) => {
        const world = worldOf(plan);
        for (const event of plan.events) happen(world, event);
        settle(world);
        const before = said(world);
        const next = nextMoment(world);
        world.now += Math.floor(((next - world.now - 1) * part) / 99);
        expect(said(world)).toEqual(before);
        expect(run(world)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('with everything healthy', () => {
  test('every lane reaches the end', () => {
    fc.assert(
      fc.property(healthyPlan, (plan) => {
        const world = worldOf(plan);
        for (const event of plan.events) happen(world, event);
        releaseEverywhere(world);
        for (let step = 0; step < 500 && !hasArrived(world); step += 1) goOn(world);
        expect(notArrived(world)).toEqual([]);
      }),
      rounds(100),
    );
  });
});

/** Agents report, people review, and time goes on to the next moment that a gate waits for. */
function goOn(world: World): void {
  for (const environment of world.config.environments) report(world, environment, 'success');
  approve(world);
  closeWhatIsStuck(world);
  advance(world);
  world.now = Math.max(world.now + MINUTE, nextMoment(world));
}

function nextMoment(world: World): number {
  const looks = [...lanesOf(world).flatMap((lane) => lane.looks), ...looksOfAims(world)];
  return Math.min(world.now + 1_440 * MINUTE, ...looks);
}

/** Where the older one goes first, somebody has to close it when it can pass no more, or for too long. */
function closeWhatIsStuck(world: World): void {
  for (const { key, results } of lanesOf(world)) {
    const opened = world.pulls.get(key)?.openedAt ?? world.now;
    const isOld = world.now - opened > 14 * 1_440 * MINUTE;
    if (isOld || results.some(({ state }) => state === 'failed')) world.pulls.delete(key);
  }
}

/** One last version of everything, so that it is known what has to arrive. */
function releaseEverywhere(world: World): void {
  for (let unit = 0; unit < allLanes(world.config).length; unit += 1)
    happen(world, { kind: 'release', image: unit, alone: false });
}

function notArrived(world: World): readonly string[] {
  return world.config.environments.flatMap(({ name }) =>
    [...head(world, name).targets].flatMap(([target, own]) =>
      [...own].flatMap(([image, version]) =>
        version === world.newest.get(image) ? [] : [`${name} ${target} declares ${image} ${version}`],
      ),
    ),
  );
}

function hasArrived(world: World): boolean {
  return notArrived(world).length === 0;
}
