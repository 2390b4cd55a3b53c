import { describe, expect, test } from '@jest/globals';
import type { LanePull, LaneState } from '../../../src/promotion/lane/lane.ts';
import { isLeftBehind, mergeOutcomeOf, type Rebuild } from '../../../src/promotion/lane/rebuild.ts';

const [BASE, OLD_BASE, HEAD, MERGE] = ['b', 'a', 'c', 'd'].map((letter) => letter.repeat(40)) as [
  string,
  string,
  string,
  string,
];

/** A lane whose commit is on an older base, and whose pull request GitHub tried to merge. */
function stateOf(pull: Partial<LanePull>, parent = OLD_BASE): LaneState {
  const open: LanePull = {
    ...{ id: 'PR', number: 1, url: 'https://x.dev/1', state: 'open', headOid: HEAD, title: '', body: '' },
    ...{ mergeable: 'mergeable', labels: [], reviewers: [], autoMerge: false, queued: false, comments: [] },
    testMerge: { oid: MERGE, parents: [BASE, HEAD] },
    ...pull,
  };
  return { head: { oid: HEAD, message: '', tree: HEAD, parents: [parent] }, openFrom: [], pulls: [open] };
}

const outcome = (state: LaneState, rebuild: Rebuild = 'conflicting') =>
  mergeOutcomeOf({ state, base: BASE, rebuild });

describe('what merging comes to', () => {
  test('is the commit that GitHub made of this base and this head', () => {
    expect(outcome(stateOf({}))).toEqual({ kind: 'known', commit: MERGE });
  });

  test.each<[string, Partial<LanePull>, string]>([
    [
      'an older base',
      { testMerge: { oid: MERGE, parents: [OLD_BASE, HEAD] }, mergeable: 'unknown' },
      'unknown',
    ],
    [
      'another head',
      { testMerge: { oid: MERGE, parents: [BASE, OLD_BASE] }, mergeable: 'unknown' },
      'unknown',
    ],
    ['nothing yet', { testMerge: undefined, mergeable: 'unknown' }, 'unknown'],
    ['a conflict', { testMerge: undefined, mergeable: 'conflicting' }, 'none'],
    ['a closed one', { state: 'closed' }, 'none'],
    ['a branch that moved', { headOid: OLD_BASE }, 'none'],
    ['one in a merge queue', { testMerge: undefined, mergeable: 'conflicting', queued: true }, 'unknown'],
  ])('is of %s not taken for that of today', (_what, pull, kind) => {
    expect(outcome(stateOf(pull))).toEqual({ kind });
  });

  test('is the branch itself where it stands on the head of the base', () => {
    expect(outcome(stateOf({ mergeable: 'unknown' }, BASE))).toEqual({ kind: 'none' });
  });
});

describe('`rebuild: behind`', () => {
  test('asks for the head of the base, unless a merge queue does the rest', () => {
    const behind = (state: LaneState) => isLeftBehind({ state, base: BASE, rebuild: 'behind' });
    expect([behind(stateOf({})), behind(stateOf({}, BASE)), behind(stateOf({ queued: true }))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(outcome(stateOf({}), 'behind')).toEqual({ kind: 'none' });
    expect(outcome(stateOf({ queued: true }), 'behind')).toEqual({ kind: 'known', commit: MERGE });
    expect(isLeftBehind({ state: stateOf({}), base: BASE, rebuild: 'conflicting' })).toBe(false);
  });
});
