import { describe, expect, test } from '@jest/globals';
import { PLATFORM } from './platform.ts';
import { titlesIn } from './titles.ts';

describe.each(PLATFORM)('$fact', ({ standIn, product }) => {
  test('is tested in the stand-in and for the product, by tests that are there', () => {
    expect(product).not.toEqual([]);
    for (const { file, title } of [...standIn, ...product]) expect(titlesIn(file)).toContain(title);
  });
});

test('a fact without a test in the stand-in is about the runner or an agent, which none stands in for', () => {
  const facts = PLATFORM.filter(({ standIn }) => standIn.length === 0).map(({ fact }) => fact);
  expect(facts.filter((fact) => !/^(?:Runner|Agents): /.test(fact))).toEqual([]);
});
