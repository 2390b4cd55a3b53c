import { expect, test } from '@jest/globals';
import { holdGate } from '../../../src/promotion/gates/hold.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';
import { aHold } from '../hold/a-hold.ts';
import { digestOf, member } from './a-question.ts';

const held = digestOf('2');

test.each<[string, Hold | undefined, string]>([
  ['not held', undefined, 'passed It is not held.'],
  [
    'held by a roll back',
    aHold('api', held),
    'failed v1.5.0 is held: loses sessions (octocat, 2026-01-05 09:00 UTC).',
  ],
  [
    'held by hand',
    aHold('api', held, { by: undefined, at: undefined, reason: 'slow.' }),
    'failed v1.5.0 is held: slow.',
  ],
  [
    'held by somebody who is not named',
    aHold('api', held, { by: undefined }),
    'failed v1.5.0 is held: loses sessions (2026-01-05 09:00 UTC).',
  ],
  [
    'held at a time that is not known',
    aHold('api', held, { at: undefined, reason: 'v1.5 is slow.' }),
    'failed v1.5.0 is held: v1.5 is slow (octocat).',
  ],
  [
    'held without a reason',
    aHold('api', held, { by: undefined, at: undefined, reason: undefined }),
    'failed v1.5.0 is held.',
  ],
])('%s', (_, hold, expected) => {
  const { state, reason } = holdGate(member('api', { hold }));
  expect(`${state} ${reason}`).toBe(expected);
});

test('shows the file that says so, and where it came from', () => {
  expect(holdGate(member('api', { hold: aHold('api', held) })).evidence).toEqual([
    { text: '.waybill/hold/prod.yaml', url: 'https://github.com/acme/config/actions/runs/1' },
  ]);
});
