import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isBranchOrTag, matchesRef } from '../../../src/verification/provenance/ref-pattern.ts';
import { rounds } from '../../rounds.ts';

describe('a pattern for refs', () => {
  test.each([
    ['refs/heads/main', 'refs/heads/main', true],
    ['refs/heads/main', 'refs/heads/main-evil', false],
    ['refs/heads/main', 'xrefs/heads/main', false],
    ['refs/heads/main', 'refs/heads/mai', false],
    ['refs/tags/v*', 'refs/tags/v1.4.0', true],
    ['refs/tags/v*', 'refs/tags/v', true],
    ['refs/tags/v*', 'refs/tags/w1', false],
    ['refs/tags/v*.0', 'refs/tags/v1.0.0', true],
    ['refs/tags/v*.0', 'refs/tags/v1.0.1', false],
    ['refs/heads/*/x', 'refs/heads/a/b/x', true],
    ['refs/heads/a.c', 'refs/heads/abc', false],
    ['refs/heads/a+', 'refs/heads/aa', false],
  ])('%s takes %s: %s', (pattern, ref, takes) => {
    expect(matchesRef(pattern, ref)).toBe(takes);
  });

  test('without a star it is equality', () => {
    const text = fc.string().map((characters) => characters.replaceAll('*', ''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(matchesRef(a, b)).toBe(a === b);
        expect(matchesRef(a, a)).toBe(true);
      }),
      rounds(2000),
    );
  });

  test('with stars it is what the parts in their order say', () => {
    const letters = fc.stringMatching(/^[ab*]{0,8}$/);
    fc.assert(
      fc.property(letters, fc.stringMatching(/^[ab]{0,10}$/), (pattern, ref) => {
        const parts = pattern.split('*').join('[^]*');
        expect(matchesRef(pattern, ref)).toBe(new RegExp(`^(?:${parts})$`).test(ref));
      }),
      rounds(5000),
    );
  });

  test('many stars take no time', () => {
    expect(matchesRef('*a'.repeat(200), 'a'.repeat(20_000) + 'b')).toBe(false);
  });

  test.each([
    ['refs/heads/main', true],
    ['refs/tags/v1', true],
    ['refs/heads/', false],
    ['refs/pull/7/merge', false],
    ['refs/headsx/main', false],
  ])('%s is a branch or a tag: %s', (ref, is) => {
    expect(isBranchOrTag(ref)).toBe(is);
  });
});
