import { describe, expect, test } from '@jest/globals';
import { orderGate } from '../../../src/promotion/gates/order.ts';
import type {
  CommitStatus,
  TargetStanding,
  UpstreamDeclares,
  UpstreamStanding,
} from '../../../src/promotion/gates/question.ts';
import { digestOf, member, question, upstream } from './a-question.ts';

const elsewhere: UpstreamDeclares = { kind: 'not', instead: [{ digest: digestOf('1'), tag: 'v1.4.0' }] };
const untagged: UpstreamDeclares = { kind: 'not', instead: [{ digest: digestOf('1'), tag: undefined }] };
const nothing: UpstreamDeclares = { kind: 'not', instead: [] };
const earlier: UpstreamDeclares = {
  kind: 'before',
  since: { at: new Date('2026-01-01T00:00:00Z'), commit: 'c'.repeat(40), url: undefined },
  until: { at: new Date('2026-01-02T00:00:00Z'), commit: 'd'.repeat(40), url: undefined },
};

function said(
  need: 'all' | 'any',
  upstreams: readonly UpstreamStanding[],
  earlierTargets?: readonly TargetStanding[],
): string {
  const environments = upstreams.map(({ environment }) => environment);
  const { environment } = question('');
  const wave =
    earlierTargets === undefined ? undefined : { number: 2, targets: ['us-1'], earlier: earlierTargets };
  const asked = { environment: { ...environment, after: { need, environments } }, wave };
  const { state, reason } = orderGate(member('api', { upstreams }), asked);
  return `${state} ${reason}`;
}

describe('order', () => {
  test.each<[string, 'all' | 'any', UpstreamStanding[], string]>([
    ['the one upstream declares it', 'all', [upstream('dev')], 'passed v1.5.0 is declared in dev.'],
    [
      'the one upstream declares another',
      'all',
      [upstream('dev', { declares: elsewhere })],
      'pending v1.5.0 is not declared in dev (which declares v1.4.0).',
    ],
    [
      'the one upstream declares another without a tag',
      'all',
      [upstream('dev', { declares: untagged })],
      'pending v1.5.0 is not declared in dev (which declares sha256:111111111111).',
    ],
    [
      'the one upstream declares nothing',
      'all',
      [upstream('dev', { declares: nothing })],
      'pending v1.5.0 is not declared in dev.',
    ],
    ['all of them do', 'all', [upstream('eu'), upstream('us')], 'passed v1.5.0 is declared in eu and us.'],
    [
      'one of all does not',
      'all',
      [upstream('eu'), upstream('us', { declares: elsewhere })],
      'pending v1.5.0 is not declared in us (which declares v1.4.0).',
    ],
    [
      'one of any does',
      'any',
      [upstream('eu', { declares: elsewhere }), upstream('us')],
      'passed v1.5.0 is declared in us.',
    ],
    [
      'none of any does',
      'any',
      [upstream('eu', { declares: nothing }), upstream('us', { declares: nothing })],
      'pending v1.5.0 is not declared in eu or us.',
    ],
    [
      'it was declared there before, and waits in a queue',
      'all',
      [upstream('dev', { declares: earlier })],
      'passed v1.5.0 was declared in dev until 2026-01-02 00:00 UTC.',
    ],
    [
      'it was rolled back there',
      'all',
      [upstream('dev', { declares: { kind: 'not', instead: [], isRolledBack: true } }), upstream('eu')],
      'failed v1.5.0 was rolled back in dev.',
    ],
    ['there is no upstream', 'all', [], 'passed No environment comes before.'],
  ])('%s', (_, need, upstreams, expected) => {
    expect(said(need, upstreams)).toBe(expected);
  });

  test('shows the commits that brought it', () => {
    const since = {
      at: new Date('2026-01-01T00:00:00Z'),
      commit: 'abcdef0123456789',
      url: 'https://github.com/c',
    };
    const upstreams = [upstream('dev', { declares: { kind: 'now', since } }), upstream('qa')];
    expect(orderGate(member('api', { upstreams }), question('')).evidence).toEqual([
      { text: 'dev at abcdef0', url: 'https://github.com/c' },
      { text: 'qa at ccccccc', url: undefined },
    ]);
  });
});

describe('a wave', () => {
  const target = (name: string, more: Partial<TargetStanding> = {}): TargetStanding => ({
    target: name,
    converged: true,
    contexts: [],
    commits: [],
    ...more,
  });
  const reported = (name: string, state?: CommitStatus['state']): TargetStanding => {
    const context = `apps-${name}`;
    const statuses = state === undefined ? [] : [{ context, state, description: '', url: undefined }];
    return target(name, {
      contexts: [context],
      commits: [{ oid: '0123456789', url: undefined, statuses }],
    });
  };

  test.each<[string, TargetStanding[], string]>([
    [
      'comes when the waves before declare it',
      [target('eu-1'), target('eu-2')],
      'passed v1.5.0 is declared in dev. The waves before have converged.',
    ],
    [
      'waits for a target that does not declare it',
      [target('eu-1'), target('eu-2', { converged: false })],
      'pending Wave 2 waits until eu-2 declares it.',
    ],
    [
      'waits for several',
      [target('eu-1', { converged: false }), target('eu-2', { converged: false })],
      'pending Wave 2 waits until eu-1 and eu-2 declare it.',
    ],
    [
      'comes when they are healthy',
      [reported('eu-1', 'success')],
      'passed v1.5.0 is declared in dev. The waves before have converged.',
    ],
    [
      'waits for one that says nothing',
      [reported('eu-1')],
      'pending Wave 2 waits until eu-1 (apps-eu-1 has not reported) is healthy.',
    ],
    [
      'fails with one that has failed',
      [reported('eu-1', 'failure'), reported('eu-2', 'pending')],
      'failed Wave 2 waits until eu-1 (apps-eu-1 has failed at 0123456) and eu-2 (apps-eu-2 is pending at 0123456) are healthy.',
    ],
  ])('%s', (_, targets, expected) => {
    expect(said('all', [upstream('dev')], targets)).toBe(expected);
  });

  test('does not come before the upstreams declare it, however its own environment stands', () => {
    expect(said('all', [upstream('dev', { declares: nothing })], [target('eu-1')])).toBe(
      'pending v1.5.0 is not declared in dev.',
    );
  });
});
