import { describe, expect, test } from '@jest/globals';
import type { GitHub, MergeAnswer, MergeFacts } from '../../../src/github/github.ts';
import { no, ok } from '../../../src/errors/result.ts';
import { mergeStep } from '../../../src/lanes/write/merge-step.ts';
import { aGitHub } from '../a-github.ts';

const wish = {
  ...{ repository: 'acme/config', base: 'main', pull: { id: 'PR_1', number: 7 } },
  ...{ head: 'e'.repeat(40), methods: ['squash'] as const },
};

/** What is read of the pull request: nothing stands against it. */
const CLEAN: MergeFacts = {
  ...{ merged: false, draft: false, state: 'clean', mayBypass: false, autoMergeBy: undefined },
  mergeQueue: { enabled: false, queuedBy: undefined },
};

interface Case extends Partial<Omit<MergeFacts, 'mergeQueue'>> {
  readonly queue?: Partial<MergeFacts['mergeQueue']>;
  /** This run opened it, or moved its head. */
  readonly isNew?: boolean;
  readonly autoMergeAllowed?: boolean;
  /** What GitHub says to a merge, to auto-merge and to the queue; it does it where nothing is said. */
  readonly merge?: string;
  readonly autoMerge?: string;
  readonly enqueue?: string;
}

/** What the step came to, and what GitHub was asked to do for it. */
async function step(given: Case) {
  const { queue, isNew = false, autoMergeAllowed = false, merge, autoMerge, enqueue, ...facts } = given;
  const seen = { ...CLEAN, ...facts, mergeQueue: { ...CLEAN.mergeQueue, ...queue } };
  const asked: string[] = [];
  const answer =
    (name: string, problem: string | undefined): GitHub['mergeNow'] =>
    (what): Promise<MergeAnswer> => {
      expect(what).toEqual(wish);
      asked.push(name);
      return Promise.resolve(problem === undefined ? ok(undefined) : no(problem));
    };
  const github = aGitHub({
    mergeFacts: (repository, number) => {
      expect([repository, number]).toEqual(['acme/config', 7]);
      asked.push('facts');
      return Promise.resolve(seen);
    },
    mergeNow: answer('merge', merge),
    mergeWhenReady: answer('auto-merge', autoMerge),
    enqueue: answer('enqueue', enqueue),
  });
  const result = await mergeStep({ wish, seen: isNew ? undefined : seen, autoMergeAllowed }, github);
  const why = result.kind === 'waits' ? `: ${result.why}` : '';
  return { came: `${result.kind}${why}`, changed: result.changed, asked: asked.join(', ') };
}

const CLEAN_STATUS = 'Pull request is in clean status';
const OFF = 'Auto merge is not allowed for this repository';
const MISSING = 'a review is missing';

