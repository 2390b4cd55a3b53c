import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allLanes } from '../../../src/config/images.ts';
import { type GateResult, nextLook } from '../../../src/promotion/gates/gate.ts';
import { approve, happen, report } from './model/events.ts';
import { anyPlan, churningPlan, healthyPlan, togetherPlan } from './model/plan.ts';
import { brokenRules, heldAnew, lateArrivals, partedGroups } from './model/rules.ts';
import { advance, type Change, judge, looksOfAims, pullKey } from './model/run.ts';
import { head, worldOf, type Pipeline } from './model/pipeline.ts';
import { rounds } from '../../rounds.ts';

const RUNS = rounds(300);
const MINUTE = 60_000;

/**
 * Every lane and target can take a run of its own, and each environment once more for what came meanwhile.
 */
function mostRuns(pipeline: Pipeline): number {
  return 4 * pipeline.config.environments.length * allLanes(pipeline.config).length * 3;
}

/** Runs until nothing changes any more. Fails when that never comes. */
function settle(pipeline: Pipeline, merging?: (change: Change) => void): void {
  for (let run = 0; run < mostRuns(pipeline); run += 1) if (advance(pipeline, merging).length === 0) return;
  throw new Error('repeated runs go on changing something');
}

/** What a run does, in short. */
function run(pipeline: Pipeline): readonly string[] {
  return advance(pipeline).map(({ kind, environment, lane }) => `${kind} ${pullKey(environment, lane)}`);
}

/** The pipeline as a run finds it: what it merges changes what is declared. */
function snapshotOf(pipeline: Pipeline): Pipeline {
  return { ...pipeline, base: new Map([...pipeline.base].map(([name, commits]) => [name, [...commits]])) };
}

interface Judged {
  readonly key: string;
  readonly results: readonly GateResult[];
  /** The next look, if there is one. */
  readonly looks: readonly number[];
}

/** Every lane that has an open pull request, with its gates. */
function lanesOf(pipeline: Pipeline): readonly Judged[] {
  return pipeline.config.environments.flatMap((environment) =>
    allLanes(pipeline.config).flatMap((lane) => {
      const results = judge(pipeline, environment, lane);
      if (results === undefined) return [];
      const next = nextLook(results);
      return [
        { key: pullKey(environment, lane), results, looks: next === undefined ? [] : [next.getTime()] },
      ];
    }),
  );
}

function said(pipeline: Pipeline): readonly string[] {
  return lanesOf(pipeline).flatMap(({ key, results }) =>
    results.map(({ gate, state, reason }) => `${key} ${gate} ${state} ${reason}`),
  );
}

describe('whatever happens', () => {
  test('nothing is merged that its upstreams had not declared and soaked, is held, or moves in part', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events)
          happen(pipeline, event, (change) => {
            expect(brokenRules(pipeline, change)).toEqual([]);
          });
      }),
      RUNS,
    );
  });

  test('a held digest is never proposed anew', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) {
          const before = snapshotOf(pipeline);
          expect(happen(pipeline, event).flatMap((change) => heldAnew(before, change))).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('images of a group that are released together stay together, everywhere and always', () => {
    fc.assert(
      fc.property(togetherPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) {
          happen(pipeline, event);
          expect(partedGroups(pipeline)).toEqual([]);
        }
      }),
      RUNS,
    );
  });

  test('repeated runs without anything new change nothing', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) happen(pipeline, event);
        settle(pipeline);
        expect(run(pipeline)).toEqual([]);
      }),
      RUNS,
    );
  });

  test('what a gate says stays the same until the moment that it names', () => {
    fc.assert(
      fc.property(anyPlan, fc.nat({ max: 99 }), (plan, part) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) happen(pipeline, event);
        settle(pipeline);
        const before = said(pipeline);
        const next = nextMoment(pipeline);
        pipeline.now += Math.floor(((next - pipeline.now - 1) * part) / 99);
        expect(said(pipeline)).toEqual(before);
        expect(run(pipeline)).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('with churn, where the time of what is replaced counts', () => {
  test('everything that stays healthy long enough arrives', () => {
    fc.assert(
      fc.property(churningPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) {
          happen(pipeline, event);
          for (const environment of pipeline.config.environments) report(pipeline, environment, 'success');
          settle(pipeline, (change) => {
            expect(brokenRules(pipeline, change)).toEqual([]);
          });
          expect(lateArrivals(pipeline)).toEqual([]);
          pipeline.now += 20 * MINUTE;
        }
      }),
      rounds(100),
    );
  });
});

describe('with everything healthy', () => {
  test('every lane reaches the end', () => {
    fc.assert(
      fc.property(healthyPlan, (plan) => {
        const pipeline = worldOf(plan);
        for (const event of plan.events) happen(pipeline, event);
        releaseEverywhere(pipeline);
        for (let step = 0; step < 500 && !hasArrived(pipeline); step += 1) goOn(pipeline);
        expect(notArrived(pipeline)).toEqual([]);
      }),
      rounds(100),
    );
  });
});

/** Agents report, people review, and time goes on to the next moment that a gate waits for. */
function goOn(pipeline: Pipeline): void {
  for (const environment of pipeline.config.environments) report(pipeline, environment, 'success');
  approve(pipeline);
  closeWhatIsStuck(pipeline);
  advance(pipeline);
  pipeline.now = Math.max(pipeline.now + MINUTE, nextMoment(pipeline));
}

function nextMoment(pipeline: Pipeline): number {
  const looks = [...lanesOf(pipeline).flatMap((lane) => lane.looks), ...looksOfAims(pipeline)];
  return Math.min(pipeline.now + 1_440 * MINUTE, ...looks);
}

/** Where the older one goes first, somebody has to close it when it can pass no more, or for too long. */
function closeWhatIsStuck(pipeline: Pipeline): void {
  for (const { key, results } of lanesOf(pipeline)) {
    const opened = pipeline.pulls.get(key)?.openedAt ?? pipeline.now;
    const isOld = pipeline.now - opened > 14 * 1_440 * MINUTE;
    if (isOld || results.some(({ state }) => state === 'failed')) pipeline.pulls.delete(key);
  }
}

/** One last version of everything, so that it is known what has to arrive. */
function releaseEverywhere(pipeline: Pipeline): void {
  for (let unit = 0; unit < allLanes(pipeline.config).length; unit += 1)
    happen(pipeline, { kind: 'release', image: unit, alone: false });
}

function notArrived(pipeline: Pipeline): readonly string[] {
  return pipeline.config.environments.flatMap(({ name }) =>
    [...head(pipeline, name).targets].flatMap(([target, own]) =>
      [...own].flatMap(([image, version]) =>
        version === pipeline.newest.get(image) ? [] : [`${name} ${target} declares ${image} ${version}`],
      ),
    ),
  );
}

function hasArrived(pipeline: Pipeline): boolean {
  return notArrived(pipeline).length === 0;
}
