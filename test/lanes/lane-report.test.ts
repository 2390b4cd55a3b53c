import { describe, expect, test } from '@jest/globals';
import { WaybillError, WaybillErrors } from '../../src/errors/waybill-error.ts';
import {
  errorsOfLane,
  failedReport,
  type LaneReport,
  rehearsal,
  reportOf,
  toldIn,
  withMerge,
} from '../../src/lanes/lane-report.ts';
import type { MergeStep } from '../../src/lanes/write/merge-step.ts';
import type { Outcome } from '../../src/promotion/lane/decide.ts';
import { lanePull, NEW, situationIn } from '../promotion/lane/a-situation.ts';
import { lanePlan } from './a-plan.ts';

const HEAD = 'e'.repeat(40);
const pull = lanePull(HEAD, '', { id: 'PR_7', number: 7, url: 'https://github.com/acme/config/pull/7' });
const plan = lanePlan('dev');
const before: LaneReport = reportOf(plan, { kind: 'nothing', pull: undefined }, { reason: 'Because.' });
const mistake = (message: string): WaybillError =>
  new WaybillError('LANE_TOUCHED', message, { hint: 'Look.' });

describe('the report of a lane', () => {
  test('says what was planned, and that nothing was written', () => {
    expect(before).toEqual({
      ...{ lane: plan.lane, branch: 'waybill/dev/api', outcome: 'unchanged', changed: false },
      ...{ reason: 'Because.', pull: undefined, head: undefined, proposal: { api: NEW }, placed: [] },
      ...{ files: [], left: [], merge: undefined, errors: [] },
    });
  });

  test('says what was done, and where', () => {
    const error = mistake('no');
    const facts = { reason: '', pull, head: HEAD, changed: true, errors: [error] };
    const { id, number, url } = pull;
    expect(reportOf(plan, { kind: 'nothing', pull }, facts)).toMatchObject({
      ...{ changed: true, pull: { id, number, url }, head: HEAD, errors: [error] },
    });
  });

  test('has the head of the branch where nobody moved it', () => {
    const head = { oid: 'a'.repeat(40), message: '', tree: '', parents: [] };
    const { state } = situationIn('dev', head, []);
    const known = lanePlan('dev', { state });
    const decision = { kind: 'nothing', pull: undefined } as const;
    expect(reportOf(known, decision, { reason: '' }).head).toBe(head.oid);
    expect(reportOf(known, decision, { reason: '', head: HEAD }).head).toBe(HEAD);
  });

  test('of a dry run names the open pull request, and says that nothing was written', () => {
    const pulls = [lanePull(HEAD, '', { number: 6, state: 'closed' }), pull];
    const { state } = situationIn('dev', undefined, pulls);
    const report = rehearsal(lanePlan('dev', { state }), { kind: 'nothing', pull: undefined });
    expect(report).toMatchObject({
      ...{ changed: false, pull: { number: 7 } },
      reason: 'A dry run writes nothing; this is what a run would come to.',
    });
  });
});

describe('a report with how far it was merged', () => {
  const merged = (outcome: Outcome, step: MergeStep | undefined) => {
    const report = withMerge({ ...before, outcome }, step);
    return [report.outcome, report.changed, report.merge, report.reason];
  };
  test.each<[MergeStep | undefined, Outcome, readonly unknown[]]>([
    [undefined, 'created', ['created', false, undefined, 'Because.']],
    [
      { kind: 'merged', changed: true },
      'created',
      ['merged', true, 'merged', 'The pull request was opened and merged.'],
    ],
    [
      { kind: 'merged', changed: true },
      'updated',
      ['merged', true, 'merged', 'The pull request was brought up to date and merged.'],
    ],
    [
      { kind: 'merged', changed: true },
      'superseded',
      [
        ...['merged', true, 'merged'],
        'The pull request proposed an older digest; it proposed this one, and was merged.',
      ],
    ],
    [
      { kind: 'merged', changed: true },
      'unchanged',
      ['merged', true, 'merged', 'Its gates have passed, so it was merged.'],
    ],
    [
      { kind: 'merged', changed: true },
      'blocked',
      ['merged', true, 'merged', 'The pull request was merged.'],
    ],
    [
      { kind: 'merged', changed: false },
      'unchanged',
      ['unchanged', false, 'merged', 'Because. It was merged meanwhile.'],
    ],
    [
      { kind: 'queued', changed: true },
      'created',
      ['created', true, 'queued', 'Because. It is in the merge queue.'],
    ],
    [
      { kind: 'armed', changed: false },
      'created',
      ['created', false, 'armed', 'Because. GitHub merges it as soon as its rules are met.'],
    ],
    [
      { kind: 'waits', changed: false, why: 'It is a draft.' },
      'created',
      ['created', false, 'waits', 'Because. It is a draft.'],
    ],
  ])('%j after %s', (step, outcome, expected) => {
    expect(merged(outcome, step)).toEqual(expected);
  });

  test('was changed before, whatever the merge came to', () => {
    expect(withMerge({ ...before, changed: true }, { kind: 'armed', changed: false }).changed).toBe(true);
  });
});

describe('what goes wrong after a pull request is written', () => {
  test('is told in its report, beside what was told before', () => {
    const [first, second, third] = [mistake('First.'), mistake('Second.'), mistake('Third.')];
    expect(failedReport({ ...before, errors: [first] }, [second], true)).toEqual({
      ...{ ...before, outcome: 'blocked', changed: true, reason: 'Second.', errors: [first, second] },
    });
    const several = failedReport({ ...before, changed: true }, [first, second, third], false);
    expect(several).toMatchObject({ changed: true, reason: 'First. (and 2 more in the log)' });
    expect(failedReport(before, [first], false).changed).toBe(false);
  });

  test('does not end the run', async () => {
    let writes = 3;
    const github = { writes: () => writes };
    const fail = async (): Promise<LaneReport> => {
      writes += 1;
      throw new WaybillErrors([mistake('First.'), mistake('Second.')]);
    };
    expect(await toldIn(before, github, fail)).toMatchObject({
      ...{ outcome: 'blocked', changed: true, reason: 'First. (and 1 more in the log)' },
    });
    const quiet = await toldIn(before, github, () => Promise.reject(mistake('First.')));
    expect(quiet.changed).toBe(false);
    expect(await toldIn(before, github, () => Promise.resolve({ ...before, reason: 'Done.' }))).toEqual({
      ...before,
      reason: 'Done.',
    });
  });

  test.each([
    ['a bug', new TypeError('nobody thought of it')],
    ['a token that GitHub rejects', new WaybillError('TOKEN_REJECTED', 'No.', { hint: 'Renew it.' })],
    [
      'such a token beside another error',
      new WaybillErrors([mistake('no'), new WaybillError('TOKEN_REJECTED', 'No.', { hint: 'Renew it.' })]),
    ],
  ])('but %s does', async (_, thrown) => {
    expect(() => errorsOfLane(thrown)).toThrow(thrown);
    await expect(toldIn(before, { writes: () => 0 }, () => Promise.reject(thrown))).rejects.toBe(thrown);
  });
});
