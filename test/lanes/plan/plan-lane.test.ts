import { describe, expect, test } from '@jest/globals';
import { blobOid } from '../../../src/github/github.ts';
import {
  editLane,
  type LaneGround,
  type LaneIntent,
  narrowLane,
  planLane,
  planOrdinary,
} from '../../../src/lanes/plan/plan-lane.ts';
import type { PlannedFile } from '../../../src/manifest/plan-edits.ts';
import { type LanePull, laneText } from '../../../src/promotion/lane/lane.ts';
import { planKey } from '../../../src/promotion/lane/plan-key.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { BASE, laneInto, lanePull, NEW, OLD, TREE } from '../../promotion/lane/a-situation.ts';
import { repositoryState } from '../a-plan.ts';

const [HEAD, MERGED, ELSEWHERE] = ['e'.repeat(40), 'a'.repeat(40), 'c'.repeat(40)];
const PATH = 'dev/api.yaml';
const pod = (tag: string, digest: string): string =>
  `image: ghcr.io/acme/api:${tag}@${digest} # waybill: api\n`;
const oid = (text: string): string => blobOid(new TextEncoder().encode(text), HEAD);
const image = {
  ...{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, record: undefined },
  ...({ pin: 'digest', source: undefined, path: undefined } as const),
};
const lane = laneInto('dev');
const KEY = planKey({ repository: 'acme/config', branch: 'main' }, lane, [image], ORDINARY);

interface Case {
  /** What the files of the lane hold at a commit. */
  readonly at?: Readonly<Record<string, string>>;
  readonly declared?: string;
  readonly parent?: string;
  readonly rebuild?: LaneGround['rebuild'];
  readonly pull?: Partial<LanePull> | undefined;
  readonly key?: string;
  readonly isOld?: boolean;
  readonly intent?: Partial<LaneIntent>;
}

/** The plan that brings `api` v2 into dev. */
function plan({ at = {}, declared = pod('v1', OLD), parent = ELSEWHERE, key = KEY, ...given }: Case) {
  const { rebuild = 'conflicting', isOld = false, pull = {}, intent = {} } = given;
  const message = formatTrailers({
    environment: 'dev',
    ...(isOld ? {} : { lane: { text: laneText(lane), home: 7 } }),
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, from: [] }],
    ...{ sources: [], plan: { key, tree: TREE } },
  });
  const head = { oid: HEAD, message, tree: TREE, parents: [parent] };
  const state = { head, pulls: [lanePull(HEAD, '', pull)], openFrom: [] };
  const heads = new Map(Object.entries(at).map(([commit, text]) => [commit, new Map([[PATH, oid(text)]])]));
  const ground: LaneGround = {
    ...{ base: repositoryState(), editor: {}, rebuild },
    read: { files: [{ path: PATH, text: declared }], heads },
  };
  const edited = editLane({ lane, state, images: [image] }, ground);
  return { planned: planLane(edited, ground, { purpose: ORDINARY, ...intent }), edited, ground };
}

const right = (given: Case) => {
  const { branchIsRight, isUnproven } = plan(given).planned.situation;
  return isUnproven === undefined ? branchIsRight : [branchIsRight, isUnproven];
};
const AFTER = pod('v2', NEW);
const tried = (first: string, second: string) => ({ testMerge: { oid: MERGED, parents: [first, second] } });

