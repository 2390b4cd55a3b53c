import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked } from 'marked';
import { code, fenced, isPlainAddress, link, table } from '../../src/report/markdown.ts';
import { rounds } from '../rounds.ts';

describe('foreign text as code', () => {
  test.each([
    ['plain', '`plain`'],
    ['a `b` c', '``a `b` c``'],
    ['`', '`` ` ``'],
    ['a | b', '`a | b`'],
    ['one\r\ntwo', '`one two`'],
    ['', '–'],
    ['\u200b\u202e', '–'],
  ])('%j is %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test('is cut at whole characters', () => {
    expect(code('🚀🚀🚀', 2)).toBe('`🚀…`');
  });

  test('is one code span in any sentence and one cell of any table', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        const span = code(text);
        if (span === '–') return;
        const [paragraph] = marked.lexer(`x ${span} y`);
        const kinds = paragraph?.type === 'paragraph' ? paragraph.tokens?.map(({ type }) => type) : [];
        expect(kinds).toEqual(['text', 'codespan', 'text']);
        const [grid] = marked.lexer(table(['a', 'b'], [[span, 'z']]));
        if (grid?.type !== 'table') throw new Error('not a table');
        expect(grid['rows'][0]).toHaveLength(2);
        expect(grid['rows'][0][1].text).toBe('z');
      }),
      rounds(1000),
    );
  });
});

describe('a link', () => {
  test.each([
    ['https://github.com/acme/shop/pull/1', true],
    ['http://127.0.0.1:8080/x?y=z#a', true],
    ['javascript:alert(1)', false],
    ['https://x.example/) [y](z', false],
    ['https://x.example/ y', false],
    ['https://x.example/<b>', false],
  ])('to %s is made: %s', (address, made) => {
    expect(isPlainAddress(address)).toBe(made);
    expect(link('x', address)).toBe(made ? `[x](${address})` : 'x');
  });
});

test('a fence is longer than any inside', () => {
  const text = 'a\n````\nb';
  const [block] = marked.lexer(fenced('diff', text));
  expect(block).toMatchObject({ type: 'code', text });
});
