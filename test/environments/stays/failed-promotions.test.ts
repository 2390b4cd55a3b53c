import { describe, expect, test } from '@jest/globals';
import { parseConfig } from '../../../src/config/parse.ts';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import { withHistories } from '../../../src/environments/environments.ts';
import type { LanePlace } from '../../../src/environments/lanes/lane-places.ts';
import { failedPromotions } from '../../../src/environments/stays/failed-promotions.ts';
import type { Arrival, BaseCommit, FileRevision } from '../../../src/github/github.ts';
import { blobOid } from '../../../src/github/github.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';
import { aGitHub } from '../../lanes/a-github.ts';
import { pullOfWaybill } from '../../lanes/a-place.ts';
import { aHold } from '../../promotion/hold/a-hold.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { laneInto } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { baseBranch, declared } from '../a-base-branch.ts';

const DAY = 5;
const at = (hour: number, minute = 0): Date => new Date(Date.UTC(2026, 0, DAY, hour, minute));
const pod = (name: string, version: number): string =>
  `image: ghcr.io/acme/${name}@${digestOf(`${version}`)} # waybill: ${name}\n`;
const oid = (text: string): string => blobOid(new TextEncoder().encode(text), 'a'.repeat(40));

/** An image by the versions that came one after the other, each with the hour. */
type Versions = readonly (readonly [version: number, hour: number])[];
type State = 'success' | 'failure';

interface Case {
  /** What came of `api`, and of `web`. */
  readonly api?: Versions;
  readonly web?: Versions;
  /** What `agent` said of the commit of an hour, and when: by default a quarter past. */
  readonly says?: Readonly<Record<number, State | readonly [State, Date]>>;
  readonly rollback?: string;
  readonly now?: Date;
  readonly holds?: readonly Hold[];
  readonly open?: LanePlace['open'];
}

const commitAt = (hour: number): string => `${hour}`.padStart(2, '0').padEnd(40, 'c');

/** The promotions into prod that failed. */
async function failed({ api = [], web = [], says = {}, holds = [], open, ...given }: Case) {
  const { rollback = 'rollback: { on-failure: 30m }', now = at(12) } = given;
  const config = parseConfig(yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api }, web: { repository: ghcr.io/acme/web } }
    environments:
      prod:
        files: ["prod/**"]
        health: [agent]
        ${rollback}
  `);
  const images = { api, web };
  const paths = Object.entries(images).filter(([, versions]) => versions.length > 0);
  const present = Object.fromEntries(
    paths.map(([name, all]) => [`prod/${name}.yaml`, pod(name, all.at(-1)?.[0] ?? 0)]),
  );
  const texts = new Map(
    paths.flatMap(([name, all]) => all.map(([version]) => [oid(pod(name, version)), pod(name, version)])),
  );
  const main = baseBranch({ config, environments: ['prod'], files: present });
  const branch = {
    ...main,
    surveyed: {
      ...main.surveyed,
      files: main.surveyed.files.map((file) => ({ ...file, oid: oid(present[file.path] ?? '') })),
    },
  };
  const hours = [...new Set(paths.flatMap(([, all]) => all.map(([, hour]) => hour)))].sort((a, b) => b - a);
  const commits = hours.map((hour): BaseCommit => {
    const said = says[hour];
    const [state, when] = said === undefined || typeof said === 'string' ? [said, at(hour, 15)] : said;
    const status =
      state === undefined ? [] : [{ context: 'agent', state, description: '', url: '#s', at: when }];
    return { oid: commitAt(hour), at: at(hour), url: `#${hour}`, statuses: status };
  });
  const asked: string[] = [];
  const github = aGitHub({
    fileHistories: ({ files }) => {
      asked.push('history');
      return Promise.resolve(
        files.map(({ path }) => {
          const [name = '', all = []] = paths.find(([image]) => path === `prod/${image}.yaml`) ?? [];
          const revisions = all.map(([version, hour], index): FileRevision => {
            const earlier = all[index - 1];
            const commit = { oid: commitAt(hour), at: at(hour), message: '', url: '', by: undefined };
            return {
              path,
              commit,
              before: earlier === undefined ? undefined : oid(pod(name, earlier[0])),
              after: oid(pod(name, version)),
            };
          });
          return { path, next: undefined, revisions: revisions.toReversed() };
        }),
      );
    },
    readFiles: ({ files }) =>
      Promise.resolve({
        files: files.map((file) => ({ path: file.path, text: texts.get(file.oid) ?? '' })),
        ...{ passedOver: [], unreadable: [], heads: new Map() },
      }),
    arrivals: (_repository, _branch, oids) =>
      Promise.resolve(
        new Map(
          oids.map((found): [string, Arrival] => [
            found,
            {
              oid: found,
              by: found,
              url: '',
              message: '',
              pull: undefined,
              at: at(Number(found.slice(0, 2))),
            },
          ]),
        ),
      ),
    baseHistory: () => {
      asked.push('statuses');
      return Promise.resolve(commits);
    },
  });
  const environments = withHistories(declared({}, { config, branch }), {
    ...{ holds: new Map([['prod', holds]]), pauses: new Map(), stays: () => [], now },
    ...{ since: () => undefined, statusesSince: () => [] },
  });
  const places = paths.map(([name]): LanePlace => ({
    ...{ environment: environmentNamed(config, 'prod'), baseBranch: branch, join: false },
    ...{ lane: { ...laneInto('prod'), unit: name, images: [name] }, open: name === 'api' ? open : undefined },
  }));
  const promotions = await failedPromotions(places, environments, github);
  return {
    promotions,
    asked,
    inShort: promotions.map(({ place, isClear }) => `${place.lane.unit}${isClear ? '' : ', not clear'}`),
  };
}

