import { describe, expect, test } from '@jest/globals';
import { bareEnvironment } from '../../src/config/parse.ts';
import { fileMatcher } from '../../src/config/configured-environments.ts';
import { globProblem, staticPrefixes } from '../../src/config/globs.ts';
import { errorsOf } from '../../src/errors/waybill-error.ts';

describe('a pattern matches', () => {
  test.each([
    ['envs/dev/**', 'envs/dev/kustomization.yaml', true],
    ['envs/dev/**', 'envs/dev/a/b/c.yaml', true],
    ['envs/dev/**', 'envs/development/a.yaml', false],
    ['envs/dev/*.yaml', 'envs/dev/a/b.yaml', false],
    ['clusters/*/apps/**', 'clusters/eu-1/apps/api.yaml', true],
    ['values-{dev,qa}.yaml', 'values-qa.yaml', true],
    ['values-[a-c].yaml', 'values-b.yaml', true],
    ['v?.yaml', 'v1.yaml', true],
    ['a.yaml', 'aXyaml', false],
    ['a.yaml', 'A.yaml', false],
    ['envs/dev/.argocd-source-api.yaml', 'envs/dev/.argocd-source-api.yaml', true],
    ['envs/dev/.argocd-source-*.yaml', 'envs/dev/.argocd-source-api.yaml', true],
    ['envs/**/.argocd-source-*.yaml', 'envs/dev/x/.argocd-source-api.yaml', true],
    ['envs/dev/**', 'envs/dev/.hidden.yaml', false],
    ['**', 'waybill.yaml', false],
    ['*.yaml', 'waybill.yaml', false],
    ['**', 'envs/waybill.yaml', true],
    ['.g*/**', '.github/workflows/ci.yml', false],
    ['.g*/**', '.git/config', false],
    ['**/.g*/**', 'sub/.git/config', false],
    ['{.github,a}/**', '.GitHub/workflows/ci.yml', false],
    ['@(a).yaml', 'a.yaml', false],
    ['a(b).yaml', 'a(b).yaml', true],
  ])('%s against %s: %s', (glob, path, expected) => {
    expect(fileMatcher({ files: [glob] })(path)).toBe(expected);
  });

  test('when one of several does', () => {
    const matches = fileMatcher({ files: ['a/**', 'b/**'] });
    expect(['a/x', 'b/x', 'c/x'].map(matches)).toEqual([true, true, false]);
  });
});

describe('a pattern is refused', () => {
  test.each([
    ['', 'blank'],
    [' a', 'blanks around it'],
    ['/envs/**', 'absolute'],
    ['C:/envs', 'absolute'],
    ['a\\b', 'backslash'],
    ['../other/**', 'leaves the repository'],
    ['a/../../b', 'leaves the repository'],
    ['./a', 'empty folder name or "."'],
    ['a//b', 'empty folder name'],
    ['a/', 'is a folder'],
    ['.', 'is a folder'],
    ['.git/config', 'never a file of an environment'],
    ['a/.git/**', 'never a file of an environment'],
    ['.github/workflows/*', 'never a file of an environment'],
    ['.GitHub/x', 'never a file of an environment'],
    ['waybill.yaml', 'never a file of an environment'],
    ['!a/**', 'kind of pattern'],
    ['a/!(b)', 'kind of pattern'],
    ['+(a)+(a)+(a)', 'kind of pattern'],
    ['a[b', 'brackets'],
    ['a'.repeat(301), 'longer than 300'],
  ])('%s', (glob, problem) => {
    expect(globProblem(glob)?.problem).toContain(problem);
  });
});

describe('a pattern that is refused', () => {
  test.each([
    ['', 'Write a path from the root of the config repo, for example "envs/dev/**".'],
    ['a\\b', 'Folders are separated by "/".'],
    [
      '!a/**',
      'Use *, **, ?, [abc] and {a,b}; name what belongs to the environment, and nothing is left to exclude.',
    ],
    ['a/', 'Write "a/**" for every file below it.'],
    ['waybill.yaml', 'Files below .git and .github, and waybill.yaml itself, are not edited by a promotion.'],
  ])('%j comes with what to write', (glob, hint) => {
    expect(globProblem(glob)?.hint).toBe(hint);
  });
});

test.each([
  ['the longest there may be', 'a'.repeat(300)],
  ['a colon in a name', 'envs/ab:c.yaml'],
  ['a file of that name in a folder', 'envs/waybill.yaml'],
])('a pattern may have %s', (_, glob) => {
  expect(globProblem(glob)).toBeUndefined();
});

describe('the folders to list', () => {
  test.each([
    [['envs/dev/**'], ['envs/dev']],
    [['envs/dev/values.yaml'], ['envs/dev']],
    [['values.yaml'], ['']],
    [['**/values.yaml'], ['']],
    [['clusters/*/apps/**'], ['clusters']],
    [['a/b/*.yaml', 'a/b/c/**'], ['a/b']],
    [
      ['a/b/**', 'a/bc/**'],
      ['a/b', 'a/bc'],
    ],
    [
      ['b/x{1,2}/y', 'a/[xy]/z'],
      ['a', 'b'],
    ],
    [['a/**', '*.yaml'], ['']],
    [['a/**', 'a/**'], ['a']],
  ])('of %j are %j', (globs, expected) => {
    expect(staticPrefixes(globs)).toEqual(expected);
  });
});

describe('an environment without a waybill.yaml', () => {
  test('has the defaults of one', () => {
    expect(bareEnvironment('dev', ['a/**'])).toMatchObject({
      name: 'dev',
      files: ['a/**'],
      merge: 'manual',
      draft: false,
    });
  });

  test('is checked as one', () => {
    const attempt = (): unknown => bareEnvironment('a b', ['/abs', '../x']);
    expect(attempt).toThrow();
    try {
      attempt();
    } catch (thrown) {
      expect(errorsOf(thrown).map(({ code, message }) => `${code} ${message}`)).toEqual([
        'INPUT_INVALID environment is "a b", which cannot be a name',
        'INPUT_INVALID files[0] is "/abs", which is an absolute path',
        'INPUT_INVALID files[1] is "../x", which leaves the repository',
      ]);
    }
  });
});
