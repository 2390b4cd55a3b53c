import { describe, expect, test } from '@jest/globals';
import { environmentNamed } from '../../../src/config/configured-environments.ts';
import {
  isReserved,
  lanesInto,
  openProposal,
  standingOf,
  stateOfOpen,
} from '../../../src/environments/lanes/lane-places.ts';
import { branchesOf, laneSite } from '../../../src/environments/lanes/lane-sites.ts';
import { readLeftHolds } from '../../../src/environments/lanes/left-holds.ts';
import { laneText, presentBranch } from '../../../src/promotion/lane/lane.ts';
import { type Trailers, formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { aGitHub } from '../../lanes/a-github.ts';
import { CONFIG, GROUPED, repositoryState } from '../../lanes/a-plan.ts';
import { BASE, laneInto, NEW, OLD, TREE } from '../../promotion/lane/a-situation.ts';
import { yaml } from '../../yaml.ts';
import { baseBranch, openPull } from '../a-base-branch.ts';

const HOME = repositoryState();
const ASKED = { by: 'alice', reason: 'it burns', run: undefined };

/** A head that Waybill wrote for the lane of `api` into prod. */
function head(more: Partial<Trailers> = {}) {
  const message = formatTrailers({
    environment: 'prod',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, from: [] }],
    ...{ sources: [], plan: { key: 'b'.repeat(64), tree: TREE } },
    ...more,
  });
  return { oid: 'e'.repeat(40), message, tree: TREE, parents: [BASE] };
}

describe('the lanes into an environment', () => {
  const prod = environmentNamed(GROUPED, 'prod');

  test('are one for each group, and one for each image outside of it', () => {
    const open = openPull({ branch: 'waybill/prod/shop' });
    const main = baseBranch({ config: GROUPED, environments: ['prod'], surveyed: { openPulls: [open] } });
    const places = lanesInto(prod, { config: GROUPED, home: HOME, baseBranches: [main] });
    expect(places.map(({ lane }) => lane)).toEqual([
      {
        environment: 'prod',
        unit: 'shop',
        images: ['api', 'web'],
        site: laneSite(HOME, HOME, GROUPED.images.slice(0, 2)),
      },
      {
        environment: 'prod',
        unit: 'cart',
        images: ['cart'],
        site: laneSite(HOME, HOME, GROUPED.images.slice(2)),
      },
    ]);
    expect(places.map((place) => [place.open, place.environment, place.baseBranch, place.join])).toEqual([
      [open, prod, main, false],
      [undefined, prod, main, false],
    ]);
  });

  test('go on where an earlier release opened their pull request, and only where it is theirs', () => {
    const state = { ...HOME, isDefaultBranch: false, base: { ...HOME.base, branch: 'next' } };
    const images = [{ name: 'shop', repository: 'ghcr.io/acme/api' }];
    expect(branchesOf({ ...laneInto('prod'), site: laneSite(HOME, state, images) })).toHaveLength(2);
    expect(branchesOf(laneInto('prod'))).toEqual(['waybill/prod/api']);
    const placesWith = (...openPulls: readonly ReturnType<typeof openPull>[]) => {
      const main = baseBranch({ config: GROUPED, environments: ['prod'], state, surveyed: { openPulls } });
      return lanesInto(prod, { config: GROUPED, home: HOME, baseBranches: [main] });
    };
    const [shop] = placesWith();
    const ownBranch = shop === undefined ? '' : presentBranch(shop.lane);
    expect(ownBranch).toMatch(/^waybill\/prod\/shop\+[0-9a-f]{8}$/);
    const images2 = ['api', 'web'].map((name) => ({
      ...{ name, repository: `ghcr.io/acme/${name}`, tag: 'v2', digest: NEW, from: [] },
    }));
    const old = openPull({ branch: 'waybill/prod/shop', number: 4, head: head({ images: images2 }) });
    const own = openPull({ branch: ownBranch, number: 5 });
    const foreign = {
      ...old,
      head: head({ lane: { text: 'acme/other@main prod/shop into next', home: 8 } }),
    };
    const numbers = (...pulls: readonly (typeof old)[]) => {
      const [place] = placesWith(...pulls);
      return [place?.open?.number, place === undefined ? '' : presentBranch(place.lane)];
    };
    expect(numbers(old)).toEqual([4, 'waybill/prod/shop']);
    expect(numbers(old, own)).toEqual([5, ownBranch]);
    expect(numbers(foreign)).toEqual([undefined, ownBranch]);
    expect(numbers({ ...old, state: 'closed' })).toEqual([undefined, ownBranch]);
  });
});

