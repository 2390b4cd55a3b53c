import { describe, expect, test } from '@jest/globals';
import { type NamedTest, REGISTRIES } from './registries.ts';
import { titlesIn } from './titles.ts';

describe.each(REGISTRIES)('$fact', ({ standIn, product }) => {
  test('is tested in the stand-in and for the product, by tests that are there', () => {
    const named: readonly NamedTest[] = [...standIn, ...product];
    expect(product).not.toEqual([]);
    for (const { file, title } of named) expect(titlesIn(file)).toContain(title);
  });
});

test('a fact without a test in the stand-in is about the machine of the client alone', () => {
  const facts = REGISTRIES.filter(({ standIn }) => standIn.length === 0).map(({ fact }) => fact);
  expect(facts).toEqual([expect.stringContaining('a folder of buildx')]);
});
