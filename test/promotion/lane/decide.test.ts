import { describe, expect, test } from '@jest/globals';
import { parseDigest } from '../../../src/image/digest.ts';
import { decide, outcomeOf, type LaneSituation } from '../../../src/promotion/lane/decide.ts';
import { headStanding } from '../../../src/promotion/lane/head-standing.ts';
import type { LaneHead, LanePull } from '../../../src/promotion/lane/lane.ts';
import { formatMarker, type Marker } from '../../../src/promotion/pull-request/marker.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { BASE, KEY, NEW, OLD, OLD_KEY, TREE, laneInto, lanePull, situationIn } from './a-situation.ts';

function ourHead(digest = NEW, key = KEY): LaneHead {
  const message = formatTrailers({
    environment: 'dev',
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: undefined, digest, from: [] }],
    sources: [],
    plan: { key, tree: TREE },
  });
  return { oid: `${key.slice(0, 39)}0`, message, tree: TREE, parents: [BASE] };
}

const theirHead: LaneHead = { oid: 'e'.repeat(40), message: 'My own work', tree: TREE, parents: [BASE] };

function pull(state: LanePull['state'], digest = NEW, key = KEY, more: Partial<LanePull> = {}): LanePull {
  const marker: Marker = {
    v: 1,
    key,
    environment: 'dev',
    unit: 'api',
    images: { api: digest },
    superseded: [],
  };
  return lanePull(ourHead(digest, key).oid, formatMarker(marker), { state, ...more });
}

function situation(
  head: LaneHead | undefined,
  pulls: readonly LanePull[],
  more: Partial<LaneSituation> = {},
): LaneSituation {
  return situationIn('dev', head, pulls, { branchIsRight: head?.oid === ourHead().oid, ...more });
}

