import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readLane, branchesOf } from '../../../src/environments/lanes/lane-sites.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { decide, type Proposal } from '../../../src/promotion/lane/decide.ts';
import { headStanding } from '../../../src/promotion/lane/head-standing.ts';
import {
  type Lane,
  type LaneHead,
  type LaneState,
  laneText,
  presentBranch,
} from '../../../src/promotion/lane/lane.ts';
import { planKey } from '../../../src/promotion/lane/plan-key.ts';
import { formatTrailers } from '../../../src/promotion/lane/trailers.ts';
import { formatMarker, withClosedMark } from '../../../src/promotion/pull-request/marker.ts';
import { rounds } from '../../rounds.ts';
import { lanePull } from './a-situation.ts';

// Homes, base branches and teams that share names and one repository: no run ever moves, closes or takes over
// what is not its lane, whatever people do in between.

const CONFIG = { repository: 'acme/config', id: 7, branch: 'main' };
const HOMES = [CONFIG, { ...CONFIG, branch: 'next' }, { ...CONFIG, repository: 'acme/other', id: 9 }];
const BASES = ['main', 'next'];

const sites = BASES.flatMap((branch) => {
  const base = { ...CONFIG, branch, isDefault: branch === 'main' };
  const of = (repository: string) => new Map([['api', repository]]);
  return [
    ...HOMES.map((home) => ({ home, base, repositories: of('ghcr.io/acme/api') })),
    // Two teams without waybill.yaml, whose images end in one word.
    ...['one', 'two'].map((team) => ({ home: undefined, base, repositories: of(`ghcr.io/${team}/api`) })),
  ];
});
const LANES = sites.flatMap((site) =>
  ['dev', 'prod'].map((environment): Lane => ({ environment, unit: 'api', images: ['api'], site })),
);

type Maker = number | 'a person';
interface Branch {
  readonly head: LaneHead;
  readonly maker: Maker;
}
interface Pull {
  readonly number: number;
  readonly branch: string;
  readonly maker: Maker;
  base: string;
  state: 'open' | 'closed' | 'merged';
  headOid: string;
  body: string;
}
/** What runs did to branches and pull requests. `removed` are branches that an earlier run left. */
interface Done {
  written: number;
  opened: number;
  closed: number;
  removed: number;
}
interface World {
  readonly done: Done;
  readonly branches: Map<string, Branch>;
  readonly pulls: Pull[];
  counter: number;
  last?: Run;
}

const oid = (text: string): string => createHash('sha1').update(text).digest('hex');
const digestOf = (version: number) =>
  parseDigest(`sha256:${createHash('sha256').update(String(version)).digest('hex')}`);

