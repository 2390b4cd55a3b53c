import { describe, expect, test } from '@jest/globals';
import { type DatedVersion, readDeclaredSince } from '../../../src/environments/declared/declared-since.ts';
import type { Arrival, BlamedLines } from '../../../src/github/github.ts';
import type { Occurrence } from '../../../src/manifest/plan-edits.ts';
import type { Trailers } from '../../../src/promotion/lane/trailers.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { aGitHub } from '../../lanes/a-github.ts';
import { aPlace } from '../../promotion/advance/a-standing.ts';
import { BASE, NEW, OLD } from '../../promotion/lane/a-situation.ts';
import { baseBranch } from '../a-base-branch.ts';

const FILES = {
  'dev/api.yaml': `a:\n  image: api@${NEW}\nb:\n  image: api@${NEW}\n`,
  'dev/tag.yaml': 'image: api:v2\nother: line\n',
  'dev/web.yaml': `image: web@${NEW}\n`,
};
const main = baseBranch({ files: FILES });

interface Case {
  /** Which commit wrote which lines of a file. */
  readonly blamed?: Readonly<Record<string, readonly BlamedLines[]>>;
  readonly arrivals?: readonly Arrival[];
  readonly places?: readonly Occurrence[];
}

const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)];

/** A commit that came at an hour. */
function arrival(oid: string, hour: number, more: Partial<Arrival> = {}): Arrival {
  const at = new Date(Date.UTC(2026, 0, 5, hour));
  return { oid, by: oid, url: `#${oid.slice(0, 1)}`, message: 'Change', at, pull: undefined, ...more };
}

function placeIn(file: string, line: number): Occurrence {
  const place = aPlace('api', 'v2', undefined);
  return { ...place, location: { ...place.location, file, line } };
}

function dated(places: readonly Occurrence[], more: Partial<DatedVersion> = {}): DatedVersion {
  const version = { digest: NEW, tag: 'v2', resolved: false, places };
  return { environment: 'dev', target: undefined, image: 'api', baseBranch: main, version, ...more };
}

const whole = (oid: string): readonly BlamedLines[] => [{ first: 1, last: 9, oid }];
const API = [placeIn('dev/api.yaml', 2), placeIn('dev/api.yaml', 4)];

async function since({ blamed = {}, arrivals = [], places = API }: Case) {
  const asked: unknown[] = [];
  const github = aGitHub({
    blame: (...question) => {
      asked.push(question);
      return Promise.resolve(new Map(Object.entries(blamed)));
    },
    arrivals: (...question) => {
      asked.push(question);
      return Promise.resolve(new Map(arrivals.map((each) => [each.oid, each])));
    },
  });
  const read = await readDeclaredSince([dated(places)], github);
  const question = { environment: 'dev', target: undefined, image: 'api', digest: NEW };
  return { found: read(question), asked, read, question };
}

