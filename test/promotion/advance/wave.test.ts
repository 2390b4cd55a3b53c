import { expect, test } from '@jest/globals';
import { hasConverged, remainingOf } from '../../../src/promotion/advance/wave.ts';
import type { ProposedImage } from '../../../src/promotion/lane/images.ts';
import { digestOf } from '../gates/a-question.ts';
import { declares, declaresUnknown, stateOf } from './a-standing.ts';

const [OLD, NEW] = [digestOf('1'), digestOf('2')];
const WAVES = [['eu-1'], ['eu-2', 'us-1']];
const api: ProposedImage = { name: 'api', digest: NEW, tag: undefined };
const web: ProposedImage = { name: 'web', digest: NEW, tag: undefined };

/** What the three targets declare of `api`; `-` is nothing. */
function targets(text: string): ReturnType<typeof stateOf> {
  const [first = '-', second = '-', third = '-'] = text.split(' ');
  const of = (letter: string): Record<string, ReturnType<typeof declares>> =>
    letter === '-' ? {} : { api: declares(letter === 'n' ? NEW : OLD) };
  return stateOf({}, { 'eu-1': of(first), 'eu-2': of(second), 'us-1': of(third) });
}

test.each([
  ['o o o', { number: 1, of: 2, targets: ['eu-1'] }],
  ['n o o', { number: 2, of: 2, targets: ['eu-2', 'us-1'] }],
  ['n n o', { number: 2, of: 2, targets: ['eu-2', 'us-1'] }],
  ['o n n', { number: 1, of: 2, targets: ['eu-1'] }],
  ['- o -', { number: 2, of: 2, targets: ['eu-2', 'us-1'] }],
])('of targets that declare %s, the wave is %j', (text, wave) => {
  expect(remainingOf([api], targets(text), WAVES)).toEqual({ kind: 'something', wave });
});

test.each(['n n n', 'n - n', '- - -'])('of targets that declare %s nothing is left', (text) => {
  expect(remainingOf([api], targets(text), WAVES)).toEqual({ kind: 'nothing' });
});

test('a target has converged when it declares every image', () => {
  const state = stateOf({}, { eu: { api: declares(NEW), web: declares(OLD) } });
  expect(hasConverged([api], state, 'eu')).toBe(true);
  expect(hasConverged([api, web], state, 'eu')).toBe(false);
});

test('a target whose tag is not in the registry has not', () => {
  expect(hasConverged([api], stateOf({}, { eu: { api: declaresUnknown('v9') } }), 'eu')).toBe(false);
});

test('a target whose files differ has not', () => {
  expect(hasConverged([api], stateOf({}, { eu: { api: declares(NEW, OLD) } }), 'eu')).toBe(false);
});

test('without waves it is all or nothing', () => {
  expect(remainingOf([api], stateOf({ api: declares(OLD) }), undefined)).toEqual({
    kind: 'something',
    wave: undefined,
  });
  expect(remainingOf([api], stateOf({ api: declares(NEW) }), undefined)).toEqual({ kind: 'nothing' });
});
