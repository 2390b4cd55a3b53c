import { describe, expect, test } from '@jest/globals';
import { headStanding, proposedBy } from '../../../src/promotion/lane/head-standing.ts';
import {
  type Lane,
  laneBranch,
  type LaneHead,
  type LaneSite,
  laneText,
} from '../../../src/promotion/lane/lane.ts';
import { formatTrailers, parseTrailers, type Trailers } from '../../../src/promotion/lane/trailers.ts';
import { digestOf } from '../gates/a-question.ts';
import { SITE } from './a-site.ts';

// Whose lane it is, told by more than the names of environment and image.

const [TREE, BASE] = ['c'.repeat(40), 'd'.repeat(40)];
const lane: Lane = { environment: 'prod', unit: 'api', images: ['api'], site: SITE };
const bare: Lane = { ...lane, site: { ...SITE, home: undefined } };
const MAIN = SITE.base;

function headOf(owner: Lane | undefined, more: Partial<Trailers> = {}): LaneHead {
  const message = formatTrailers({
    environment: 'prod',
    ...(owner === undefined ? {} : { lane: { text: laneText(owner), home: owner.site.home?.id } }),
    images: [image('api', 'ghcr.io/acme/api')],
    sources: [],
    plan: { key: 'a'.repeat(64), tree: TREE },
    ...more,
  });
  return { oid: 'e'.repeat(40), message, tree: TREE, parents: [BASE] };
}

function image(name: string, repository: string): Trailers['images'][number] {
  return { name, repository, tag: undefined, digest: digestOf('1'), from: [] };
}

function standing(of: Lane, head: LaneHead): string {
  const found = headStanding(of, { head, pulls: [], openFrom: [] }, BASE);
  return found.kind === 'ours' && found.isOld ? 'ours, to be written once more' : found.kind;
}

const at = (site: Partial<LaneSite>): Lane => ({ ...lane, site: { ...SITE, ...site } });
const home = (more: object) => at({ home: { ...MAIN, ...more } });
const elsewhere = { images: [image('api', 'ghcr.io/other/api')] };

describe('a head is', () => {
  test.each([
    ['ours', lane, headOf(lane)],
    ['ours, after the config repo was renamed', lane, headOf(home({ repository: 'acme/old-name' }))],
    ['ours, where its waybill.yaml has the image from another repository now', lane, headOf(lane, elsewhere)],
    ['foreign, of another base', lane, headOf(at({ base: { ...MAIN, branch: 'next', isDefault: false } }))],
    ['foreign, of another home', lane, headOf(home({ repository: 'acme/other', id: 8 }))],
    ['foreign, of another branch of the home', lane, headOf(home({ branch: 'next' }))],
    ['foreign, of another group', lane, headOf({ ...lane, unit: 'shop' })],
    ['foreign, without a home here and with one there', bare, headOf(lane)],
    ['ours, where both have no home', bare, headOf(bare)],
    ['foreign, where both have no home and the image comes from elsewhere', bare, headOf(bare, elsewhere)],
  ])('%s', (expected, of, head) => {
    expect(standing(of, head)).toBe(expected.split(',')[0]);
  });

  test.each([
    ['of an earlier release', lane, headOf(undefined), 'ours, to be written once more'],
    ['of an earlier release with another image', lane, headOf(undefined, elsewhere), 'foreign'],
    ['of a time before there was a waybill.yaml', lane, headOf(bare), 'ours, to be written once more'],
  ])('%s', (_what, of, head, expected) => {
    expect(standing(of, head)).toBe(expected);
  });

  test('foreign while a pull request goes from the branch into another base, and says which', () => {
    const openFrom = [
      { number: 1, url: '', base: 'main', paths: [] },
      { number: 2, url: '', base: 'next', paths: [] },
    ];
    expect(headStanding(lane, { head: headOf(lane), pulls: [], openFrom }, BASE)).toMatchObject({
      kind: 'foreign',
      why: 'Pull request #2 goes from it into next.',
    });
  });
});

test('what waybill.yaml took out of a lane, or has from elsewhere now, is proposed no more', () => {
  const images = [image('api', 'ghcr.io/acme/api'), image('gone', 'ghcr.io/acme/gone')];
  const names = (head: LaneHead): readonly string[] =>
    parseTrailers(head.message).flatMap((trailers) => proposedBy(trailers, lane).map(({ name }) => name));
  expect(names(headOf(lane, { images }))).toEqual(['api']);
  expect(names(headOf(lane, elsewhere))).toEqual([]);
});

describe('the branch of a lane', () => {
  const other = { repository: 'acme/other', id: 8, branch: 'main' };
  test.each([
    ['its own default branch', lane, 'waybill/prod/api'],
    ['a default branch, without waybill.yaml', bare, 'waybill/prod/api'],
  ])('into %s has the plain name', (_what, of, branch) => {
    expect(laneBranch(of)).toBe(branch);
  });

  test.each([
    ['another base', at({ base: { ...MAIN, branch: 'next', isDefault: false } })],
    [
      'another base without waybill.yaml',
      { ...bare, site: { ...bare.site, base: { ...MAIN, isDefault: false } } },
    ],
    ['another home', at({ home: other })],
    ['another branch of the home', home({ branch: 'next' })],
  ])('of %s has eight digits more, the same from release to release', (_what, of) => {
    expect(laneBranch(of)).toMatch(/^waybill\/prod\/api\+[0-9a-f]{8}$/);
  });

  test('stays when the config repo is renamed', () => {
    const renamed = at({ home: { ...other, repository: 'acme/new-name' } });
    expect(laneBranch(renamed)).toBe(laneBranch(at({ home: other })));
  });
});