describe('since when a version is declared', () => {
  test('says the newest commit that wrote one of its lines', async () => {
    const lines = [
      { first: 1, last: 2, oid: TWO },
      { first: 3, last: 3, oid: BASE },
      { first: 4, last: 4, oid: ONE },
    ];
    const arrivals = [arrival(ONE, 9), arrival(TWO, 8), arrival(BASE, 12)];
    const { found, asked } = await since({ blamed: { 'dev/api.yaml': lines }, arrivals });
    expect(found).toEqual({
      ...{ at: arrivals[0]?.at, commit: ONE, url: '#1', pull: undefined, isReturn: false },
    });
    expect(asked).toEqual([
      ['acme/config', BASE, ['dev/api.yaml']],
      ['acme/config', 'main', [TWO, ONE]],
    ]);
  });

  test('says the pull request and the merge that brought it', async () => {
    const pull = { number: 7, url: 'https://github.com/acme/config/pull/7' };
    const { found } = await since({
      ...{ blamed: { 'dev/api.yaml': whole(ONE) }, arrivals: [arrival(ONE, 9, { by: TWO, pull })] },
    });
    expect(found).toMatchObject({ commit: TWO, url: pull.url, pull });
  });

  test('looks at the line of a tag, where no line holds the digest', async () => {
    const lines = [
      { first: 1, last: 1, oid: ONE },
      { first: 2, last: 2, oid: TWO },
    ];
    const { found } = await since({
      blamed: { 'dev/tag.yaml': lines },
      arrivals: [arrival(ONE, 9), arrival(TWO, 10)],
      places: [placeIn('dev/tag.yaml', 1)],
    });
    expect(found?.commit).toBe(ONE);
  });

  const two = [placeIn('dev/tag.yaml', 1), placeIn('dev/web.yaml', 1)];
  test.each<[string, Case]>([
    [
      'a line has nobody to blame',
      { blamed: { 'dev/tag.yaml': [{ first: 2, last: 9, oid: ONE }] }, places: two },
    ],
    ['one of two files was not blamed', { blamed: { 'dev/tag.yaml': whole(ONE) }, places: two }],
    [
      'one of two commits is not on the base branch',
      { blamed: { 'dev/tag.yaml': whole(ONE), 'dev/web.yaml': whole(TWO) }, places: two },
    ],
    ['none is', { blamed: { 'dev/tag.yaml': whole(TWO) }, places: [placeIn('dev/tag.yaml', 1)] }],
    ['it has no place', { places: [] }],
  ])('is not known where %s', async (_, given) => {
    expect((await since({ arrivals: [arrival(ONE, 9)], ...given })).found).toBeUndefined();
  });

  test('is asked by environment, target, image and digest', async () => {
    const { read, question } = await since({
      blamed: { 'dev/api.yaml': whole(ONE) },
      arrivals: [arrival(ONE, 9)],
    });
    expect(read(question)).toBeDefined();
    expect(read({ ...question, digest: OLD })).toBeUndefined();
    expect(read({ ...question, target: 'eu' })).toBeUndefined();
    expect(read({ ...question, image: 'web' })).toBeUndefined();
    expect(read({ ...question, environment: 'prod' })).toBeUndefined();
  });

  test('is read once for each base branch', async () => {
    const asked: string[] = [];
    const github = aGitHub({
      blame: (repository, _, paths) => {
        asked.push(`${repository}: ${paths.join()}`);
        return Promise.resolve(new Map());
      },
      arrivals: () => Promise.resolve(new Map()),
    });
    const other = baseBranch({ state: { fullName: 'acme/prod' } });
    await readDeclaredSince(
      [dated(API), dated([placeIn('dev/web.yaml', 1), ...API]), dated(API, { baseBranch: other })],
      github,
    );
    expect(asked).toEqual(['acme/config: dev/api.yaml,dev/web.yaml', 'acme/prod: dev/api.yaml']);
  });
});

describe('a version came back', () => {
  const asked = { by: 'alice', reason: 'it burns', run: undefined };
  const trailers = (more: Partial<Trailers>): string =>
    formatTrailers({ environment: 'dev', images: [], sources: [], plan: undefined, ...more });
  test.each([
    ['by a revert', 'Revert "Promote api v3 to dev"\n\nThis reverts commit 1234567.', true],
    ['by a merge of one', 'Merge pull request #7\n\n  Revert "Promote api v3 to dev"', true],
    [
      'by a roll back',
      `Back\n\n${trailers({ rollBack: { ...asked, from: [{ name: 'api', digest: OLD }] } })}`,
      true,
    ],
    ['not by a hotfix', `On\n\n${trailers({ hotfix: asked })}`, false],
    ['not by a commit that speaks of one', 'Do not Revert "this"', false],
    ['not by a promotion', 'Promote api v2 to dev', false],
  ])('%s', async (_, message, isReturn) => {
    const { found } = await since({
      ...{ blamed: { 'dev/api.yaml': whole(ONE) }, arrivals: [arrival(ONE, 9, { message })] },
    });
    expect(found?.isReturn).toBe(isReturn);
  });
});
