import { describe, expect, test } from '@jest/globals';
import { GITHUB } from './github.ts';
import { titlesIn } from './titles.ts';

describe.each(GITHUB)('$fact', ({ standIn, product }) => {
  test('is tested in the stand-in and for the product, by tests that are there', () => {
    expect(product).not.toEqual([]);
    for (const { file, title } of [...standIn, ...product]) expect(titlesIn(file)).toContain(title);
  });
});

test('a fact without a test in the stand-in is about when requests are sent alone', () => {
  const facts = GITHUB.filter(({ standIn }) => standIn.length === 0).map(({ fact }) => fact);
  expect(facts).toEqual([expect.stringContaining('a second between writes')]);
});
