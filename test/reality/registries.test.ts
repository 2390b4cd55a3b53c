import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type NamedTest, REGISTRIES } from './registries.ts';

/** The titles of the tests in a file, in any quotes, as they are written. */
function titlesIn(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  const titles = text.matchAll(/(?:\btest|\]|\))\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g);
  return [...titles].map(([, , title = '']) => title.replace(/\\(.)/g, '$1'));
}

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
