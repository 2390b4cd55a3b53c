import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../src/errors/result.ts';
import type { GitHub } from '../../../src/github/github.ts';
import { carryOut } from '../../../src/lanes/write/carry-out.ts';
import type { LanePlan } from '../../../src/lanes/plan/plan-lane.ts';
import type { LaneWriter } from '../../../src/lanes/write/lane-writer.ts';
import type { Decision } from '../../../src/promotion/lane/decide.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { formatMarker, parseMarker } from '../../../src/promotion/pull-request/marker.ts';
import { BASE, KEY, lanePull, NEW, situationIn, TREE } from '../../promotion/lane/a-situation.ts';
import { withWhoMerges } from '../../../src/promotion/pull-request/what-comes-next.ts';
import { lanePlan, laneWriterInto } from '../a-plan.ts';

const HEAD = 'e'.repeat(40);
const BODY = `It brings v2.\n\n${formatMarker({ ...{ v: 1, key: KEY, environment: 'dev', unit: 'api' }, images: { api: NEW }, superseded: [] })}`;
const pull = lanePull(HEAD, BODY, { number: 7, url: 'https://github.com/acme/config/pull/7' });
const merging = { by: 'as-configured', methods: ['squash'] } as const;

interface Case {
  readonly plan?: Partial<LanePlan>;
  readonly situation?: Partial<LanePlan['situation']>;
  readonly open?: typeof pull | undefined;
  readonly writer?: Partial<LaneWriter>;
  readonly answers?: Partial<GitHub>;
  /** Another run moved the branch meanwhile. */
  readonly isMoved?: boolean;
}

/** What became of a decision, and what was asked of GitHub in which order. */
async function carry(decision: Decision, given: Case = {}) {
  const { open = pull, plan, situation: known, writer, answers, isMoved = false } = given;
  const asked: string[] = [];
  const keep = <T>(line: string, answer: T): Promise<T> => {
    asked.push(line);
    return Promise.resolve(answer);
  };
  const head = { oid: HEAD, message: '', tree: TREE, parents: [BASE] };
  const situation = situationIn(
    'dev',
    head,
    'open' in given && given.open === undefined ? [] : [open],
    known,
  );
  const github: Partial<GitHub> = {
    writes: () => asked.length,
    comment: ({ repository, number }, { body }) =>
      keep(`comment ${repository}#${number}: ${body.split('\n')[0]}`, undefined),
    showStatus: ({ context, state }) => keep(`status ${context} ${state}`, true),
    rewritePull: ({ number }, { body, state }) => {
      const isClosed = body !== undefined && parseMarker(body)?.closed === true;
      return keep(
        `rewrite #${number}${state === undefined ? '' : ` ${state}`}${isClosed ? ' marked closed' : ''}`,
        { headOid: HEAD },
      );
    },
    moveBranch: ({ repository, repositoryId, branch, before, after }) =>
      keep(
        `move ${repository} ${repositoryId} ${branch} from ${before?.slice(0, 1)} to ${after}`,
        isMoved ? { kind: 'moved', head: undefined } : { kind: 'done' },
      ),
    followUp: () => keep('labels', undefined),
    mergeFacts: () =>
      keep('facts', {
        ...{ merged: false, draft: false, state: 'clean', mayBypass: false, autoMergeBy: undefined },
        mergeQueue: { enabled: false, queuedBy: undefined },
      }),
    mergeNow: () => keep('merge', ok(undefined)),
    ...answers,
  };
  const carried = await carryOut(
    lanePlan('dev', { situation, state: situation.state, ...plan }),
    decision,
    laneWriterInto('dev', github, writer),
  );
  if (carried.kind === 'moved') return { kind: 'moved', asked };
  const { outcome, changed, reason, errors, merge, head: at, pull: named } = carried.report;
  const codes = errors.map(({ code }) => code);
  return { kind: carried.kind, outcome, changed, reason, codes, merge, at, number: named?.number, asked };
}

