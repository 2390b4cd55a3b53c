import { describe, expect, test } from '@jest/globals';
import { ok } from '../../../src/errors/result.ts';
import type { FollowUps, GitHub, MergeFacts } from '../../../src/github/github.ts';
import { followUpOn, heldBack, settleMerging, takeBackFirst } from '../../../src/lanes/write/finish-pull.ts';
import { type Merging, leftToAPerson } from '../../../src/lanes/write/lane-writer.ts';
import type { GateResult } from '../../../src/promotion/gates/gate.ts';
import type { Purpose } from '../../../src/promotion/lane/purpose.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import { lanePull } from '../../promotion/lane/a-situation.ts';
import { destinationOf, laneWriterInto, repositoryState } from '../a-plan.ts';

const HEAD = 'e'.repeat(40);
const FACTS: MergeFacts = {
  ...{ merged: false, draft: false, state: 'clean', mayBypass: false, autoMergeBy: 'acme-waybill' },
  mergeQueue: { enabled: false, queuedBy: undefined },
};
const gate = (state: GateResult['state']): GateResult => ({
  ...{ gate: 'group', state, reason: 'It waits.', until: undefined, evidence: [] },
});

interface Case {
  readonly by?: Merging;
  readonly atOnce?: boolean;
  readonly existing?: 'with auto-merge' | 'queued' | 'alone';
  readonly autoMergeAllowed?: boolean;
  readonly facts?: Partial<MergeFacts>;
}

/** A writer that keeps what GitHub was asked for, and a pull request that is there. */
function stage({ by = 'as-configured', atOnce = false, existing, autoMergeAllowed = true, facts }: Case) {
  const asked: string[] = [];
  const done =
    (name: string): GitHub['mergeNow'] =>
    ({ repository, base, pull, head, methods }) => {
      asked.push(`${name} ${repository} ${base} ${pull.id} #${pull.number} ${head.slice(0, 1)} ${methods}`);
      return Promise.resolve(ok(undefined));
    };
  const writer = laneWriterInto(
    'dev',
    {
      mergeFacts: () => Promise.resolve({ ...FACTS, ...facts }),
      mergeNow: done('merge'),
      mergeWhenReady: done('arm'),
      mergeNoMore: done('disarm'),
      dequeue: done('dequeue'),
    },
    {
      destination: destinationOf('dev', { state: repositoryState({ autoMergeAllowed }) }),
      merging: { by, atOnce, methods: ['rebase'] },
    },
  );
  const pull = lanePull(HEAD, '', {
    ...{ autoMerge: existing === 'with auto-merge', queued: existing === 'queued' },
  });
  return { asked, writer, pull, existing: existing === undefined ? undefined : pull };
}

const wish = (what: string): string => `${what} acme/config main PR_1 #1 e rebase`;
const A_PERSON = { kind: 'waits', changed: true, why: 'A person merges it.' };

describe('who merges a pull request is settled', () => {
  test.each<[string, Case, unknown, readonly string[]]>([
    ['not where gates decide', { by: 'by-gates', atOnce: true }, undefined, []],
    ['not where a person merges a new one', {}, undefined, []],
    ['not where a person merges one that is only open', { existing: 'alone' }, undefined, []],
    ['by auto-merge', { atOnce: true }, { kind: 'armed', changed: true }, [wish('arm')]],
    [
      'by auto-merge on one that is open already',
      { atOnce: true, existing: 'alone' },
      { kind: 'armed', changed: true },
      [wish('arm')],
    ],
    ['once', { atOnce: true, existing: 'with auto-merge' }, { kind: 'armed', changed: false }, []],
    [
      'by a merge where the repository has no auto-merge',
      { atOnce: true, autoMergeAllowed: false, facts: { autoMergeBy: undefined } },
      { kind: 'merged', changed: true },
      [wish('merge')],
    ],
    ['by a person, after Waybill', { existing: 'with auto-merge' }, A_PERSON, [wish('disarm')]],
    [
      'by a person, after the queue',
      {
        existing: 'queued',
        facts: { autoMergeBy: undefined, mergeQueue: { enabled: true, queuedBy: 'acme-waybill' } },
      },
      A_PERSON,
      [wish('dequeue')],
    ],
    [
      'by a person, and by GitHub for somebody else',
      { existing: 'with auto-merge', facts: { autoMergeBy: 'alice' } },
      {
        kind: 'waits',
        changed: false,
        why: "A person merges it. But alice switched auto-merge on, so GitHub merges it whatever Waybill's gates say.",
      },
      [],
    ],
  ])('%s', async (_, given, expected, requests) => {
    const { asked, writer, pull, existing } = stage(given);
    expect(await settleMerging(pull, HEAD, existing, writer)).toEqual(expected);
    expect(asked).toEqual(requests);
  });
});

