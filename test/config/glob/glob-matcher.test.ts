import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import picomatch from 'picomatch';
import { compileGlob, globProblem } from '../../../src/config/globs.ts';
import { rounds } from '../../rounds.ts';

describe('a pattern is matched as shells and git do', () => {
  test.each([
    ['a/**', 'a/b/c', true],
    ['a/**', 'a', true],
    ['a/**', 'ab', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/xb', false],
    ['**/b', 'b', true],
    ['**/**/b', 'x/b', true],
    ['**/b', 'xb', false],
    ['**/b', '.x/b', false],
    ['**/.env', 'a/.env', true],
    ['a/**.yaml', 'a/b.yaml', true],
    ['a/**.yaml', 'a/b/c.yaml', false],
    ['a/*', 'a/.b', false],
    ['a/*.yaml', 'a/.yaml', false],
    ['a/?b', 'a/.b', false],
    ['a/[.]b', 'a/.b', false],
    ['a?b', 'a/b', false],
    ['a[!x]b', 'a/b', false],
    ['a[!b-d]', 'ae', true],
    ['a[^b-d]', 'ac', false],
    ['a[]x]', 'a]', true],
    ['a[b-]', 'a-', true],
    ['{a,b/**}/c', 'b/x/y/c', true],
    ['{a,b/**}/c', 'a/c', true],
    ['{**,x}/c', 'a/b/c', true],
    ['v{1,{2,3}}', 'v3', true],
    ['v{1,}', 'v', true],
    ['{{app}}/x', '{{app}}/x', true],
    ['a{b}', 'a{b}', true],
    ['a{b[,]c,d}', 'ab,c', true],
    ['a,b', 'a,b', true],
    ['?', '🚢', true],
    ['grün/*', 'grün/a', true],
  ])('%s against %s: %s', (glob, path, expected) => {
    expect(globProblem(glob)).toBeUndefined();
    expect(compileGlob(glob)(path)).toBe(expected);
  });

  test('and as the library does that others match with', () => {
    const name = fc
      .array(fc.constantFrom('a', 'b', '.', '*', '?', '[ab]', '[^a]', '{a,b}', '{ab,a.*}'), { maxLength: 5 })
      .map((parts) => parts.join(''))
      .filter((text) => text !== '' && !text.includes('**') && !/^\[|^\.+$|\*\.$/.test(text));
    const glob = fc
      .tuple(fc.array(fc.oneof(name, fc.constant('**')), { maxLength: 3 }), name)
      .map(([folders, file]) => [...folders, file].join('/'));
    const somePath = fc
      .array(fc.stringMatching(/^\.?[ab]{1,5}$/), { minLength: 1, maxLength: 4 })
      .map((names) => names.join('/'));
    const options = { windows: false, noextglob: true, nonegate: true, strictBrackets: true };
    fc.assert(
      fc.property(glob, fc.array(somePath, { maxLength: 20 }), (pattern, paths) => {
        const theirs = picomatch(pattern, options);
        const ours = compileGlob(pattern);
        for (const path of paths) expect([path, ours(path)]).toEqual([path, theirs(path)]);
      }),
      rounds(4000),
    );
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['a{b', 'brackets do not match'],
    ['a}b', 'brackets do not match'],
    ['a]b', 'brackets do not match'],
    ['a[]', 'brackets do not match'],
    ['{a,[b}', 'brackets do not match'],
    ['a[b/c]', 'slash between'],
    ['v{1..12}.yaml', 'counts with ".."'],
  ])('%s', (glob, problem) => {
    expect(globProblem(glob)?.problem).toContain(problem);
    expect(() => compileGlob(glob)).toThrow(TypeError);
  });
});

// Each of these takes a matcher that tries one way after another longer than anybody waits.
test.each([
  ['many stars', `${'*a'.repeat(15)}b`, 'a'.repeat(4000)],
  ['many folders', `${'**/'.repeat(60)}b`, `${'a/'.repeat(2000)}c`],
  ['choices inside choices', `${'{a,{a,{a,a}}}'.repeat(20)}b`, 'a'.repeat(20)],
  ['choices with stars', `${'{*a,a*}'.repeat(20)}b`, 'a'.repeat(4000)],
])('a pattern with %s ends', (_, glob, path) => {
  expect(globProblem(glob)).toBeUndefined();
  expect(compileGlob(glob)(path)).toBe(false);
});