describe('nothing is done where nothing is to do', () => {
  const asks = 'that a person asked for, so it is left as it is. Merge or close it first.';
  test.each<[string, Decision, string, string]>([
    ['it is declared', { kind: 'nothing', pull: undefined }, 'unchanged', 'dev declares it already.'],
    [
      'another one is proposed',
      { kind: 'nothing', pull },
      'unchanged',
      'dev declares it already. Pull request #7 proposes another digest and is left open.',
    ],
    [
      'a person refused it',
      { kind: 'refused', pull },
      'blocked',
      'Pull request #7 proposed the same and was closed without merging. Reopen it to propose it again.',
    ],
    [
      'a later one is proposed',
      { kind: 'outrun', pull },
      'blocked',
      'Pull request #7 proposes an image that was built later. Close it to promote this one.',
    ],
    [
      'a later one is declared',
      { kind: 'behind', pull: undefined, why: 'api: v1 is older.' },
      'blocked',
      'api: v1 is older. The input "allow-older" lets it pass.',
    ],
    [
      'a hotfix is open',
      { kind: 'reserved', pull, by: 'hotfix' },
      'blocked',
      `Pull request #7 is a hotfix ${asks}`,
    ],
    [
      'a roll back is open',
      { kind: 'reserved', pull, by: 'roll back' },
      'blocked',
      `Pull request #7 is a roll back ${asks}`,
    ],
  ])('%s', async (_, decision, outcome, reason) => {
    const number = reason.includes('#7') ? 7 : undefined;
    expect(await carry(decision)).toEqual({
      ...{
        kind: 'done',
        outcome,
        changed: false,
        reason,
        codes: [],
        merge: undefined,
        at: HEAD,
        number,
        asked: [],
      },
    });
  });
});

describe('the branch of a closed pull request', () => {
  const decision = { kind: 'nothing', pull: undefined, leftBranch: HEAD } as const;
  const gone = 'move acme/config R_1 waybill/dev/api from e to undefined';
  test('is deleted', async () => {
    expect(await carry(decision, { open: undefined })).toMatchObject({
      ...{ outcome: 'unchanged', changed: true, asked: [gone] },
      reason:
        'dev declares it already. The branch waybill/dev/api of a closed pull request was left, and is deleted.',
    });
  });

  test('is left to whoever moved it', async () => {
    expect(await carry(decision, { open: undefined, isMoved: true })).toMatchObject({
      ...{ outcome: 'unchanged', changed: false, reason: 'dev declares it already.', asked: [gone] },
    });
  });
});

