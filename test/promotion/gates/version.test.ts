import { expect, test } from '@jest/globals';
import { downgradeFrom, versionGate } from '../../../src/promotion/gates/version.ts';
import { digestOf, member } from './a-question.ts';

function known(
  tag: string | undefined,
  version?: string,
): { tag: string | undefined; version: string | undefined } {
  return { tag, version };
}

test.each([
  ['a tag in the range', known('v1.5.0'), known('v1.4.0'), '>=1.0.0', 'passed 1.5.0 is in >=1.0.0.'],
  ['what the image says counts first', known('v9.0.0', '1.5.0'), known('v1'), '^1', 'passed 1.5.0 is in ^1.'],
  ['an image that says no version', known('v1.5.0', 'main'), known('v1'), '^1', 'passed 1.5.0 is in ^1.'],
  ['a tag below it', known('v0.9.0'), known('v0.8.0'), '>=1.0.0', 'failed 0.9.0 is not in >=1.0.0.'],
  [
    'a pre-release',
    known('v2.0.0-rc.1'),
    known('v1.4.0'),
    '>=1.0.0',
    'failed 2.0.0-rc.1 is not in >=1.0.0, which lets no pre-release in.',
  ],
  [
    'a pre-release below the range',
    known('v0.9.0-rc.1'),
    known('v0.8.0'),
    '>=1.0.0',
    'failed 0.9.0-rc.1 is not in >=1.0.0.',
  ],
  [
    'a pre-release that the range names',
    known('v2.0.0-rc.2'),
    known('v1.4.0'),
    '>=2.0.0-rc.1',
    'passed 2.0.0-rc.2 is in >=2.0.0-rc.1.',
  ],
  [
    'a tag that is no version',
    known('main'),
    known('v1.4.0'),
    '*',
    'failed main has no semantic version to hold against *.',
  ],
  [
    'a tag that moves',
    known('v1.4'),
    known('v1.4.0'),
    '*',
    'failed v1.4 has no semantic version to hold against *.',
  ],
  [
    'neither tag nor record',
    known(undefined),
    known('v1.4.0'),
    '*',
    'failed sha256:222222222222 has no semantic version to hold against *.',
  ],
  [
    'a downgrade is said, and passes',
    known('v1.3.0'),
    known('v1.4.0'),
    '^1',
    'passed 1.3.0 is in ^1. It goes back from 1.4.0.',
  ],
  [
    'a downgrade below the range',
    known('v0.3.0'),
    known('v1.4.0'),
    '^1',
    'failed 0.3.0 is not in ^1. It goes back from 1.4.0.',
  ],
])('%s', (_, next, declared, range, expected) => {
  const asked = member('api', { ...next, declared: [{ ...declared, digest: digestOf('1') }] });
  const { state, reason } = versionGate(asked, range);
  expect(`${state} ${reason}`).toBe(expected);
});

test.each([
  ['v1.3.0', ['v1.4.0'], '1.4.0'],
  ['v1.4.0', ['v1.4.0'], undefined],
  ['v1.5.0', ['v1.4.0'], undefined],
  ['v1.10.0', ['v1.9.0'], undefined],
  ['v2.0.0-rc.1', ['v2.0.0'], '2.0.0'],
  ['v1.4.0', ['v1.3.0', 'v1.5.0', 'main'], '1.5.0'],
  ['main', ['v1.4.0'], undefined],
  ['v1.4.0', ['main'], undefined],
  ['v1.4.0', [], undefined],
])('from %s over %j goes back from %s', (next, declared, expected) => {
  expect(
    downgradeFrom(
      known(next),
      declared.map((tag) => known(tag)),
    ),
  ).toBe(expected);
});

test('what the registry did not answer is pending, whatever the tag says', () => {
  const asked = member('api', { tag: 'v9.0.0', unanswered: true });
  expect(versionGate(asked, '>=1.0.0')).toMatchObject({
    state: 'pending',
    reason: 'The version is not known: the registry did not answer.',
  });
});