const GOOD: Case = {
  api: [
    [1, 8],
    [2, 10],
  ],
  says: { 8: 'success', 10: 'failure' },
};

describe('a promotion that failed', () => {
  test('is named with what was seen', async () => {
    const { promotions, asked } = await failed(GOOD);
    expect(promotions).toMatchObject([
      {
        ...{
          reason: 'agent has failed at 10ccccc, 15 minutes after the merge',
          failedBefore: [],
          isClear: true,
        },
        evidence: [{ text: 'agent has failed at 10ccccc', url: '#s' }],
      },
    ]);
    expect(asked).toEqual(['history', 'statuses', 'history', 'statuses']);
  });

  test.each<[string, Case]>([
    ['where nobody asks for it', { ...GOOD, rollback: '' }],
    ['where it is well', { ...GOOD, says: { 8: 'success', 10: 'success' } }],
    ['where nothing was said', { ...GOOD, says: { 8: 'success' } }],
    ['where it failed too late', { ...GOOD, says: { 8: 'success', 10: ['failure', at(10, 31)] } }],
    ['where it was long ago', { ...GOOD, now: new Date(at(10, 31).getTime() + 86_400_000) }],
    ['where nothing was ever declared', {}],
  ])('is none %s', async (_, given) => {
    expect((await failed(given)).inShort).toEqual([]);
  });

  test.each<[string, Case, readonly string[]]>([
    ['at the last moment', { ...GOOD, says: { 8: 'success', 10: ['failure', at(10, 30)] } }, ['api']],
    ['that is looked for late', { ...GOOD, now: new Date(at(10, 30).getTime() + 86_400_000) }, ['api']],
    ['over something that nobody called well', { ...GOOD, says: { 10: 'failure' } }, ['api, not clear']],
    ['over something that failed', { ...GOOD, says: { 8: 'failure', 10: 'failure' } }, ['api, not clear']],
    ['over something that is held', { ...GOOD, holds: [aHold('api', digestOf('1'))] }, ['api, not clear']],
    ['with nothing before it', { api: [[2, 10]], says: { 10: 'failure' } }, ['api, not clear']],
    [
      'past one that failed, to one that was well',
      {
        api: [
          [1, 7],
          [2, 8],
          [3, 10],
        ],
        says: { 7: 'success', 8: 'failure', 10: 'failure' },
      },
      ['api'],
    ],
    [
      'past one that is held, to one that was well',
      {
        api: [
          [1, 7],
          [2, 8],
          [3, 10],
        ],
        says: { 7: 'success', 8: 'success', 10: 'failure' },
        holds: [aHold('api', digestOf('2'))],
      },
      ['api'],
    ],
  ])('is one %s', async (_, given, expected) => {
    expect((await failed(given)).inShort).toEqual(expected);
  });

  test('names what failed here before', async () => {
    const { promotions } = await failed({
      api: [
        [1, 7],
        [2, 8],
        [3, 10],
      ],
      says: { 7: 'success', 8: 'failure', 10: 'failure' },
    });
    expect(promotions[0]?.failedBefore).toEqual([{ image: 'api', digest: digestOf('2') }]);
  });

  test('is none where it came back: that is rolled back once', async () => {
    const back: Versions = [
      [1, 7],
      [2, 8],
      [1, 10],
    ];
    expect((await failed({ api: back, says: { 7: 'success', 10: 'failure' } })).inShort).toEqual([]);
  });

  test.each([
    [
      'roll back',
      {
        rollBack: {
          by: 'alice',
          reason: 'x',
          run: undefined,
          from: [{ name: 'api', digest: digestOf('2') }],
        },
      },
    ],
    ['hotfix', { hotfix: { by: 'alice', reason: 'x', run: undefined } }],
  ])('is left to the %s that is open', async (_, trailers) => {
    const { inShort, asked } = await failed({ ...GOOD, open: pullOfWaybill({}, trailers) });
    expect([inShort, asked]).toEqual([[], ['history', 'statuses']]);
    expect((await failed({ ...GOOD, open: pullOfWaybill() })).inShort).toEqual(['api']);
  });
});

describe('of two promotions', () => {
  const web: Versions = [
    [1, 8],
    [2, 9],
  ];
  const api: Versions = [
    [1, 8],
    [2, 10],
  ];
  test('the one is named that was not well alone', async () => {
    const { inShort } = await failed({
      api,
      web,
      says: { 8: 'success', 9: 'success', 10: ['failure', at(10, 5)] },
    });
    expect(inShort).toEqual(['api']);
  });

  test('both are named where nobody can tell', async () => {
    const lately = { 8: 'success', 10: ['failure', at(10, 5)] } as const;
    const near: Versions = [
      [1, 8],
      [2, 10],
    ];
    expect((await failed({ api, web: near, says: lately })).inShort).toEqual([
      'api, not clear',
      'web, not clear',
    ]);
  });
});
