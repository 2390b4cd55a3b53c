import { expect, test } from '@jest/globals';
import { laneBranch } from '../../../src/promotion/lane/lane.ts';
import { planKey } from '../../../src/promotion/lane/plan-key.ts';
import type { Purpose } from '../../../src/promotion/lane/purpose.ts';
import { digestOf } from '../gates/a-question.ts';

// A release that named a branch otherwise, or counted a proposal as another one, would open a second pull
// request beside each open one, and open again what people closed. So the names are written out here.

const HASHED = expect.stringMatching(/-[0-9a-f]{8}$/);

test.each([
  ['is kept', 'a.b_c-D9', 'a.b_c-D9'],
  ['is kept, of one letter', 'a', 'a'],
  ['is kept with 100 characters', 'a'.repeat(100), 'a'.repeat(100)],
  ['with 101 characters is cut, and hashed', 'a'.repeat(101), `${'a'.repeat(100)}-9d079339`],
  ['with a dot at its end', 'a.', 'a-'],
  ['with a dot at its beginning', '.a', 'a-'],
  ['with blanks and slashes', ' A b//c ', 'a-b-c-'],
  ['with several dashes at its ends', '--a--', 'a-'],
  ['with a lock at its end', 'a.lock', 'a-lock-'],
  ['with two dots', 'a..b', 'a-b-'],
])('the name of an image %s', (_what, unit, expected) => {
  const segment = laneBranch({ environment: 'dev', unit }).replace('waybill/dev/', '');
  if (!expected.endsWith('-')) expect(segment).toBe(expected);
  else {
    expect(segment.slice(0, expected.length)).toBe(expected);
    expect(segment).toEqual(HASHED);
    expect(segment).toHaveLength(expected.length + 8);
  }
});

test('a name of which nothing is left is its hash', () => {
  expect(laneBranch({ environment: 'ä', unit: '***' })).toMatch(/^waybill\/[0-9a-f]{8}\/[0-9a-f]{8}$/);
});

const asked = { by: 'alice', reason: 'slow', run: undefined };
test.each<[string, Purpose, string]>([
  [
    'a promotion',
    { kind: 'promotion', wave: undefined },
    '1d69963923c4fa9ed481d9f5dcde6b5566c973b5304c5a2c6010cf2304fd0c85',
  ],
  [
    'a wave',
    { kind: 'promotion', wave: { number: 1, of: 2, targets: ['eu', 'us'] } },
    '58e6cbe497edc39a86b0ea08303bff3f7a596ab4fd3dc279552d1e891ab798c8',
  ],
  [
    'a hotfix',
    { kind: 'hotfix', asked, passedOver: [] },
    '6dc2bace48b52c570baf352340f9eb7d86a2cd4ca8f0765ef7c40922b5c72bca',
  ],
  [
    'a roll back',
    { kind: 'roll-back', asked, from: [{ name: 'api', digest: digestOf('1') }], holds: true },
    '01b291dd1ed6322bd810afae421d8be5d86d03a1cb45791728caae8eefe3d2b2',
  ],
])('the key of %s is the same from release to release', (_what, purpose, key) => {
  const base = { repository: 'acme/config', branch: 'main' };
  const images = ['web', 'api'].map((name) => ({
    name,
    repository: `ghcr.io/acme/${name}`,
    digest: digestOf('2'),
  }));
  expect(planKey(base, { environment: 'prod', unit: 'shop' }, images, purpose)).toBe(key);
});
