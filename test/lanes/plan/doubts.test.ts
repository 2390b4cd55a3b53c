import { describe, expect, test } from '@jest/globals';
import type { BuildOrder } from '../../../src/lanes/plan/build-order.ts';
import { type ArrivingImage, doubtsOf } from '../../../src/lanes/plan/doubts.ts';
import type { Doubt } from '../../../src/promotion/gates/doubt.ts';
import { aDeparture, type Left } from '../../environments/past/a-departure.ts';
import { digestOf } from '../../promotion/gates/a-question.ts';
import { laneInto, NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { repositoryState } from '../a-plan.ts';

const LANE = laneInto('staging');
const OTHER = digestOf('3');
const [V1, V3] = [
  { digest: OLD, tag: 'v1' },
  { digest: OTHER, tag: 'v3' },
];

interface Case extends Partial<Omit<ArrivingImage, 'image'>> {
  /** How the image stands to each declared version. */
  readonly orders?: readonly BuildOrder[];
  readonly allowOlder?: boolean;
  /** How it left, where the lane brought it before. */
  readonly left?: Partial<Left>;
}

/** What is doubted of `api` v2 on its way into staging, and what the log says. */
async function judge({ orders = [], allowOlder = false, left = { wasBrought: false }, ...arriving }: Case) {
  const log: string[] = [];
  const declared = orders.length === 2 ? [V1, V3] : orders.length === 1 ? [V1] : [];
  const queue = [...orders];
  const { github, pulls } = aDeparture({ lane: LANE, image: 'api', digest: NEW, ...left });
  const doubted = await doubtsOf(
    [
      {
        image: { name: 'api', digest: NEW, tag: 'v2', repository: 'ghcr.io/acme/api', source: undefined },
        ...{ declared, paths: ['staging/api.yaml'], upstreams: ['dev'], wentBack: [] },
        ...arriving,
      },
    ],
    { lane: LANE, pulls, base: repositoryState() },
    {
      ...{ github, allowOlder, log: { info: (line) => void log.push(line) } },
      order: ({ image, digest, other }) => {
        expect([image.name, digest]).toEqual(['api', NEW]);
        expect(declared.map((version) => version.digest)).toContain(other);
        return Promise.resolve(queue.shift() ?? { kind: 'same' });
      },
    },
  );
  expect(doubted.map(({ name, digest, tag }) => [name, digest, tag])).toEqual(
    doubted.map(() => ['api', NEW, 'v2']),
  );
  return { doubts: doubted.map(({ doubt }) => doubt), log };
}

const unread: BuildOrder = { kind: 'unread', why: 'GitHub did not answer' };
const unordered: BuildOrder = { kind: 'unordered', note: 'their commits are on two branches of acme/shop' };
const [after, same, before]: readonly [BuildOrder, BuildOrder, BuildOrder] = [
  { kind: 'after' },
  { kind: 'same' },
  { kind: 'before' },
];

describe('an image that arrives', () => {
  test.each<[string, Case, readonly Doubt[]]>([
    ['where nothing is declared', {}, []],
    ['after what is declared', { orders: [after] }, []],
    ['of the same commit', { orders: [same] }, []],
    ['before what is declared', { orders: [before] }, [{ kind: 'older', than: V1 }]],
    ['before one of two', { orders: [after, before] }, [{ kind: 'older', than: V3 }]],
    ['before one, and not ordered to another', { orders: [unread, before] }, [{ kind: 'older', than: V3 }]],
    ['that nobody can order', { orders: [unordered] }, []],
    [
      'whose history cannot be read',
      { orders: [unread] },
      [{ kind: 'unread', than: V1, why: 'GitHub did not answer' }],
    ],
    [
      'whose history cannot be read to one of two',
      { orders: [after, unread] },
      [{ kind: 'unread', than: V3, why: 'GitHub did not answer' }],
    ],
    ['before what is declared, as somebody wants it', { orders: [before], allowOlder: true }, []],
    ['unread, as somebody wants it', { orders: [unread], allowOlder: true }, []],
    [
      'because the upstream went back to it',
      { orders: [before], wentBack: ['dev'] },
      [{ kind: 'upstream', environments: ['dev'] }],
    ],
    [
      'because the upstream went back to it, whatever somebody wants',
      { orders: [before], wentBack: ['dev'], allowOlder: true },
      [{ kind: 'upstream', environments: ['dev'] }],
    ],
    [
      'because the upstream went back to it, and newer all the same',
      { orders: [after], wentBack: ['dev'] },
      [],
    ],
    [
      'because the upstream went back to it, newer than one of two',
      { orders: [after, unordered], wentBack: ['dev'] },
      [{ kind: 'upstream', environments: ['dev'] }],
    ],
    [
      'after a person reverted it, newer all the same',
      { orders: [after], left: { message: 'Take it back' } },
      [
        {
          ...{ kind: 'reverted', by: 'alice', where: '9999999' },
          url: 'https://github.com/acme/config/commit/9',
        },
      ],
    ],
    [
      'after a later promotion took its place, and the upstream offers it again',
      { orders: [before], left: { by: 'promotion' } },
      [{ kind: 'upstream', environments: ['dev'] }],
    ],
    [
      'after a later promotion took its place, as one of two upstreams went back to it',
      { orders: [before], left: { by: 'promotion' }, upstreams: ['dev', 'qa'], wentBack: ['qa'] },
      [{ kind: 'upstream', environments: ['qa'] }],
    ],
    [
      'after a later promotion took its place, as somebody asks for it',
      { orders: [before], left: { by: 'promotion' }, upstreams: [] },
      [{ kind: 'older', than: V1 }],
    ],
    [
      'after a roll back took its place',
      { orders: [before], left: { by: 'roll back' } },
      [{ kind: 'older', than: V1 }],
    ],
  ])('%s', async (_, given, doubts) => {
    expect((await judge(given)).doubts).toEqual(doubts);
  });

  test('that nobody can order is said in the log', async () => {
    expect((await judge({ orders: [after] })).log).toEqual([]);
    expect((await judge({ orders: [unordered] })).log).toEqual([
      'api: v2 and v1 are not ordered: their commits are on two branches of acme/shop.',
    ]);
  });
});