describe('the open pull request of a lane', () => {
  const main = baseBranch();
  const place = (open: ReturnType<typeof openPull> | undefined) => ({
    ...{ environment: environmentNamed(CONFIG, 'prod'), baseBranch: main, lane: laneInto('prod') },
    ...{ join: false, open },
  });
  const lane = { text: laneText(laneInto('prod')), home: 7 };

  test('proposes what the commit on its branch says', () => {
    const open = openPull({ head: head({ lane }) });
    expect(openProposal(place(open))).toEqual([
      { name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, from: [] },
    ]);
    expect(standingOf(place(open)).kind).toBe('ours');
    expect(stateOfOpen({ open })).toEqual({ head: open.head, pulls: [open], openFrom: [] });
  });

  test('proposes nothing where there is none, or it is not ours', () => {
    expect(openProposal(place(undefined))).toBeUndefined();
    expect(stateOfOpen({ open: undefined })).toBeUndefined();
    expect(openProposal(place(openPull({ head: head({ lane, images: [] }) })))).toBeUndefined();
    expect(standingOf(place(undefined)).kind).toBe('absent');
    expect(openProposal(place(openPull({ head: { ...head({ lane }), message: 'Mine' } })))).toBeUndefined();
  });

  test.each<[string, Partial<Trailers>]>([
    ['hotfix', { hotfix: ASKED }],
    ['roll back', { rollBack: { ...ASKED, from: [{ name: 'api', digest: OLD }] } }],
  ])('is a person’s where it is a %s', (_, more) => {
    const open = openPull({ head: head({ lane, ...more }) });
    expect(isReserved(standingOf(place(open)))).toBe(true);
    expect(openProposal(place(open))).toBeUndefined();
  });

  test('is nobody’s where it is a promotion, or somebody’s commit', () => {
    expect(isReserved(standingOf(place(openPull({ head: head({ lane }) }))))).toBe(false);
    expect(isReserved(standingOf(place(undefined)))).toBe(false);
  });
});

describe('hold files of environments that are no more', () => {
  const hold = yaml`
    - image: api
      digest: ${OLD}
      reason: it burned
  `;
  async function left(files: Readonly<Record<string, string>>) {
    const [asked, warnings]: readonly [string[], string[]] = [[], []];
    const main = baseBranch({ files });
    const github = aGitHub({
      readFiles: ({ repository, files: wanted, heads }) => {
        asked.push(`${repository}: ${wanted.map(({ path }) => path).join()}, ${heads.length}`);
        const read = wanted.map(({ path }) => ({ path, text: files[path] ?? '' }));
        return Promise.resolve({ files: read, passedOver: [], unreadable: [], heads: new Map() });
      },
    });
    const log = { warning: (text: string) => void warnings.push(text) };
    const found = await readLeftHolds(HOME, [main], CONFIG, { github, log });
    return { holds: found.get(main), asked, warnings };
  }

  test('hold in every environment of their base branch, and are said', async () => {
    const file = '.waybill/hold/qa.yaml';
    const { holds, asked, warnings } = await left({
      [file]: hold,
      '.waybill/hold/dev.yaml': hold,
      'dev/a.yaml': '',
    });
    expect(holds).toMatchObject([{ image: 'api', digest: OLD, reason: 'it burned', file }]);
    expect(asked).toEqual([`acme/config: ${file}, 0`]);
    expect(warnings).toEqual([
      `${file} of acme/config is of no environment of waybill.yaml. What it holds is held in every environment of main: rename the file with its environment, or delete it.`,
    ]);
  });

  test.each([
    ['of environments that are there', '.waybill/hold/prod.yaml'],
    ['in another folder', 'x/.waybill/hold/qa.yaml'],
    ['below the folder', '.waybill/hold/qa/x.yaml'],
    ['beside the folder', 'xwaybill/hold/qa.yaml'],
    ['of another kind', '.waybill/hold/qa.yml'],
    ['of another kind still', '.waybill/hold/qa.yaml.old'],
  ])('are not files %s', async (_, path) => {
    expect(await left({ [path]: hold })).toEqual({ holds: undefined, asked: [], warnings: [] });
  });
});