describe('what to do about a lane', () => {
  const done = { toDo: false };
  const closedByUs = formatMarker({
    v: 1,
    key: KEY,
    environment: 'dev',
    unit: 'api',
    images: { api: NEW },
    superseded: [],
    closed: true,
  });
  test.each<[string, LaneSituation, string, string]>([
    ['nothing there', situation(undefined, []), 'propose', 'created'],
    ['declared already', situation(undefined, [], done), 'nothing', 'unchanged'],
    ['declared, and proposed still', situation(ourHead(), [pull('open')], done), 'close', 'closed'],
    [
      'merged, and proposed once more by the same commit',
      situation(ourHead(), [pull('open'), pull('merged')], done),
      'close',
      'closed',
    ],
    [
      'merged, and open with a text of something else',
      situation(ourHead(), [pull('open', OLD, OLD_KEY, { headOid: ourHead().oid }), pull('merged')], done),
      'nothing',
      'unchanged',
    ],
    [
      'declared, and something else proposed',
      situation(ourHead(OLD, OLD_KEY), [pull('open', OLD, OLD_KEY)], done),
      'nothing',
      'unchanged',
    ],
    ['declared, and touched', situation(theirHead, [pull('open')], done), 'nothing', 'unchanged'],
    ['proposed already', situation(ourHead(), [pull('open')]), 'keep', 'unchanged'],
    ['a branch without a pull request', situation(ourHead(), []), 'propose', 'created'],
    [
      'proposed, and another text',
      situation(ourHead(), [pull('open', NEW, KEY, { body: '' })]),
      'propose',
      'updated',
    ],
    [
      'proposed, and in conflict',
      situation(ourHead(), [pull('open', NEW, KEY, { mergeable: 'conflicting' })]),
      'propose',
      'updated',
    ],
    [
      'proposed, and the files moved on',
      situation(ourHead(), [pull('open')], { branchIsRight: false }),
      'propose',
      'updated',
    ],
    [
      'an older digest proposed',
      situation(ourHead(OLD, OLD_KEY), [pull('open', OLD, OLD_KEY)]),
      'propose',
      'superseded',
    ],
    [
      'a newer one proposed',
      situation(ourHead(OLD, OLD_KEY), [pull('open', OLD, OLD_KEY)], { isOlder: true }),
      'outrun',
      'blocked',
    ],
    ['somebody else on the branch', situation(theirHead, [pull('open', OLD, OLD_KEY)]), 'touched', 'blocked'],
    ['somebody else on the branch, no pull request', situation(theirHead, []), 'touched', 'blocked'],
    [
      'somebody else on top of just this',
      situation(theirHead, [pull('open')], { branchIsRight: true }),
      'keep',
      'unchanged',
    ],
    ['closed by a person', situation(ourHead(), [pull('closed')]), 'refused', 'blocked'],
    ['closed by a person, branch deleted', situation(undefined, [pull('closed')]), 'refused', 'blocked'],
    [
      'closed by Waybill',
      situation(undefined, [pull('closed', NEW, KEY, { body: closedByUs })]),
      'propose',
      'created',
    ],
    [
      'another one closed by a person',
      situation(ourHead(OLD, OLD_KEY), [pull('closed', OLD, OLD_KEY)]),
      'propose',
      'created',
    ],
    ['merged and reverted', situation(ourHead(), [pull('merged')]), 'propose', 'created'],
    [
      'merged and reverted, after it was closed',
      situation(undefined, [pull('merged'), pull('closed')]),
      'propose',
      'created',
    ],
    [
      'merged with somebody else on it',
      situation(theirHead, [pull('merged', OLD, OLD_KEY, { headOid: theirHead.oid })]),
      'propose',
      'created',
    ],
    ['a branch at the base', situation({ ...theirHead, oid: BASE }, []), 'propose', 'created'],
  ])('%s', (_name, given, kind, outcome) => {
    const decision = decide(given);
    expect([decision.kind, outcomeOf(decision)]).toEqual([kind, outcome]);
  });

  test('the branch must still be where it was seen', () => {
    const decision = decide(situation(ourHead(OLD, OLD_KEY), [pull('open', OLD, OLD_KEY)]));
    expect(decision).toMatchObject({ commit: { kind: 'write', expected: ourHead(OLD, OLD_KEY).oid } });
    expect(decide(situation(undefined, []))).toMatchObject({
      commit: { kind: 'write', expected: undefined },
    });
  });

  test('what is superseded is kept, newest first', () => {
    const marker: Marker = {
      v: 1,
      key: OLD_KEY,
      environment: 'dev',
      unit: 'api',
      images: { api: OLD },
      superseded: [{ api: parseDigest(`sha256:${'0'.repeat(64)}`) }],
    };
    const open = pull('open', OLD, OLD_KEY, { body: `Text\n\n${formatMarker(marker)}` });
    expect(decide(situation(ourHead(OLD, OLD_KEY), [open]))).toMatchObject({
      pull: { takesOver: { api: OLD }, superseded: [{ api: OLD }, ...marker.superseded] },
    });
  });

  test('an image that joins supersedes nothing', () => {
    const wanted = { api: NEW, web: OLD };
    const decision = decide(
      situation(ourHead(NEW, OLD_KEY), [pull('open', NEW, OLD_KEY)], { proposal: wanted }),
    );
    expect(decision).toMatchObject({ pull: { takesOver: undefined, superseded: [] } });
  });
});

describe('whose commit is on the branch', () => {
  test.each<[string, Partial<LaneHead>, string]>([
    ['as we made it', {}, 'ours'],
    ['with another tree', { tree: 'f'.repeat(40) }, 'touched'],
    ['a merge', { parents: [BASE, 'f'.repeat(40)] }, 'touched'],
    ['with another environment', { message: ourHead().message.replace('dev', 'prod') }, 'foreign'],
    [
      'with an image of another lane',
      { message: ourHead().message.replace('Image: api', 'Image: web') },
      'foreign',
    ],
    ['without an image', { message: ourHead().message.replace(/^Waybill-Image.*\n/m, '') }, 'touched'],
    ['without trailers', { message: 'Promote api' }, 'touched'],
    ['with the trailers of two', { message: `${ourHead().message}\n\n${ourHead().message}` }, 'touched'],
    ['the base itself', { oid: BASE }, 'spent'],
  ])('%s', (_name, change, kind) => {
    const head = { ...ourHead(), ...change };
    expect(headStanding(laneInto('dev'), { head, pulls: [], openFrom: [] }, BASE).kind).toBe(kind);
  });
});
