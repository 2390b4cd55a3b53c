import { describe, expect, test } from '@jest/globals';
import type { CommitOrder } from '../../../src/github/github.ts';
import type { KnownImage } from '../../../src/image/known-image.ts';
import { isOlder, orderReader } from '../../../src/lanes/plan/build-order.ts';
import type { ResolvedImage } from '../../../src/promotion/lane/images.ts';
import type { LanePull } from '../../../src/promotion/lane/lane.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import type { RecordReader } from '../../../src/records/record-reader.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { aRecord } from '../../promotion/pull-request/a-description.ts';
import { SITE } from '../../promotion/lane/a-site.ts';

const [OPEN, WANTED] = [digestOf('1'), digestOf('2')];
const [TREE, BASE, HEAD] = ['c'.repeat(40), 'd'.repeat(40), 'e'.repeat(40)];
const lane = { environment: 'dev', unit: 'shop', images: ['api', 'web'], site: SITE };

/** What an image says of itself: the commit of which repository it was built from. */
interface Build {
  readonly commit?: string | undefined;
  readonly repository?: string | undefined;
}

// One commit after the other, and one beside the second.
const [FIRST, SECOND, BESIDE] = ['1'.repeat(40), '2'.repeat(40), '3'.repeat(40)];
const EARLY: Build = { commit: FIRST, repository: 'acme/shop' };
const LATE: Build = { commit: SECOND, repository: 'acme/shop' };
const ASIDE: Build = { commit: BESIDE, repository: 'acme/shop' };

function recordOf({ commit, repository }: Build): KnownImage {
  const source = commit === undefined || repository === undefined ? {} : { source: { repository, commit } };
  return { ...aRecord({}), own: { claim: { source: undefined, commit }, ...source } };
}

const orderOf = (commit: string, other: string): CommitOrder => {
  if (commit === other) return { kind: 'same' };
  if (commit === BESIDE || other === BESIDE) return { kind: 'apart' };
  return { kind: commit > other ? 'after' : 'before' };
};

function wanted(name: string, build: Build | undefined, digest = WANTED): ResolvedImage {
  const record = build === undefined ? undefined : recordOf(build);
  const repository = `ghcr.io/acme/${name}`;
  return {
    name,
    repository,
    tag: undefined,
    digest,
    record,
    pin: 'digest',
    source: undefined,
    path: undefined,
  };
}

/** Whether what is wanted is older than what an open pull request proposes of these images. */
async function judge(
  images: readonly ResolvedImage[],
  proposed: Readonly<Record<string, Build | undefined>>,
  more: { readonly state?: LanePull['state']; readonly parents?: readonly string[] } = {},
): Promise<boolean> {
  const message = formatTrailers({
    environment: 'dev',
    images: Object.keys(proposed).map((name) => ({
      name,
      repository: `ghcr.io/acme/${name}`,
      tag: undefined,
      digest: OPEN,
      from: [],
    })),
    sources: [],
    plan: { key: 'b'.repeat(64), tree: TREE },
  });
  const pull: LanePull = {
    id: 'PR_1',
    number: 1,
    url: 'https://github.com/acme/config/pull/1',
    state: more.state ?? 'open',
    headOid: HEAD,
    title: '',
    body: '',
    mergeable: 'mergeable',
    labels: [],
    reviewers: [],
    autoMerge: false,
    queued: false,
    comments: [],
  };
  const readRecord: RecordReader = ({ spelling, digest }) => {
    const name = spelling.replace('ghcr.io/acme/', '');
    const own = images.find((image) => image.name === name)?.record;
    const theirs = proposed[name];
    const other = theirs === undefined ? undefined : recordOf(theirs);
    return Promise.resolve({ record: digest === OPEN ? other : own, unanswered: false });
  };
  const github = {
    commitOrder: ({ commit, other }: { commit: string; other: string }) =>
      Promise.resolve(orderOf(commit, other)),
  };
  const order = orderReader({ readRecord, github }, 'https://github.com');
  const head = { oid: HEAD, message, tree: TREE, parents: more.parents ?? [BASE] };
  return isOlder({ lane, state: { head, openFrom: [], pulls: [pull] }, images }, BASE, order);
}

describe('an image of one that is proposed already', () => {
  test.each<[string, Build | undefined, Build | undefined, boolean]>([
    ['that was built before is older', EARLY, LATE, true],
    ['that was built after is not', LATE, EARLY, false],
    ['that was built from the same commit is not', EARLY, EARLY, false],
    ['that was built on another branch is not', ASIDE, LATE, false],
    ['whose repository is spelled otherwise is older', { ...EARLY, repository: 'Acme/Shop' }, LATE, true],
    ['of another repository cannot be compared', { ...EARLY, repository: 'acme/other' }, LATE, false],
    ['of which no commit is known cannot be compared', { repository: 'acme/shop' }, LATE, false],
    ['over one of which no commit is known cannot be compared', EARLY, { commit: SECOND }, false],
    ['of which nothing is recorded cannot be compared', undefined, LATE, false],
    ['over one of which nothing is recorded cannot be compared', EARLY, undefined, false],
  ])('%s', async (_which, ours, theirs, older) => {
    expect(await judge([wanted('api', ours)], { api: theirs })).toBe(older);
  });

  test('is not older where it is the same digest', async () => {
    expect(await judge([wanted('api', EARLY, OPEN)], { api: LATE })).toBe(false);
  });

  test('is not older where no pull request is open', async () => {
    expect(await judge([wanted('api', EARLY)], { api: LATE }, { state: 'closed' })).toBe(false);
  });

  test('is not older where the commit is not ours: it says nothing that counts', async () => {
    expect(await judge([wanted('api', EARLY)], { api: LATE }, { parents: [BASE, 'f'.repeat(40)] })).toBe(
      false,
    );
  });
});

describe('several images', () => {
  test('are older where one was built before and none after', async () => {
    const images = [wanted('api', EARLY), wanted('web', EARLY)];
    expect(await judge(images, { api: EARLY, web: LATE })).toBe(true);
    expect(await judge(images, { api: LATE, web: EARLY })).toBe(true);
  });

  test('are not older where one was built after', async () => {
    const images = [wanted('api', EARLY), wanted('web', LATE)];
    expect(await judge(images, { api: LATE, web: EARLY })).toBe(false);
  });

  test('are compared where both sides have them', async () => {
    expect(await judge([wanted('api', LATE)], { web: LATE, api: EARLY })).toBe(false);
    expect(await judge([wanted('api', EARLY)], { web: EARLY, api: LATE })).toBe(true);
  });
});
