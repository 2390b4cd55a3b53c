import { describe, expect, test } from '@jest/globals';
import { didYouMean, nearest } from '../../src/errors/nearest.ts';

describe('nearest', () => {
  test.each([
    ['stagign', 'staging'],
    ['Prod', 'prod'],
    ['prd', 'prod'],
    ['de', 'dev'],
  ])('finds the word meant by %s', (word, meant) => {
    expect(nearest(word, ['dev', 'staging', 'prod'])).toBe(meant);
  });

  test('stays silent when nothing is close', () => {
    expect(nearest('europe', ['dev', 'staging', 'prod'])).toBeUndefined();
    expect(didYouMean('europe', ['dev'])).toBe('');
  });

  test('speaks in one sentence', () => {
    expect(didYouMean('stagin', ['staging'])).toBe(' Did you mean "staging"?');
  });
});