describe('a pull request that has nothing left to do', () => {
  const decision = { kind: 'close', pull, head: HEAD } as const;
  const steps = [
    expect.stringMatching(/^comment acme\/config#7: /),
    'rewrite #7 marked closed',
    'move acme/config R_1 waybill/dev/api from e to undefined',
  ];
  test('is told so, marked, and closed with its branch', async () => {
    expect(await carry(decision)).toMatchObject({
      ...{ kind: 'done', outcome: 'closed', changed: true, number: 7 },
      reason: 'dev declares it already, so pull request #7 had nothing left to do.',
      asked: [...steps, 'rewrite #7 closed'],
    });
  });

  test('is read again where another run moved the branch', async () => {
    expect(await carry(decision, { isMoved: true })).toEqual({ kind: 'moved', asked: steps });
  });
});

describe('a branch that is not the lane’s', () => {
  test('is left as it is, with whose it is', async () => {
    const why = 'It belongs to the lane acme/other@main dev/api into main, with ghcr.io/acme/api.';
    const result = await carry({ kind: 'taken', why, pull });
    expect(result).toMatchObject({
      outcome: 'blocked',
      changed: false,
      codes: ['LANE_TAKEN'],
      number: 7,
      asked: [],
    });
    expect(result.reason).toBe(
      `The branch waybill/dev/api of acme/config is not that of the lane acme/config@main dev/api into main. ${why} It is left as it is.`,
    );
  });
});

describe('a branch with a person’s commit', () => {
  test('is left as it is, and its pull request says so once', async () => {
    const decision = { kind: 'touched', head: HEAD, pull } as const;
    const result = await carry(decision);
    expect(result).toMatchObject({
      ...{ outcome: 'blocked', changed: true, codes: ['LANE_TOUCHED'], at: HEAD },
      reason:
        'The branch waybill/dev/api of acme/config (pull request #7) has a commit that Waybill did not make: eeeeeee. It is left as it is.',
      asked: [expect.stringMatching(/^comment .*This branch has a commit/), 'status waybill pending'],
    });
    const told = await carry(decision, { answers: { showStatus: () => Promise.resolve(false) } });
    expect(told.changed).toBe(true);
  });

  test('and without a pull request is left without a word to GitHub', async () => {
    const result = await carry({ kind: 'touched', head: HEAD, pull: undefined }, { open: undefined });
    expect(result).toMatchObject({ changed: false, codes: ['LANE_TOUCHED'], asked: [] });
    expect(result.reason).toContain('of acme/config has a commit that');
  });
});

describe('a pull request that proposes it already', () => {
  const decision = { kind: 'keep', pull, head: HEAD, ours: true } as const;
  const base = 'The pull request proposes it already.';
  test('gets the verdict and what it lacks', async () => {
    expect(await carry(decision)).toMatchObject({
      ...{ outcome: 'unchanged', changed: true, reason: base, merge: undefined, at: HEAD },
      asked: ['status waybill success', 'labels'],
    });
  });

  test('is merged where Waybill merges', async () => {
    const writer = { merging: { ...merging, atOnce: true } };
    expect(await carry(decision, { writer })).toMatchObject({
      ...{ outcome: 'merged', merge: 'merged' },
      asked: ['status waybill success', 'labels', 'facts', 'merge'],
    });
  });

  test('is merged by nothing while GitHub works out what merging comes to', async () => {
    const writer = { merging: { ...merging, atOnce: true } };
    expect(await carry(decision, { writer, situation: { isUnproven: true } })).toMatchObject({
      ...{ outcome: 'unchanged', merge: 'waits' },
      reason: `${base} GitHub has not worked out yet what merging it comes to.`,
    });
    expect(await carry(decision, { situation: { isUnproven: true } })).toMatchObject({ merge: undefined });
  });

  test('is left to a person where the environment is paused', async () => {
    const writer = { merging: { ...merging, atOnce: true } };
    const gate = (state: 'pending' | 'passed', name: 'pause' | 'soak' = 'pause') => ({
      facts: { ...NO_FACTS, gates: [{ gate: name, state, reason: 'x', until: undefined, evidence: [] }] },
    });
    const hotfix = {
      kind: 'hotfix',
      asked: { by: 'a', reason: 'b', run: undefined },
      passedOver: [],
    } as const;
    const merge = async (plan: Partial<LanePlan>) => (await carry(decision, { writer, plan })).merge;
    expect(await merge({ ...gate('pending'), purpose: hotfix })).toBeUndefined();
    expect(await merge({ ...gate('passed'), purpose: hotfix })).toBe('merged');
    expect(await merge({ ...gate('pending', 'soak'), purpose: hotfix })).toBe('merged');
  });

  test('is left to a person where one has to decide on a digest', async () => {
    const writer = { merging: { ...merging, atOnce: true } };
    const doubt = { kind: 'upstream', environments: ['qa'] } as const;
    const plan = { doubted: [{ name: 'api', digest: NEW, tag: undefined, doubt }] };
    expect(await carry(decision, { writer, plan })).toMatchObject({ outcome: 'unchanged', merge: undefined });
  });

  test('is left to the person who added to its branch', async () => {
    const writer = { merging: { ...merging, atOnce: true } };
    expect(await carry({ ...decision, ours: false }, { writer })).toMatchObject({
      ...{ outcome: 'unchanged', changed: true, merge: undefined, asked: ['status waybill pending'] },
      reason: `${base} A person added to its branch; that is left as it is.`,
    });
  });

  test('says who merges it now', async () => {
    const who = (words: string): string => `<!-- waybill-merge -->${words}<!-- /waybill-merge -->`;
    const worded = { ...pull, body: `${BODY}${withWhoMerges(who(''), { merge: 'auto', gates: [] })}` };
    const { asked, changed } = await carry({ ...decision, pull: worded }, { open: worded });
    expect([asked.at(-1), changed]).toEqual(['rewrite #7', true]);
    const byGates = { merging: { ...merging, by: 'by-gates', atOnce: false } } as const;
    expect((await carry({ ...decision, pull: worded }, { open: worded, writer: byGates })).asked.at(-1)).toBe(
      'labels',
    );
  });

  test('is told what went wrong', async () => {
    const answers = { followUp: () => Promise.reject(new Error('no answer')) };
    await expect(carry(decision, { answers })).rejects.toThrow('no answer');
  });
});