describe('a pull request that Waybill has read', () => {
  test.each<[string, Case, string]>([
    ['is merged where nothing stands against it', {}, 'merged, by merge'],
    ['is merged where a check that is not required failed', { state: 'unstable' }, 'merged, by merge'],
    ['is merged where the state is not known, and the rules hold', { state: 'unknown' }, 'merged, by merge'],
    ['was merged by somebody else', { merged: true }, 'merged already'],
    ['is a draft', { draft: true }, 'waits: It is a draft.'],
    ['is in the queue', { queue: { enabled: true, queuedBy: 'alice' } }, 'queued already'],
    ['has auto-merge', { autoMergeBy: 'alice', state: 'blocked' }, 'armed already'],
    ['conflicts', { state: 'dirty' }, 'waits: GitHub finds that it conflicts with the base branch.'],
    [
      'is blocked, without auto-merge',
      { state: 'blocked' },
      'waits: GitHub calls it blocked, and auto-merge is switched off in acme/config.',
    ],
    [
      'is behind, without auto-merge',
      { state: 'behind' },
      'waits: GitHub calls it behind, and auto-merge is switched off in acme/config.',
    ],
    ['is blocked', { state: 'blocked', autoMergeAllowed: true }, 'armed, by auto-merge'],
    ['is behind', { state: 'behind', autoMergeAllowed: true }, 'armed, by auto-merge'],
    [
      'is blocked, and auto-merge was switched off meanwhile',
      { state: 'blocked', autoMergeAllowed: true, autoMerge: OFF },
      'waits: GitHub calls it blocked, and auto-merge is switched off in acme/config., by auto-merge',
    ],
    [
      'is blocked, and auto-merge is refused',
      { state: 'blocked', autoMergeAllowed: true, autoMerge: MISSING },
      `waits: GitHub does not merge it yet: ${MISSING}, by auto-merge`,
    ],
    [
      'was blocked, and is clean by now',
      { state: 'blocked', autoMergeAllowed: true, autoMerge: CLEAN_STATUS },
      'merged, by auto-merge, merge',
    ],
    ['is refused', { merge: MISSING }, `waits: GitHub does not merge it yet: ${MISSING}, by merge`],
    [
      'is refused, and auto-merge waits',
      { merge: MISSING, autoMergeAllowed: true },
      'armed, by merge, auto-merge',
    ],
    [
      'is refused, by auto-merge too',
      { merge: MISSING, autoMergeAllowed: true, autoMerge: OFF },
      `waits: GitHub does not merge it yet: ${MISSING}, by merge, auto-merge`,
    ],
    [
      'has to go through a queue that nobody saw',
      { merge: 'Changes must be made through the merge queue' },
      'queued, by merge, enqueue',
    ],
    [
      'cannot go through that queue yet',
      { merge: 'Changes must be made through the Merge Queue', enqueue: MISSING },
      `waits: GitHub does not merge it yet: ${MISSING}, by merge, enqueue`,
    ],
    ['goes into the queue', { queue: { enabled: true } }, 'queued, by enqueue'],
    [
      'goes into the queue, whatever its state',
      { queue: { enabled: true }, state: 'dirty' },
      'queued, by enqueue',
    ],
    [
      'waits before the queue',
      { queue: { enabled: true }, enqueue: MISSING },
      `waits: GitHub does not merge it yet: ${MISSING}, by enqueue`,
    ],
    [
      'enters the queue by auto-merge',
      { queue: { enabled: true }, enqueue: MISSING, autoMergeAllowed: true },
      'armed, by enqueue, auto-merge',
    ],
    [
      'does not enter the queue by auto-merge',
      { queue: { enabled: true }, enqueue: MISSING, autoMergeAllowed: true, autoMerge: OFF },
      `waits: GitHub does not merge it yet: ${MISSING}, by enqueue, auto-merge`,
    ],
    [
      'is not known, and the token may bypass the rules',
      { state: 'unknown', mayBypass: true },
      'waits: GitHub does not know yet whether its rules let it be merged., by facts',
    ],
    ['is known, and the token may bypass the rules', { mayBypass: true }, 'merged, by merge'],
  ])('%s', async (_, given, expected) => {
    const { came, changed, asked } = await step(given);
    const already = !changed && !came.startsWith('waits') ? ' already' : '';
    expect(`${came}${already}${asked === '' ? '' : `, by ${asked}`}`).toBe(expected);
    expect(changed).toBe(!came.startsWith('waits') && already === '');
  });
});

describe('a pull request that this run wrote', () => {
  const isNew = true;
  test.each<[string, Case, string, string]>([
    ['is left to auto-merge, unread', { autoMergeAllowed: true }, 'armed', 'auto-merge'],
    ['is read where there is no auto-merge', {}, 'merged', 'facts, merge'],
    [
      'is read where auto-merge was switched off meanwhile',
      { autoMergeAllowed: true, autoMerge: OFF },
      'merged',
      'auto-merge, facts, merge',
    ],
    [
      'is merged at once where auto-merge has nothing to wait for',
      { autoMergeAllowed: true, autoMerge: CLEAN_STATUS },
      'merged',
      'auto-merge, merge',
    ],
    [
      'is merged at once where no rule protects the branch',
      { autoMergeAllowed: true, autoMerge: 'Protected branch rules not configured for this branch' },
      'merged',
      'auto-merge, merge',
    ],
    [
      'waits where auto-merge is refused',
      { autoMergeAllowed: true, autoMerge: MISSING },
      `waits: GitHub does not merge it yet: ${MISSING}`,
      'auto-merge',
    ],
  ])('%s', async (_, given, came, asked) => {
    const result = await step({ ...given, isNew });
    expect(result).toEqual({ came, changed: !came.startsWith('waits'), asked });
  });
});
