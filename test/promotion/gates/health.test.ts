import { describe, expect, test } from '@jest/globals';
import { healthGate } from '../../../src/promotion/gates/health.ts';
import type { CommitStatus, CommitStatuses } from '../../../src/promotion/gates/question.ts';
import { upstream } from './a-question.ts';

type State = CommitStatus['state'];

/** Commits, newest first, each with what it says of `apps` and `jobs`; `-` says nothing. */
function commits(...states: readonly (readonly (State | '-')[])[]): readonly CommitStatuses[] {
  return states.map((pair, index) => ({
    oid: `${index}`.repeat(40),
    url: `https://github.com/c/${index}`,
    statuses: pair.flatMap((state, at) =>
      state === '-' ? [] : [{ context: at === 0 ? 'apps' : 'jobs', state, description: '', url: undefined }],
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

  test('of an upstream that went on before it was healthy has failed for good', () => {
    const at = (day: number) => ({ at: new Date(Date.UTC(2026, 0, day)), commit: 'c', url: undefined });
    const declares = { kind: 'before', since: at(1), until: at(2) } as const;
    const asked = upstream('staging', { declares, contexts: ['apps'], commits: commits(['-']) });
    expect(healthGate(asked)).toMatchObject({
      state: 'failed',
      isFinal: true,
      reason: 'In staging, apps has not reported, and it declares another digest since 2026-01-02 00:00 UTC.',
    });
  });

  test('without anything to look at is not success', () => {
    expect(healthGate(upstream('staging'))).toMatchObject({ state: 'pending' });
  });

  test('links to the status, or to its commit', () => {
    const [first] = commits(['success', '-']);
    const status = {
      ...{ context: 'jobs', description: '' },
      ...({ state: 'success', url: 'https://ci.example' } as const),
    };
    const found = [
      { ...(first ?? { oid: '', url: undefined }), statuses: [...(first?.statuses ?? []), status] },
    ];
    expect(healthGate(upstream('s', { contexts: ['apps', 'jobs'], commits: found })).evidence).toEqual([
      { text: 'apps is successful at 0000000', url: 'https://github.com/c/0' },
      { text: 'jobs is successful at 0000000', url: 'https://ci.example' },
    ]);
  });
});

/** Statuses of one commit as `context: state`, or as `context: state, description`. */
function statuses(...lines: readonly string[]): readonly CommitStatus[] {
  return lines.map((line) => {
    const [, context = '', state = '', description = ''] = /^(.*): (\w+)(?:, (.*))?$/.exec(line) ?? [];
    const known = (['success', 'failure', 'error', 'pending'] as const).find((one) => one === state);
    if (known === undefined) throw new Error(`Not a state: ${line}`);
    return { context, state: known, description, url: undefined };
  });
}

/** What the gate says of commits that hold these statuses, newest first. */
function said(contexts: readonly string[], ...found: readonly (readonly CommitStatus[])[]): string {
  const list = found.map((one, index) => ({ oid: `${index}`.repeat(40), url: undefined, statuses: one }));
  const { state, reason } = healthGate(upstream('dev', { contexts, commits: list }));
  return `${state} ${reason}`;
}

describe('a context with *', () => {
  test.each<[string, string, readonly (readonly CommitStatus[])[], string]>([
    [
      'stands for one part',
      'kustomization/apps/*',
      [statuses('kustomization/apps/7ca4cc12: success')],
      'passed dev is healthy: kustomization/apps/*.',
    ],
    [
      'stands for no more and no fewer',
      'kustomization/*',
      [statuses('kustomization/apps/7ca4cc12: success', 'kustomization/: success', 'kustomization: success')],
      'pending In dev, kustomization/* has not reported (kustomization/apps/7ca4cc12 has; write "kustomization/*/*").',
    ],
    [
      'stands for a piece of a part, too',
      'apps-*-eu',
      [statuses('apps-1-eu: success', 'apps-2-us: failure')],
      'passed dev is healthy: apps-*-eu.',
    ],
    [
      'has no other signs',
      'a.*+(x)',
      [statuses('a.b+(x): success', 'acb+(x): failure')],
      'passed dev is healthy: a.*+(x).',
    ],
    [
      'of two clusters, one that failed is a failure',
      'kustomization/apps/*',
      [statuses('kustomization/apps/b: failure', 'kustomization/apps/a: success')],
      'failed In dev, kustomization/apps/b has failed at 0000000.',
    ],
    [
      'of two clusters, one that waits is waited for',
      'kustomization/apps/*',
      [statuses('kustomization/apps/a: success', 'kustomization/apps/b: pending')],
      'pending In dev, kustomization/apps/b is pending at 0000000.',
    ],
    [
      'the newest of each counts, on whichever commit',
      'kustomization/apps/*',
      [
        statuses('kustomization/apps/a: success'),
        statuses('kustomization/apps/a: failure', 'kustomization/apps/b: failure'),
        statuses('kustomization/apps/b: success'),
      ],
      'failed In dev, kustomization/apps/b has failed at 1111111.',
    ],
    [
      'that nothing has is not successful',
      'kustomization/apps/*',
      [statuses('kustomization/infra/a: success')],
      'pending In dev, kustomization/apps/* has not reported.',
    ],
    [
      'does not stand for the statuses of Waybill',
      '*/*',
      [statuses('waybill/health: failure', 'kustomization/apps: success')],
      'passed dev is healthy: */*.',
    ],
    ['nor for its verdict', '*', [statuses('waybill: success')], 'pending In dev, * has not reported.'],
  ])('%s', (_, context, found, expected) => {
    expect(said([context], ...found)).toBe(expected);
  });
});

test('upper and lower case are one context, as they are for GitHub', () => {
  const found = [statuses('Apps: failure'), statuses('apps: success')];
  expect(said(['APPS'], ...found)).toBe('failed In dev, Apps has failed at 0000000.');
  expect(said(['A*'], ...found)).toBe('failed In dev, Apps has failed at 0000000.');
});

// What Flux was seen to post, by the versions of its notification-controller.
describe('of what Flux posts', () => {
  test.each<[string, readonly string[], string]>([
    [
      'a success that says so counts, under the name of its Provider',
      ['kustomization/apps/7ca4cc12: success, reconciliation succeeded'],
      'passed dev is healthy: kustomization/apps/*.',
    ],
    [
      'a success by 1.5 to 1.7 says that the digest never ran',
      ['kustomization/apps/7ca4cc12: success, dependency not ready'],
      'pending In dev, kustomization/apps/7ca4cc12 says "dependency not ready" at 0000000.',
    ],
    [
      'a check that a newer commit broke off is no success',
      ['kustomization/apps/7ca4cc12: success, health check canceled'],
      'pending In dev, kustomization/apps/7ca4cc12 says "health check canceled" at 0000000.',
    ],
    [
      'nor would it be a failure',
      ['kustomization/apps/7ca4cc12: failure, Health check canceled '],
      'pending In dev, kustomization/apps/7ca4cc12 says "health check canceled" at 0000000.',
    ],
    [
      'an upgrade that Helm took back is a failure, however well that went',
      ['kustomization/apps/7ca4cc12: success, rollback succeeded'],
      'failed In dev, kustomization/apps/7ca4cc12 says "rollback succeeded" at 0000000.',
    ],
    [
      'and so is an install that Helm took back',
      ['kustomization/apps/7ca4cc12: success, uninstall succeeded'],
      'failed In dev, kustomization/apps/7ca4cc12 says "uninstall succeeded" at 0000000.',
    ],
    [
      'a stalled Deployment is a failure',
      ['kustomization/apps/7ca4cc12: failure, health check failed'],
      'failed In dev, kustomization/apps/7ca4cc12 has failed at 0000000.',
    ],
    [
      'a path that is not there is a failure',
      ['kustomization/apps/7ca4cc12: failure, artifact failed'],
      'failed In dev, kustomization/apps/7ca4cc12 has failed at 0000000.',
    ],
    ['nothing during a rollout is waited for', [], 'pending In dev, kustomization/apps/* has not reported.'],
    [
      'the Provider of a second cluster has a name of its own',
      [
        'kustomization/apps/7ca4cc12: success, reconciliation succeeded',
        'kustomization/apps/0d41f2aa: failure, health check failed',
      ],
      'failed In dev, kustomization/apps/0d41f2aa has failed at 0000000.',
    ],
  ])('%s', (_, found, expected) => {
    expect(said(['kustomization/apps/*'], statuses(...found))).toBe(expected);
  });

  test('a name without the suffix never comes, and the gate says what to write', () => {
    const found = statuses('kustomization/apps/7ca4cc12: success, reconciliation succeeded');
    expect(said(['kustomization/apps'], found)).toBe(
      'pending In dev, kustomization/apps has not reported (kustomization/apps/7ca4cc12 has; write "kustomization/apps/*").',
    );
  });

  test('what is not ready on a newer commit counts, and not the success before', () => {
    const before = statuses('kustomization/apps/7ca4cc12: success, reconciliation succeeded');
    const now = statuses('kustomization/apps/7ca4cc12: success, dependency not ready');
    expect(said(['kustomization/apps/*'], now, before)).toMatch(/^pending /);
    expect(said(['kustomization/apps/*'], before, now)).toMatch(/^passed /);
  });

  test('the words of another agent mean the same', () => {
    expect(said(['argocd/shop'], statuses('argocd/shop: success, Dependency not ready'))).toMatch(
      /^pending /,
    );
  });
});