describe('before a branch is moved, it is taken back that GitHub merges it', () => {
  const passed = { ...NO_FACTS, gates: [gate('passed')] };
  const waiting = { ...NO_FACTS, gates: [gate('passed'), gate('pending')] };
  const auto = { merge: 'auto' } as const;
  test.each<[string, Case, Parameters<typeof takeBackFirst>[0]['facts'], readonly string[]]>([
    ['not where GitHub does not merge it', { existing: 'alone' }, undefined, []],
    ['where a person merges now', { existing: 'with auto-merge' }, undefined, [wish('disarm')]],
    ['not where Waybill merges still', { existing: 'with auto-merge', atOnce: true }, undefined, []],
    ['not where its gates have passed', { existing: 'with auto-merge', atOnce: true }, passed, []],
    ['where a gate waits', { existing: 'with auto-merge', atOnce: true }, waiting, [wish('disarm')]],
    [
      'not where gates decide, and passed',
      { existing: 'with auto-merge', by: 'by-gates' },
      { ...passed, ...auto },
      [],
    ],
    [
      'where gates decide, and one waits',
      { existing: 'with auto-merge', by: 'by-gates' },
      { ...waiting, ...auto },
      [wish('disarm')],
    ],
    [
      'where gates decide, and a person merges',
      { existing: 'with auto-merge', by: 'by-gates', atOnce: true },
      passed,
      [wish('disarm')],
    ],
    [
      'out of the queue',
      {
        existing: 'queued',
        facts: { autoMergeBy: undefined, mergeQueue: { enabled: true, queuedBy: 'acme-waybill' } },
      },
      undefined,
      [wish('dequeue')],
    ],
  ])('%s', async (_, given, facts, requests) => {
    const { asked, writer, pull } = stage(given);
    await takeBackFirst({ facts }, pull, writer);
    expect(asked).toEqual(requests);
  });
});

describe('a writer merges nothing', () => {
  const promotion: Purpose = { kind: 'promotion', wave: undefined };
  const hotfix: Purpose = {
    ...{ kind: 'hotfix', passedOver: [], asked: { by: 'alice', reason: 'it burns', run: undefined } },
  };
  test.each<[string, Purpose, readonly GateResult[] | undefined, boolean]>([
    ['where a gate of a promotion waits', promotion, [gate('passed'), gate('pending')], false],
    ['unless all its gates passed', promotion, [gate('passed')], true],
    ['unless nobody looked at gates', promotion, undefined, true],
    ['unless a person asked for it past the gates', hotfix, [gate('failed')], true],
  ])('%s', (_, purpose, gates, merges) => {
    const { writer } = stage({ atOnce: true });
    const facts = gates === undefined ? undefined : { ...NO_FACTS, gates };
    const held = heldBack({ purpose, facts }, writer);
    expect(held).toEqual(merges ? writer : leftToAPerson(writer));
    expect(held.merging).toEqual({ ...writer.merging, atOnce: merges });
  });
});

test('what all pull requests lack is added in one request', async () => {
  const asked: (readonly FollowUps[])[] = [];
  const writer = laneWriterInto(
    'dev',
    {},
    {
      settings: {
        labels: [
          { name: 'deploy', id: 'L_1' },
          { name: 'ship', id: undefined },
        ],
        reviewers: [{ name: 'bob', id: undefined }],
        teamReviewers: [],
      },
    },
  );
  const pull = lanePull(HEAD, '', { labels: ['ship'] });
  await followUpOn(
    [
      { pull, existing: pull, writer },
      { pull: { id: 'PR_2', number: 2 }, existing: undefined, writer },
    ],
    {
      followUp: (pulls) => {
        asked.push(pulls);
        return Promise.resolve();
      },
    },
  );
  const [first, second] = asked[0] ?? [];
  expect(asked).toHaveLength(1);
  expect(first).toEqual({
    ...{ repository: 'acme/config', repositoryId: 'R_1', pull: { id: 'PR_1', number: 1 } },
    ...{
      labels: [{ name: 'deploy', id: 'L_1' }],
      reviewers: [{ name: 'bob', id: undefined }],
      teamReviewers: [],
    },
  });
  expect(second?.pull).toEqual({ id: 'PR_2', number: 2 });
  expect(second?.labels.map(({ name }) => name)).toEqual(['deploy', 'ship']);
});
