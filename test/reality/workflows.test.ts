import { describe, expect, test } from '@jest/globals';
import { WORKFLOWS } from './workflows.ts';
import { titlesIn } from './titles.ts';

describe.each(WORKFLOWS)('$fact', ({ standIn, product }) => {
  test('is tested for the product, and in the stand-in where GitHub or an agent answers, by tests that are there', () => {
    expect(product).not.toEqual([]);
    for (const { file, title } of [...standIn, ...product]) expect(titlesIn(file)).toContain(title);
  });
});
