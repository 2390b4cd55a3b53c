import { describe, expect, test } from '@jest/globals';
import { parseTrailers, type Trailers } from '../../../src/promotion/lane/trailers.ts';
import { digestOf } from '../gates/a-question.ts';

// People squash, rebase and reword: what is left of the trailers is read, and nothing is made up.

const [OLD, NEW] = [digestOf('1'), digestOf('2')];
const RUN = 'https://github.com/acme/ops/actions/runs/7';

function read(...lines: readonly string[]): Trailers {
  const [only, another] = parseTrailers(['Waybill-Environment: prod', ...lines].join('\n'));
  if (only === undefined || another !== undefined) throw new Error('not one set of trailers');
  return only;
}

describe('who asked', () => {
  test.each<[string, readonly string[], object | undefined]>([
    ['nobody', [], undefined],
    [
      'a person',
      ['Waybill-Hotfix: alice: loses sessions'],
      { by: 'alice', reason: 'loses sessions', run: undefined },
    ],
    [
      'an App, in a run',
      ['Waybill-Hotfix: waybill-acme[bot]: a: b', `Waybill-Run: ${RUN}`],
      { by: 'waybill-acme[bot]', reason: 'a: b', run: RUN },
    ],
    [
      'in a run whose address is none',
      ['Waybill-Hotfix: alice: slow', 'Waybill-Run: javascript:alert(1)'],
      { by: 'alice', reason: 'slow', run: undefined },
    ],
    ['nobody who can be named', ['Waybill-Hotfix: two words: slow'], undefined],
    ['nobody who said why', ['Waybill-Hotfix: alice'], undefined],
  ])('for a hotfix: %s', (_who, lines, hotfix) => {
    expect(read(...lines).hotfix).toEqual(hotfix);
    expect(read(...lines).rollBack).toBeUndefined();
  });

  const back = [`Waybill-Roll-Back: api ${OLD}`, `Waybill-Roll-Back: web ${NEW}`];
  const from = [
    { name: 'api', digest: OLD },
    { name: 'web', digest: NEW },
  ];
  test.each<[string, readonly string[], object | undefined]>([
    [
      'a person',
      [...back, 'Waybill-Reason: alice: slow', `Waybill-Run: ${RUN}`],
      { by: 'alice', reason: 'slow', run: RUN, from },
    ],
    [
      'somebody whose line was lost: it stays a roll back',
      back,
      { by: 'unknown', reason: 'not said', run: undefined, from },
    ],
    ['nobody where nothing goes back', ['Waybill-Reason: alice: slow'], undefined],
    ['nobody where what goes back is no digest', ['Waybill-Roll-Back: api v1'], undefined],
    ['nobody where the digest has no image', [`Waybill-Roll-Back: ${OLD}`], undefined],
  ])('for a roll back: %s', (_who, lines, rollBack) => {
    expect(read(...lines).rollBack).toEqual(rollBack);
    expect(read(...lines).hotfix).toBeUndefined();
  });
});

describe('an image', () => {
  const line = (rest: string) => read(`Waybill-Image: api ghcr.io/acme/api${rest}`).images;
  test.each<[string, string, object]>([
    ['without a tag', `@${NEW}`, { tag: undefined, digest: NEW, from: [] }],
    ['that replaces a tag', `:v2@${NEW} (from v1)`, { tag: 'v2', digest: NEW, from: ['v1'] }],
    ['that replaces several', `@${NEW} (from v0,  ${OLD})`, { digest: NEW, from: ['v0', OLD] }],
    ['that replaces nothing', `@${NEW} (from )`, { digest: NEW, from: [] }],
  ])('%s is read', (_what, rest, expected) => {
    expect(line(rest)).toMatchObject([{ name: 'api', repository: 'ghcr.io/acme/api', ...expected }]);
  });

  test.each([
    ['more text', `@${NEW} and more`],
    ['what it replaces not at its end', `@${NEW} (from v1) and more`],
    ['a bracket in what it replaces', `@${NEW} (from (v1))`],
    ['a digest of another kind', `@sha512:${'a'.repeat(128)}`],
  ])('with %s is left out', (_what, rest) => {
    expect(line(rest)).toEqual([]);
  });
});

describe('the plan', () => {
  const [key, tree] = ['e'.repeat(64), 'f'.repeat(40)];
  test('may have a tree of a SHA-256 repository', () => {
    expect(read(`Waybill-Plan: ${key} ${'f'.repeat(64)}`).plan).toEqual({ key, tree: 'f'.repeat(64) });
  });

  test.each([
    ['there are more words', `${key} ${tree} x`],
    ['the key is too short', `${key.slice(1)} ${tree}`],
    ['the key is too long', `e${key} ${tree}`],
    ['the tree is too short', `${key} ${tree.slice(1)}`],
    ['the tree is of no length that git has', `${key} ${tree}ff`],
    ['they are not in lower case', `${key.toUpperCase()} ${tree}`],
  ])('is not known where %s', (_what, value) => {
    expect(read(`Waybill-Plan: ${value}`).plan).toBeUndefined();
  });

  test('is that of the last line', () => {
    expect(read(`Waybill-Plan: ${'a'.repeat(64)} ${tree}`, `Waybill-Plan: ${key} ${tree}`).plan?.key).toBe(
      key,
    );
  });
});

test('a source is a repository at a whole commit, and anything else is left out', () => {
  const commit = '1'.repeat(40);
  const sources = [
    `acme/shop@${commit}`,
    `acme/shop@${'2'.repeat(64)}`,
    `a.b-c_d/e.f@${commit}`,
    `acme/shop@${commit.slice(1)}`,
    `acme/shop@${'2'.repeat(65)}`,
    `shop@${commit}`,
    `x acme/shop@${commit}`,
    `acme/shop@${commit} x`,
    `acme/shop/api@${commit}`,
  ];
  expect(read(...sources.map((source) => `Waybill-Source: ${source}`)).sources).toEqual(sources.slice(0, 3));
});

describe('a line', () => {
  test.each([
    ['after a bullet', `* Waybill-Source: acme/shop@${'1'.repeat(40)}`],
    ['indented, with blanks around its value', `  Waybill-Source:   acme/shop@${'1'.repeat(40)}  `],
  ])('is read %s', (_where, line) => {
    expect(read(line).sources).toHaveLength(1);
  });

  test.each([
    ['behind other text', `see Waybill-Source: acme/shop@${'1'.repeat(40)}`],
    ['without a blank behind the colon', `Waybill-Source:acme/shop@${'1'.repeat(40)}`],
    ['with a word that is not ours', `Waybill-Origin: acme/shop@${'1'.repeat(40)}`],
    ['with a figure in its word', `Waybill-Source2: acme/shop@${'1'.repeat(40)}`],
  ])('is not read %s', (_where, line) => {
    expect(read(line).sources).toEqual([]);
  });

  test('without a value begins no set', () => {
    expect(parseTrailers('Waybill-Environment:   \n')).toEqual([]);
  });
});
