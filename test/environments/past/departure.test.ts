import { describe, expect, test } from '@jest/globals';
import { departureOf } from '../../../src/environments/past/departure.ts';
import type { FileRevision, GitHub } from '../../../src/github/github.ts';
import type { LanePull } from '../../../src/promotion/lane/lane.ts';
import { aGitHub } from '../../lanes/a-github.ts';
import { repositoryState } from '../../lanes/a-plan.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { BASE, laneInto, lanePull, NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { aDeparture, type Left, trailersOf } from './a-departure.ts';

const lane = laneInto('prod');
const BROUGHT: Left = { lane, image: 'api', digest: NEW };

interface Case extends Partial<Left> {
  readonly pulls?: readonly LanePull[];
  readonly github?: GitHub;
  readonly paths?: readonly string[];
}

/** How `api` v2 left prod. */
function departure({ pulls, github, paths = ['api.yaml'], ...left }: Case) {
  const known = aDeparture({ ...BROUGHT, ...left });
  return departureOf(
    {
      ...{ lane, image: 'api', digest: NEW, paths, base: repositoryState() },
      pulls: pulls ?? known.pulls,
    },
    github ?? known.github,
  );
}

const reverted = (where: string, url: string, by = 'alice') => ({ kind: 'reverted', by, where, url });
const COMMIT = reverted('9999999', 'https://github.com/acme/config/commit/9');
const PULL = reverted('#8', 'https://github.com/acme/config/pull/8');

describe('a digest left', () => {
  test.each<[string, Case, unknown]>([
    ['by a later promotion of the lane', { by: 'promotion' }, { kind: 'ours' }],
    ['by a roll back of the lane', { by: 'roll back' }, { kind: 'rolled-back' }],
    ['by a commit of a person', {}, COMMIT],
    ['by a commit of nobody that GitHub knows', { author: undefined }, { ...COMMIT, by: 'somebody' }],
    ['by a pull request of a person', { pull: 8 }, PULL],
    [
      'by an older pull request of Waybill',
      { pull: 8, message: trailersOf({ ...BROUGHT, digest: OLD }) },
      { kind: 'ours' },
    ],
    [
      'by an older roll back',
      { pull: 8, message: trailersOf({ ...BROUGHT, digest: OLD, by: 'roll back' }) },
      { kind: 'rolled-back' },
    ],
    [
      'by a pull request of Waybill into another environment',
      { pull: 8, message: trailersOf({ ...BROUGHT, lane: laneInto('dev') }) },
      PULL,
    ],
    ['by a commit that says it were of Waybill', { message: trailersOf(BROUGHT) }, COMMIT],
  ])('%s', async (_, given, expected) => {
    expect(await departure(given)).toEqual(expected);
  });
});

describe('nothing is asked of GitHub', () => {
  const merged = (more: Partial<Left>, state: LanePull['state'] = 'merged'): LanePull =>
    lanePull('1', '', { state, headMessage: trailersOf({ ...BROUGHT, ...more }) });
  const github = aGitHub({});
  test.each<[string, Case]>([
    ['where the lane never brought it', { pulls: [] }],
    ['where its pull request was not merged', { pulls: [merged({}, 'closed'), merged({}, 'open')] }],
    ['where it brought another digest', { pulls: [merged({ digest: OLD })] }],
    ['where it brought it of another image', { pulls: [merged({ image: 'web' })] }],
    ['where nobody knows the commit', { pulls: [lanePull('1', '', { state: 'merged' })] }],
    ['where no file declares the image', { paths: [] }],
  ])('%s', async (_, given) => {
    expect(await departure({ github, ...given })).toBeUndefined();
  });
});

describe('the histories of the files', () => {
  const OTHER = digestOf('3');
  const text = { has: `image: api@${NEW}\n`, 'has-it-still': `x@${NEW}`, none: `image: api@${OTHER}\n` };
  const revision = (by: string, hour: number, before: string | undefined, after: string | undefined) => ({
    ...{ path: 'api.yaml', before, after },
    commit: {
      ...{ oid: by.repeat(40), at: new Date(Date.UTC(2026, 0, 5, hour)), url: `#${by}` },
      ...{ message: '', by },
    },
  });

  /** The author of the newest commit by which the digest left, and what GitHub was asked. */
  async function lastOf(...histories: readonly (readonly FileRevision[])[]) {
    const asked: unknown[] = [];
    const { pulls } = aDeparture(BROUGHT);
    const github = aGitHub({
      fileHistories: (request) => {
        asked.push(request);
        return Promise.resolve(
          histories.map((revisions, index) => ({ path: `${index}`, next: undefined, revisions })),
        );
      },
      readFiles: ({ files, ...request }) => {
        asked.push({ ...request, oids: files.map(({ oid }) => oid) });
        return Promise.resolve({
          files: files.map(({ path }) => ({ path, text: new Map(Object.entries(text)).get(path) ?? '' })),
          ...{ heads: new Map(), passedOver: [], unreadable: [] },
        });
      },
      arrivals: (...request) => {
        asked.push(request);
        return Promise.resolve(new Map());
      },
    });
    const found = await departure({ pulls, github, paths: histories.map((_, index) => `${index}.yaml`) });
    return { by: found?.kind === 'reverted' ? found.by : found?.kind, asked };
  }

  test('are looked through for the newest commit that took it out of one', async () => {
    const one = [
      revision('a', 9, 'none', 'none'),
      revision('b', 8, 'has', 'has-it-still'),
      revision('c', 7, 'none', 'has'),
    ];
    expect(
      await lastOf([...one, revision('d', 5, 'has', 'none')], [revision('e', 6, 'has', undefined)]),
    ).toMatchObject({
      by: 'e',
    });
    expect(
      (await lastOf([...one, revision('d', 6, 'has', 'none')], [revision('e', 5, 'has', 'none')])).by,
    ).toBe('d');
  });

  test('say that it is still there', async () => {
    const { by, asked } = await lastOf([revision('c', 7, undefined, 'has')]);
    expect(by).toBeUndefined();
    expect(asked).toEqual([
      {
        ...{ repository: 'acme/config', head: BASE, count: 30 },
        files: [{ path: '0.yaml', after: undefined }],
      },
      { repository: 'acme/config', oids: ['has'], heads: [] },
    ]);
  });

  test('are asked for with each object once, and for who took it away', async () => {
    const { asked } = await lastOf([revision('d', 9, 'has', 'none'), revision('c', 8, 'none', 'has')]);
    expect(asked.slice(1)).toEqual([
      { repository: 'acme/config', oids: ['has', 'none'], heads: [] },
      ['acme/config', 'main', ['d'.repeat(40)]],
    ]);
  });
});
