import { describe, expect, test } from '@jest/globals';
import { contextsFor, healthGate } from '../../../src/promotion/gates/health.ts';
import type { CommitStatus, CommitStatuses } from '../../../src/promotion/gates/question.ts';
import { upstream } from './a-question.ts';

type State = CommitStatus['state'];

/** Commits, newest first, each with what it says of `apps` and `jobs`; `-` says nothing. */
function commits(...states: readonly (readonly (State | '-')[])[]): readonly CommitStatuses[] {
  return states.map((pair, index) => ({
    oid: `${index}`.repeat(40),
    url: `https://github.com/c/${index}`,
    statuses: pair.flatMap((state, at) =>
      state === '-' ? [] : [{ context: at === 0 ? 'apps' : 'jobs', state, url: undefined }],
    ),
  }));
}

describe('health', () => {
  test.each<[string, readonly CommitStatuses[], string]>([
    ['successful at the head', commits(['success', 'success']), 'passed staging is healthy: apps and jobs.'],
    [
      'successful at commits that contain it',
      commits(['-', '-'], ['success', '-'], ['-', 'success']),
      'passed staging is healthy: apps and jobs.',
    ],
    [
      'the newest of a context counts',
      commits(['success', 'success'], ['failure', 'error']),
      'passed staging is healthy: apps and jobs.',
    ],
    [
      'failed since',
      commits(['failure', 'success'], ['success', 'success']),
      'failed In staging, apps has failed at 0000000.',
    ],
    [
      'an error is a failure',
      commits(['success', 'error']),
      'failed In staging, jobs has failed at 0000000.',
    ],
    [
      'pending since',
      commits(['pending', 'success'], ['success', 'success']),
      'pending In staging, apps is pending at 0000000.',
    ],
    ['one that never came', commits(['success', '-']), 'pending In staging, jobs has not reported.'],
    ['no commit at all', [], 'pending In staging, apps has not reported and jobs has not reported.'],
    [
      'a failure weighs more than what is missing',
      commits(['-', 'failure']),
      'failed In staging, apps has not reported and jobs has failed at 0000000.',
    ],
  ])('%s', (_, found, expected) => {
    const { state, reason } = healthGate(upstream('staging', { contexts: ['apps', 'jobs'], commits: found }));
    expect(`${state} ${reason}`).toBe(expected);
  });

  test('of an upstream that does not declare it is not looked at', () => {
    const declares = { kind: 'not', instead: [] } as const;
    const asked = upstream('staging', { declares, contexts: ['apps'], commits: commits(['success']) });
    expect(healthGate(asked)).toMatchObject({ state: 'pending', reason: 'Waits until staging declares it.' });
  });

  test('without anything to look at is not success', () => {
    expect(healthGate(upstream('staging'))).toMatchObject({ state: 'pending' });
  });

  test('links to the status, or to its commit', () => {
    const [first] = commits(['success', '-']);
    const status = { context: 'jobs', state: 'success', url: 'https://ci.example' } as const;
    const found = [
      { ...(first ?? { oid: '', url: undefined }), statuses: [...(first?.statuses ?? []), status] },
    ];
    expect(healthGate(upstream('s', { contexts: ['apps', 'jobs'], commits: found })).evidence).toEqual([
      { text: 'apps is successful at 0000000', url: 'https://github.com/c/0' },
      { text: 'jobs is successful at 0000000', url: 'https://ci.example' },
    ]);
  });
});

test.each([
  [['apps'], [], ['apps']],
  [['apps'], ['eu', 'us'], ['apps']],
  [['apps', 'apps-{target}'], [], ['apps']],
  [
    ['apps', 'apps-{target}'],
    ['eu', 'us'],
    ['apps-eu', 'apps-us'],
  ],
  [['{target}/{target}'], ['eu'], ['eu/eu']],
  [['apps-{target}'], [], []],
])('of %j, an environment with the targets %j is looked at by %j', (healthy, targets, expected) => {
  expect(contextsFor(healthy, targets)).toEqual(expected);
});
