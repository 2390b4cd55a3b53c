import { describe, expect, test } from '@jest/globals';
import { sourceOf } from '../../../src/actions/record/source-of.ts';
import { parseSource } from '../../../src/image/source.ts';

const COMMIT = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);
const CONTEXT = {
  serverUrl: 'https://github.com',
  repository: 'acme/shop',
  commit: COMMIT,
  ref: 'refs/heads/main',
};
const says = (source: string, revision = '') => ({
  'org.opencontainers.image.source': source,
  'org.opencontainers.image.revision': revision,
});
const NOTHING = { annotations: {}, labels: {} };
const ask = (source?: string, commit?: string) => ({ source: parseSource(source ?? ''), commit });

describe('the source of an adopted image', () => {
  test('is what its labels say', () => {
    const image = { annotations: {}, labels: says('https://github.com/acme/api', OTHER) };
    expect(sourceOf(image, ask(), CONTEXT)).toEqual({
      source: { repository: 'acme/api', commit: OTHER, server: 'https://github.com' },
      warning: undefined,
    });
  });

  test('is what the inputs say where the image is silent', () => {
    expect(sourceOf(NOTHING, ask('acme/api', OTHER), CONTEXT).source).toEqual({
      repository: 'acme/api',
      commit: OTHER,
      server: 'https://github.com',
    });
  });

  test('with a commit alone is the repository of the run', () => {
    expect(sourceOf(NOTHING, ask(undefined, OTHER), CONTEXT).source).toMatchObject({
      repository: 'acme/shop',
      commit: OTHER,
    });
  });

  test('has the ref of the run only when it is the commit of the run', () => {
    expect(sourceOf(NOTHING, ask(undefined, COMMIT), CONTEXT).source).toHaveProperty(
      'ref',
      'refs/heads/main',
    );
    expect(sourceOf(NOTHING, ask(undefined, OTHER), CONTEXT).source).not.toHaveProperty('ref');
    expect(sourceOf(NOTHING, ask('acme/api', COMMIT), CONTEXT).source).not.toHaveProperty('ref');
  });

  test('is unknown when nobody says: the commit of the run is not assumed', () => {
    expect(sourceOf(NOTHING, ask(), CONTEXT)).toEqual({ source: undefined, warning: undefined });
  });

  test('takes the missing half from the inputs', () => {
    const image = { annotations: {}, labels: says('acme/api') };
    expect(sourceOf(image, ask(undefined, OTHER), CONTEXT).source).toMatchObject({
      repository: 'acme/api',
      commit: OTHER,
    });
  });
});

describe('a contradiction is refused', () => {
  test.each([
    [
      'another commit than the label',
      { annotations: {}, labels: says('acme/shop', COMMIT) },
      ask(undefined, OTHER),
    ],
    [
      'another commit than the annotation',
      { annotations: says('', COMMIT), labels: {} },
      ask(undefined, OTHER),
    ],
    [
      'another repository than the annotation',
      { annotations: says('acme/shop', COMMIT), labels: {} },
      ask('acme/api'),
    ],
    ['a repository without any commit', NOTHING, ask('acme/shop')],
  ])('%s', (_, image, asked) => {
    expect(() => sourceOf(image, asked, CONTEXT)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

test('labels that name another repository than the input are the base image’s, and left aside', () => {
  const image = { annotations: {}, labels: says('https://github.com/debian/base', OTHER) };
  expect(sourceOf(image, ask('acme/shop', COMMIT), CONTEXT)).toEqual({
    source: { repository: 'acme/shop', commit: COMMIT, ref: 'refs/heads/main', server: 'https://github.com' },
    warning: expect.stringContaining('debian/base'),
  });
});