const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('run' as const),
      lane: fc.nat({ max: LANES.length - 1 }),
      version: fc.nat({ max: 3 }),
      toDo: fc.boolean(),
      /** It ends between two of its requests, where it closes a pull request. */
      isKilled: fc.boolean(),
    }),
  },
  // The last run once more, of the same version: there may be nothing to do for it by now.
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      toDo: fc.boolean(),
      isKilled: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('push' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retarget' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('merge' as const), at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), at: fc.nat() }) },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;
type Run = Extract<Event, { kind: 'run' }>;

function stateOf({ branches, pulls }: World, branch: string, base: string): LaneState {
  const from = pulls.filter((pull) => pull.branch === branch).toReversed();
  return {
    head: branches.get(branch)?.head,
    pulls: from
      .filter((pull) => pull.base === base)
      .map(({ headOid, number, state, body }) => lanePull(headOid, body, { number, state })),
    openFrom: from
      .filter(({ state }) => state === 'open')
      .map(({ number, base: into }) => ({ number, base: into, url: '', paths: [] })),
  };
}

/** What a run does for its lane; each write is checked against who made what it touches. */
function run(world: World, { lane: index, version, toDo, isKilled }: Run): void {
  const named = LANES[index];
  if (named === undefined) throw new Error(`there is no lane ${index}`);
  const base = named.site.base.branch;
  const baseOid = oid(base);
  const states = branchesOf(named).map((branch) => stateOf(world, branch, base));
  const { lane, state } = readLane(named, states, baseOid);
  const branch = presentBranch(lane);
  const repository = lane.site.repositories.get('api') ?? '';
  const digest = digestOf(version);
  const key = planKey(lane.site.base, lane, [{ name: 'api', repository, digest }]);
  const proposal: Proposal = { api: digest };
  const standing = headStanding(lane, state, baseOid);
  const branchIsRight = standing.kind === 'ours' && standing.trailers.plan?.key === key;
  const decision = decide({ standing, state, proposal, key, toDo, branchIsRight, isOlder: false });
  const mine = { world, branch, index, base };
  if (decision.kind === 'close') return close(mine, decision.pull.number, isKilled);
  if (decision.kind === 'nothing' && decision.leftBranch !== undefined) {
    world.done.removed += 1;
    return remove(mine);
  }
  if (decision.kind !== 'propose') return;
  if (decision.commit.kind === 'write') {
    expectMine(mine);
    world.counter += 1;
    const tree = oid(`tree ${world.counter}`);
    const message = formatTrailers({
      environment: lane.environment,
      lane: { text: laneText(lane), home: lane.site.home?.id },
      images: [{ name: 'api', repository, tag: undefined, digest, from: [] }],
      sources: [],
      plan: { key, tree },
    });
    const head = { oid: oid(`commit ${world.counter}`), message, tree, parents: [baseOid] };
    world.branches.set(branch, { head, maker: index });
    world.done.written += 1;
    for (const pull of world.pulls)
      if (pull.branch === branch && pull.state === 'open') pull.headOid = head.oid;
  }
  const headOid = world.branches.get(branch)?.head.oid ?? '';
  const { environment, unit } = lane;
  const body = formatMarker({ v: 1, key, environment, unit, images: proposal, superseded: [] });
  const number = decision.pull.kind === 'open' ? world.pulls.length + 1 : decision.pull.pull.number;
  if (decision.pull.kind === 'open') {
    world.pulls.push({ number, branch, base, state: 'open', headOid, body, maker: index });
    world.done.opened += 1;
  } else expectOwnPull(mine, number).body = body;
}

interface Mine {
  readonly world: World;
  readonly branch: string;
  readonly index: number;
  readonly base: string;
}

/** The branch is not there, or of this lane, or spent; and nothing is open from it that goes elsewhere. */
function expectMine({ world, branch, index, base }: Mine): void {
  const there = world.branches.get(branch);
  const isSpent = world.pulls.some((pull) => pull.state === 'merged' && pull.headOid === there?.head.oid);
  if (there !== undefined && !isSpent) expect(there.maker).toBe(index);
  const open = world.pulls.filter((pull) => pull.branch === branch && pull.state === 'open');
  expect(open.filter((pull) => pull.base !== base)).toEqual([]);
  expect(open.filter(({ maker }) => maker !== index)).toEqual([]);
}

function expectOwnPull({ world, index, base }: Mine, number: number): Pull {
  const pull = world.pulls[number - 1];
  expect(pull).toMatchObject({ maker: index, base, state: 'open' });
  if (pull === undefined) throw new Error(`there is no pull request ${number}`);
  return pull;
}

function close(mine: Mine, number: number, isKilled: boolean): void {
  const pull = expectOwnPull(mine, number);
  pull.body = withClosedMark(pull.body);
  pull.state = 'closed';
  mine.world.done.closed += 1;
  if (!isKilled) remove(mine);
}

function remove(mine: Mine): void {
  expectMine(mine);
  mine.world.branches.delete(mine.branch);
  for (const pull of mine.world.pulls)
    if (pull.branch === mine.branch && pull.state === 'open') pull.state = 'closed';
}

function happen(world: World, happening: Event): void {
  if (happening.kind === 'run') return run(world, (world.last = happening));
  if (happening.kind === 'again')
    return world.last === undefined ? undefined : run(world, { ...world.last, ...happening, kind: 'run' });
  const open = world.pulls.filter(({ state }) => state === 'open');
  const pull = open[happening.at % Math.max(1, open.length)];
  if (pull === undefined) return;
  if (happening.kind === 'retarget') pull.base = pull.base === 'main' ? 'next' : 'main';
  if (happening.kind === 'merge') pull.state = 'merged';
  if (happening.kind === 'close') pull.state = 'closed';
  if (happening.kind !== 'push') return;
  world.counter += 1;
  const head = { oid: oid(`a person's ${world.counter}`), message: 'Mend it', tree: oid('theirs') };
  world.branches.set(pull.branch, { head: { ...head, parents: [pull.headOid] }, maker: 'a person' });
  pull.headOid = head.oid;
}

test('no run moves, closes or takes over what is not its lane', () => {
  const done: Done = { written: 0, opened: 0, closed: 0, removed: 0 };
  fc.assert(
    fc.property(fc.array(event, { minLength: 5, maxLength: 60 }), (events) => {
      const world: World = { done, branches: new Map(), pulls: [], counter: 0 };
      for (const happening of events) happen(world, happening);
    }),
    rounds(3_000),
  );
  expect(Object.entries(done).filter(([, times]) => times === 0)).toEqual([]);
});
