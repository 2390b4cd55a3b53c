import { describe, expect, test } from '@jest/globals';
import { beside, lengthOf, wrapSentence } from '../../../src/cli/output/wrap.ts';

describe('a sentence', () => {
  test.each([
    ['that fits stays on its line', 'one two three', 13, 0, 'one two three'],
    ['is broken between words, and set in', 'one two three', 9, 0, 'one two\n  three'],
    ['begins where the line is used already', 'one two three', 9, 5, 'one\n  two\n  three'],
    ['begins on the next line where the first is full', 'one two', 9, 8, '\n  one two'],
    [
      'keeps what stands in quotes in one piece',
      'add "# waybill: app tag" here',
      16,
      0,
      'add\n  "# waybill: app tag"\n  here',
    ],
    [
      'keeps a word that is longer than a line',
      'see ghcr.io/acme/app now',
      8,
      0,
      'see\n  ghcr.io/acme/app\n  now',
    ],
    ['is never broken for a pipe', 'a '.repeat(200).trim(), Infinity, 0, 'a '.repeat(200).trim()],
    ['takes a quote that is never closed for a letter', 'a "b c d', 4, 0, 'a "b\n  c\n  d'],
  ])('%s', (_name, sentence, width, used, expected) => {
    expect(wrapSentence(sentence, width, '  ', used)).toBe(expected);
  });
});

test('two pieces share a line only where both fit, and then nothing is put beside them', () => {
  const piece = (text: string) => ({ printed: text, length: text.length });
  const room = { width: 8, indent: '  ' };
  expect(beside(piece('abc'), ' ', piece('defg'), room).printed).toBe('abc defg');
  const broken = beside(piece('abc'), ' ', piece('defgh'), room);
  expect(broken.printed).toBe('abc\n  defgh');
  expect(beside(broken, ' ', piece('i'), room).printed).toBe('abc\n  defgh\n  i');
});

test.each([
  ['abc', 3],
  ['→ é', 3],
  ['e\u0301', 1],
  ['👩‍🚀', 1],
  ['', 0],
])('%j takes the columns of its characters as a person sees them', (text, columns) => {
  expect(lengthOf(text)).toBe(columns);
});