describe('the branch of a lane is right', () => {
  test.each<[string, Case, boolean | readonly boolean[]]>([
    ['where it has the planned files', { at: { [HEAD]: AFTER } }, true],
    ['not where it has other files', { at: { [HEAD]: pod('v1', OLD) } }, false],
    ['not where it has none', {}, false],
    ['not where an earlier release wrote it', { at: { [HEAD]: AFTER }, isOld: true }, false],
    ['not where it is behind, and must not be', { at: { [HEAD]: AFTER }, rebuild: 'behind' }, false],
    ['where it is not behind', { at: { [HEAD]: AFTER }, rebuild: 'behind', parent: BASE }, true],
    [
      'where merging it comes to the planned files',
      { at: { [MERGED]: AFTER }, pull: tried(BASE, HEAD) },
      true,
    ],
    [
      'not where merging it comes to others',
      { at: { [MERGED]: pod('v1', OLD) }, pull: tried(BASE, HEAD) },
      false,
    ],
    ['not where another merge was tried', { at: { [MERGED]: AFTER }, pull: tried(ELSEWHERE, HEAD) }, false],
    [
      'not where it is of another plan',
      { at: { [MERGED]: AFTER }, pull: tried(BASE, HEAD), key: 'b'.repeat(64) },
      false,
    ],
    ['as far as is known, where GitHub still works on it', { pull: { mergeable: 'unknown' } }, [true, true]],
    ['as far as is known, in a merge queue', { pull: { queued: true } }, [true, true]],
    ['not so where it is of another plan', { pull: { mergeable: 'unknown' }, key: 'b'.repeat(64) }, false],
  ])('%s', (_, given, expected) => {
    expect(right(given)).toEqual(expected);
  });
});

describe('a planned lane', () => {
  test('says what it proposes, and what it replaces', () => {
    const { planned } = plan({});
    expect(planned.situation).toMatchObject({
      ...{
        proposal: { api: NEW },
        key: KEY,
        toDo: true,
        isOlder: false,
        goesBack: undefined,
        isAskedFor: false,
      },
    });
    expect(planned.files.map(({ path, after }) => [path, after])).toEqual([[PATH, AFTER]]);
    expect(planned.placed).toMatchObject([{ from: { digests: [OLD], tags: ['v1'], record: undefined } }]);
    expect([planned.purpose, planned.facts, planned.doubted]).toEqual([ORDINARY, undefined, []]);
  });

  test('is asked for by a person where it is no promotion', () => {
    const asked = { by: 'alice', reason: 'it burns', run: undefined };
    const purpose = { kind: 'hotfix', asked, passedOver: [] } as const;
    const { situation } = plan({ intent: { purpose, isOlder: true } }).planned;
    expect([situation.isAskedFor, situation.isOlder, situation.key === KEY]).toEqual([true, true, false]);
  });

  test('goes back where an image is older, and not where another thing is doubted', () => {
    const than = { digest: OLD, tag: 'v1' };
    const older = { name: 'api', digest: NEW, tag: 'v2', doubt: { kind: 'older', than } } as const;
    const back = { ...older, name: 'web', doubt: { kind: 'upstream', environments: ['qa'] } } as const;
    const says = 'v2 was built from an ancestor of v1, which dev declares.';
    expect(plan({ intent: { doubted: [older, back] } }).planned.situation.goesBack).toBe(`api: ${says}`);
    const two = [older, { ...older, name: 'web' }];
    expect(plan({ intent: { doubted: two } }).planned.situation.goesBack).toBe(`api: ${says} web: ${says}`);
    expect(plan({ intent: { doubted: [back] } }).planned.situation.goesBack).toBeUndefined();
  });

  test('writes files of Waybill’s own only with those of the environment', () => {
    const own = (path: string, before: string): PlannedFile => ({
      path,
      before,
      after: 'after',
      splices: [],
    });
    const ownFiles = [own('hold', ''), own('pause', 'after')];
    expect(plan({ intent: { ownFiles } }).planned.files.map(({ path }) => path)).toEqual([PATH, 'hold']);
    const nothing = plan({ declared: AFTER, intent: { ownFiles } }).planned;
    expect([nothing.files, nothing.situation.toDo, nothing.placed]).toEqual([[], false, []]);
  });

  test('has the rest of its images where some are left out', () => {
    const { edited, ground } = plan({});
    expect(narrowLane(edited, new Set()).files).toEqual([]);
    expect(narrowLane(edited, new Set(['api'])).files).toEqual(edited.files);
    expect(planOrdinary(edited, ground, { isOlder: true }).situation).toMatchObject({
      isOlder: true,
      isAskedFor: false,
    });
  });
});
