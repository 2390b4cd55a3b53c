import { describe, expect, test } from '@jest/globals';
import { decide, type LaneSituation, outcomeOf } from '../../../src/promotion/lane/decide.ts';
import type { LaneHead, LanePull } from '../../../src/promotion/lane/lane.ts';
import { formatTrailers, type Trailers } from '../../../src/promotion/lane/trailers.ts';
import { formatMarker } from '../../../src/promotion/pull-request/marker.ts';
import { BASE, KEY, NEW, OLD, OLD_KEY, TREE, lanePull, situationIn } from './a-situation.ts';

// What a person asked for, a hotfix or a roll back, gives way to a person only.

const asked = { by: 'alice', reason: 'loses sessions', run: undefined };
const hotfix = { hotfix: asked };
const rollBack = { rollBack: { ...asked, from: [{ name: 'api', digest: NEW }] } };

function headWith(more: Partial<Trailers>): LaneHead {
  const message = formatTrailers({
    environment: 'prod',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: undefined, digest: OLD, from: [] }],
    sources: [],
    plan: { key: OLD_KEY, tree: TREE },
    ...more,
  });
  return { oid: 'e'.repeat(40), message, tree: TREE, parents: [BASE] };
}

function openPull(more: Partial<LanePull> = {}): LanePull {
  const marker = { v: 1 as const, key: OLD_KEY, environment: 'prod', unit: 'api', superseded: [] };
  return lanePull('e'.repeat(40), formatMarker({ ...marker, images: { api: OLD } }), more);
}

function situation(
  head: LaneHead,
  pulls: readonly LanePull[],
  more: Partial<LaneSituation> = {},
): LaneSituation {
  return situationIn('prod', head, pulls, more);
}

describe('an open pull request that a person asked for', () => {
  test.each([
    ['a hotfix', hotfix, 'hotfix'],
    ['a roll back', rollBack, 'roll back'],
    ['a roll back in whose way a hotfix stood', { ...hotfix, ...rollBack }, 'roll back'],
  ])('is reserved: %s', (_what, more, by) => {
    const decision = decide(situation(headWith(more), [openPull()]));
    expect(decision).toMatchObject({ kind: 'reserved', by, pull: { number: 1 } });
    expect(outcomeOf(decision)).toBe('blocked');
  });

  test('is reserved also where what is wanted was built before', () => {
    expect(decide(situation(headWith(hotfix), [openPull()], { isOlder: true })).kind).toBe('reserved');
  });

  test('gives way to what a person asks for', () => {
    const decision = decide(situation(headWith(rollBack), [openPull()], { isAskedFor: true }));
    expect(decision).toMatchObject({ kind: 'propose', pull: { kind: 'rewrite', takesOver: { api: OLD } } });
  });

  test('is kept where it proposes just this', () => {
    const same = openPull({ body: openPull().body.replace(OLD_KEY, KEY) });
    const decision = decide(situation(headWith(hotfix), [same], { branchIsRight: true }));
    expect(decision).toMatchObject({ kind: 'keep', ours: true, head: 'e'.repeat(40) });
  });

  test('is closed where the base branch declares it', () => {
    const done = { key: OLD_KEY, toDo: false };
    expect(decide(situation(headWith(rollBack), [openPull()], done)).kind).toBe('close');
  });
});

test('a branch that a person asked for and whose pull request is closed is free', () => {
  const closed = openPull({ state: 'closed' });
  expect(decide(situation(headWith(hotfix), [closed]))).toMatchObject({
    kind: 'propose',
    commit: { kind: 'write', expected: 'e'.repeat(40) },
    pull: { kind: 'open' },
  });
});

test('an ordinary promotion is not reserved', () => {
  expect(decide(situation(headWith({}), [openPull()])).kind).toBe('propose');
});

describe('what a proposal takes the place of', () => {
  test('is said by the commit where the description says nothing', () => {
    const rewritten = openPull({ body: 'By hand.' });
    expect(decide(situation(headWith({}), [rewritten]))).toMatchObject({
      pull: { kind: 'rewrite', takesOver: { api: OLD }, superseded: [{ api: OLD }] },
    });
  });

  test('is nothing where the branch is gone and the description says nothing', () => {
    const given = situation(headWith({}), [openPull({ body: '' })], { standing: { kind: 'absent' } });
    expect(decide(given)).toMatchObject({
      commit: { kind: 'write', expected: undefined },
      pull: { takesOver: undefined, superseded: [] },
    });
  });

  test('is nothing where only the text is not up to date', () => {
    const same = openPull({ body: openPull().body.replace(OLD_KEY, KEY) });
    expect(decide(situation(headWith({}), [same]))).toMatchObject({
      pull: { kind: 'rewrite', takesOver: undefined, superseded: [] },
    });
  });
});

describe('a commit that is there already', () => {
  const own = headWith({ plan: { key: KEY, tree: TREE } });
  test('is kept where its files are right', () => {
    const decision = decide(situation(own, [openPull()], { branchIsRight: true }));
    expect(decision).toMatchObject({ commit: { kind: 'keep', head: 'e'.repeat(40) } });
  });

  test('is written anew where the branch is gone and the pull request does not know it yet', () => {
    const more = { standing: { kind: 'absent' as const }, branchIsRight: true, key: OLD_KEY };
    expect(decide(situation(own, [openPull()], more))).toMatchObject({
      commit: { kind: 'write', expected: undefined },
    });
  });

  test.each<[string, LaneHead, readonly LanePull[], Partial<LaneSituation>]>([
    ['its files are not right', own, [openPull()], {}],
    ['it is of another plan', headWith({}), [openPull()], { branchIsRight: true }],
    ['GitHub cannot merge it', own, [openPull({ mergeable: 'conflicting' })], { branchIsRight: true }],
  ])('is written anew where %s', (_where, head, pulls, more) => {
    expect(decide(situation(head, pulls, more))).toMatchObject({
      commit: { kind: 'write', expected: 'e'.repeat(40) },
    });
  });
});
