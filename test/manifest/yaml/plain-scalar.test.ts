import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { isTag } from '../../../src/image/reference.ts';
import { canStandPlain, readsAsOtherThanString } from '../../../src/manifest/yaml/plain-scalar.ts';
import { rounds } from '../../rounds.ts';

const READERS = ['1.1', '1.2'] as const;

/**
 * `yaml` takes an exponent without digits before it for a number of YAML 1.1 (`e0`), which its type
 * repository does not.
 */
const BARE_EXPONENT = /^_*[eE]/;

/** Texts made of the letters that numbers, dates and booleans are made of, so that many of them are one. */
const lookalike = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'0123456789abefxoEXO._:-+'), minLength: 1, maxLength: 8 }),
  fc.constantFrom(
    '~',
    'null',
    'Null',
    'y',
    'Y',
    'NO',
    'on',
    'Off',
    'True',
    '.inf',
    '-.INF',
    '.NaN',
    '2020-01-02',
    '12:30:45',
    '0o7',
    '0b1',
    '<<',
    '=',
  ),
);

describe('a text that may stand without quotes', () => {
  test('is the same string to a YAML 1.1 and a YAML 1.2 reader', () => {
    fc.assert(
      fc.property(lookalike, (text) => {
        fc.pre(isTag(text) && canStandPlain(text, false) && !BARE_EXPONENT.test(text));
        for (const version of READERS) expect(parse(`a: ${text}\n`, { version })).toEqual({ a: text });
      }),
      rounds(3000),
    );
  });

  test('is the same string in a flow map', () => {
    fc.assert(
      fc.property(lookalike, (text) => {
        fc.pre(isTag(text) && canStandPlain(text, true) && !BARE_EXPONENT.test(text));
        for (const version of READERS)
          expect(parse(`{a: ${text}, b: c}\n`, { version })).toEqual({ a: text, b: 'c' });
      }),
      rounds(2000),
    );
  });

  test.each([
    'a: b',
    'a #b',
    '- a',
    '? a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '@a',
    '`a`',
    '%a',
    ' a',
    'a ',
    '',
    'a:',
    '"a"',
    "'a'",
    '[a]',
    '{a}',
    '#a',
    'a\nb',
  ])('is not %j', (text) => {
    expect(canStandPlain(text, false)).toBe(false);
  });
});

test.each([
  'v1',
  '1.2.3',
  'latest',
  '706798e8a',
  'sha-706798e8',
  '1.0.0-rc.1',
  'nightly',
  'e1',
  'x1F',
  'noo',
  'y1',
  '2020-01',
  'infinity',
])('%s is a string to every reader', (text) => {
  expect(readsAsOtherThanString(text)).toBe(false);
});

test.each([
  '',
  '~',
  'null',
  'y',
  'NO',
  'Off',
  '.inf',
  '-.INF',
  '.NaN',
  '.5',
  '+1',
  '-1.5',
  '12:30:45',
  '1:30',
  '2020-01-02T03:04:05Z',
  '<<',
  '=',
])('%j is something else to one of them', (text) => {
  expect(readsAsOtherThanString(text)).toBe(true);
});
