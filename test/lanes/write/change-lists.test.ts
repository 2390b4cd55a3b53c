import { describe, expect, test } from '@jest/globals';
import type { CommitPair } from '../../../src/github/github.ts';
import type { KnownImage } from '../../../src/image/known-image.ts';
import { changeLists } from '../../../src/lanes/write/change-lists.ts';
import type { PlacedImage, ResolvedImage } from '../../../src/promotion/lane/images.ts';
import type { SourceChanges } from '../../../src/promotion/pull-request/source-commit.ts';
import { aRecord, NEW, placed, recordAlone } from '../../promotion/pull-request/a-description.ts';

const [BEFORE, AFTER] = ['1'.repeat(40), '2'.repeat(40)];
const SERVER = 'https://github.com';

interface Source {
  readonly repository?: string;
  readonly commit?: string;
  readonly server?: string;
}

const source = ({ repository = 'acme/shop', commit = AFTER, server }: Source = {}) => ({
  source: { repository, commit, ...(server === undefined ? {} : { server }) },
});
/** An image that says of itself what it was built from. */
const built = (from: Source = {}): KnownImage => aRecord(source(from));
/** One of which only a record says it. */
const said = (from: Source = {}): KnownImage => recordAlone(source(from));

/** An image that goes from one commit to the next. */
function moves(name: string, from: KnownImage | undefined, to: KnownImage | undefined): PlacedImage {
  return placed(name, { record: to }, { record: from });
}

function settings(name: string, more: Partial<ResolvedImage> = {}): ResolvedImage {
  return {
    ...{ name, repository: `ghcr.io/acme/${name}`, digest: NEW, tag: 'v2', record: undefined },
    ...{ pin: 'digest', source: undefined, path: undefined },
    ...more,
  };
}

interface Lane {
  readonly placed: readonly PlacedImage[];
  readonly images?: readonly ResolvedImage[];
}

/** What is said of the images, and the pairs of commits that GitHub was asked for, request by request. */
async function changesOf(...lanes: readonly Lane[]) {
  const asked: (readonly CommitPair[])[] = [];
  const lists = await changeLists(
    lanes.map(({ placed: images, images: known }) => ({
      ...{ placed: images, server: SERVER },
      images: known ?? images.map(({ image }) => settings(image.name)),
    })),
    {
      sourceChanges: (pairs) => {
        asked.push(pairs);
        return Promise.resolve(pairs.map((pair, index) => answerTo(pair, index)));
      },
    },
  );
  return { lists, asked };
}

const answerTo = ({ repository, from, to }: CommitPair, index: number): SourceChanges => ({
  ...{
    kind: 'known',
    repository,
    from,
    to,
    added: [],
    removed: [],
    more: false,
    releases: [],
    url: `#${index}`,
  },
});
const EARLY = built({ commit: BEFORE });
const pair = (more: Partial<CommitPair> = {}): CommitPair => ({
  ...{ repository: 'acme/shop', from: BEFORE, to: AFTER, path: undefined },
  ...more,
});

describe('what changed in the sources', () => {
  test('is asked in one request for all lanes, the same commits once in each', async () => {
    const shop = {
      placed: [moves('api', EARLY, built()), moves('web', EARLY, built({ repository: 'ACME/shop' }))],
    };
    const cart = { placed: [moves('cart', EARLY, built({ commit: '3'.repeat(40) }))] };
    const { lists, asked } = await changesOf(shop, cart);
    expect(asked).toEqual([[pair(), pair({ to: '3'.repeat(40) })]]);
    expect(lists).toEqual([
      [{ images: ['api', 'web'], changes: answerTo(pair(), 0) }],
      [{ images: ['cart'], changes: answerTo(pair({ to: '3'.repeat(40) }), 1) }],
    ]);
  });

  test.each<[string, KnownImage, Partial<ResolvedImage>]>([
    ['from another commit', built({ commit: '0'.repeat(40) }), {}],
    ['in another folder', EARLY, { path: 'services/web' }],
  ])('is asked for each image that comes %s', async (_, from, more) => {
    const images = [settings('api'), settings('web', more)];
    const { asked } = await changesOf({
      placed: [moves('api', EARLY, built()), moves('web', from, built())],
      images,
    });
    expect(asked[0]).toHaveLength(2);
    expect(asked[0]?.[1]?.path).toBe(more.path);
  });

  test('is not asked where it is not known, or nothing changed', async () => {
    const { lists, asked } = await changesOf({ placed: [moves('api', built(), built())] }, { placed: [] });
    expect(asked).toEqual([]);
    expect(lists).toEqual([
      [{ images: ['api'], changes: { kind: 'same', repository: 'acme/shop', commit: AFTER } }],
      [],
    ]);
  });

  test('is known of an image on the server of GitHub, however it is spelled', async () => {
    const to = built({ server: 'https://GitHub.com' });
    expect((await changesOf({ placed: [moves('api', EARLY, to)] })).asked).toEqual([[pair()]]);
  });
});

describe('in place of the list stands', () => {
  const unanswered = { record: undefined, unanswered: true };
  const other = 'the image declared now was built from another repository, acme/cart.';
  test.each<[string, PlacedImage, SourceChanges]>([
    ['that the new image says nothing', moves('api', EARLY, undefined), { kind: 'unrecorded', side: 'new' }],
    [
      'that the old image says nothing',
      moves('api', undefined, built()),
      { kind: 'unrecorded', side: 'old' },
    ],
    [
      'that the registry does not answer for the new one',
      placed('api', unanswered, { record: EARLY }),
      { kind: 'unanswered', side: 'new' },
    ],
    [
      'that the registry does not answer for the old one',
      placed('api', { record: built() }, unanswered),
      { kind: 'unanswered', side: 'old' },
    ],
    [
      'that only a record says it of the new one',
      moves('api', EARLY, said()),
      { kind: 'unvouched', side: 'new', repository: 'acme/shop', commit: AFTER },
    ],
    [
      'that only a record says it of the old one',
      moves('api', said({ commit: BEFORE }), built()),
      { kind: 'unvouched', side: 'old', repository: 'acme/shop', commit: BEFORE },
    ],
    [
      'that the repositories differ',
      moves('api', built({ repository: 'acme/cart' }), built()),
      { kind: 'unreadable', repository: 'acme/shop', reason: other },
    ],
    [
      'that the repository is elsewhere',
      moves('api', EARLY, built({ server: 'https://git.acme.dev' })),
      {
        ...{ kind: 'unreadable', repository: 'acme/shop' },
        reason: 'acme/shop is on another server, https://git.acme.dev.',
      },
    ],
  ])('%s', async (_, image, changes) => {
    const { lists, asked } = await changesOf({ placed: [image] });
    expect(lists).toEqual([[{ images: ['api'], changes }]]);
    expect(asked).toEqual([]);
  });

  test('nothing where waybill.yaml names the repository that a record says', async () => {
    const images = [settings('web'), settings('api', { source: 'Acme/Shop' })];
    const image = moves('api', said({ commit: BEFORE }), said());
    expect((await changesOf({ placed: [image], images })).asked).toEqual([[pair()]]);
  });
});
