import { expect, test } from '@jest/globals';
import { ok } from '../../../src/errors/result.ts';
import type { GitHub } from '../../../src/github/github.ts';
import { stopMerging } from '../../../src/lanes/write/stop-merging.ts';
import { aGitHub } from '../a-github.ts';

const wish = {
  ...{ repository: 'acme/config', base: 'main', pull: { id: 'PR_1', number: 7 } },
  ...{ head: 'e'.repeat(40), methods: [] },
};

interface Case {
  readonly autoMergeBy?: string;
  readonly queuedBy?: string;
  /** The token's login; nobody knows it where this is empty. */
  readonly viewer?: string;
}

async function stop({ autoMergeBy, queuedBy, viewer = 'acme-waybill' }: Case) {
  const asked: string[] = [];
  const done =
    (name: string): GitHub['dequeue'] =>
    (what) => {
      expect(what).toBe(wish);
      asked.push(name);
      return Promise.resolve(ok(undefined));
    };
  const github = aGitHub({ dequeue: done('dequeue'), mergeNoMore: done('switch auto-merge off') });
  const mergeQueue = { enabled: true, queuedBy };
  const state = 'clean' as const;
  const facts = { merged: false, draft: false, state, mayBypass: false, autoMergeBy, mergeQueue };
  const { changed, left } = await stopMerging(wish, facts, viewer === '' ? undefined : viewer, github);
  return { changed, left, asked: asked.join(', ') };
}

const STAYS = ", so GitHub merges it whatever Waybill's gates say.";
const [ALICE_QUEUED, ALICE_ARMED] = ['alice put it into the merge queue', 'alice switched auto-merge on'];

test.each<[string, Case, Awaited<ReturnType<typeof stop>>]>([
  ['nothing merges it', {}, { changed: false, left: undefined, asked: '' }],
  [
    'Waybill switched auto-merge on',
    { autoMergeBy: 'acme-waybill' },
    { changed: true, left: undefined, asked: 'switch auto-merge off' },
  ],
  [
    'Waybill put it into the queue',
    { queuedBy: 'acme-waybill' },
    { changed: true, left: undefined, asked: 'dequeue' },
  ],
  [
    'the App calls itself otherwise than GraphQL does',
    { queuedBy: 'acme-waybill', autoMergeBy: 'Acme-Waybill', viewer: 'acme-waybill[bot]' },
    { changed: true, left: undefined, asked: 'dequeue, switch auto-merge off' },
  ],
  [
    'somebody else switched auto-merge on',
    { autoMergeBy: 'alice' },
    { changed: false, left: `${ALICE_ARMED}${STAYS}`, asked: '' },
  ],
  [
    'somebody else put it into the queue',
    { queuedBy: 'alice' },
    { changed: false, left: `${ALICE_QUEUED}${STAYS}`, asked: '' },
  ],
  [
    'somebody else wanted both',
    { queuedBy: 'alice', autoMergeBy: 'alice' },
    { changed: false, left: `${ALICE_QUEUED} and ${ALICE_ARMED}${STAYS}`, asked: '' },
  ],
  [
    'the queue is ours, and auto-merge is not',
    { queuedBy: 'acme-waybill', autoMergeBy: 'alice' },
    { changed: true, left: `${ALICE_ARMED}${STAYS}`, asked: 'dequeue' },
  ],
  [
    'auto-merge is ours, and the queue is not',
    { queuedBy: 'alice', autoMergeBy: 'acme-waybill' },
    { changed: true, left: `${ALICE_QUEUED}${STAYS}`, asked: 'switch auto-merge off' },
  ],
  [
    'nobody knows whose the token is',
    { queuedBy: 'acme-waybill', viewer: '' },
    { changed: false, left: `acme-waybill put it into the merge queue${STAYS}`, asked: '' },
  ],
  [
    'a login has the words of an App in its middle',
    { queuedBy: 'a[bot]b', viewer: 'ab' },
    { changed: false, left: `a[bot]b put it into the merge queue${STAYS}`, asked: '' },
  ],
])('%s', async (_, given, expected) => {
  expect(await stop(given)).toEqual(expected);
});
