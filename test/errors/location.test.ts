import { describe, expect, test } from '@jest/globals';
import { locate } from '../../src/errors/location.ts';

describe('locate', () => {
  test.each([
    ['the first character', 'a: 1\n', 0, 1, 1],
    ['a later line', 'a: 1\nbc: 2\n', 7, 2, 3],
    ['right after a line break', 'a\nb\n', 2, 2, 1],
    ['a CRLF file', 'a\r\nb: 2\r\n', 6, 2, 4],
    ['characters, not UTF-16 units, in front of the column', 'é😀x: 1', 3, 1, 3],
    ['past the end', 'ab', 99, 1, 3],
    ['before the beginning', 'ab', -5, 1, 1],
  ])('counts from 1 for %s', (_, text, offset, line, column) => {
    expect(locate('f.yaml', text, offset)).toMatchObject({ file: 'f.yaml', line, column });
  });

  test('puts the caret below the character', () => {
    expect(locate('f.yaml', 'image: app:v1\n', 7).excerpt).toBe('  | image: app:v1\n  |        ^');
  });

  test('shows a tab as one column so that the caret lines up', () => {
    expect(locate('f.yaml', 'tag:\tv1', 5).excerpt).toBe('  | tag: v1\n  |      ^');
  });

  test.each([
    ['wide characters take two columns', '键: v1', 3, '  | 键: v1\n  | \u3000  ^'],
    ['so do emoji', '# 🚀 v1', 5, '  | # 🚀 v1\n  |   \u3000 ^'],
    ['a mark takes none', 'e\u0301: v1', 4, '  | e\u0301: v1\n  |    ^'],
    ['a letter of another alphabet takes one', 'ключ: v1', 6, '  | ключ: v1\n  |       ^'],
  ])('puts the caret below the character: %s', (_, text, offset, excerpt) => {
    expect(locate('f.yaml', text, offset).excerpt).toBe(excerpt);
  });

  test('cuts a very long line around the place', () => {
    const excerpt = locate('f.json', `${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`, 5_000).excerpt ?? '';
    const [shown = '', caret = ''] = excerpt.split('\n');
    expect(shown.length).toBeLessThan(120);
    expect(shown.slice(caret.indexOf('^')).startsWith('HERE')).toBe(true);
  });

  test.each([0, 30, 45, 60, 100, 149])(
    'shows a line of 150 characters in 80 columns, the caret below character %i',
    (at) => {
      const text = Array.from({ length: 150 }, (_, index) => String.fromCharCode(0x4e00 + index)).join('');
      const [shown = '', caret = ''] = locate('f.yaml', text, at).excerpt?.split('\n') ?? [];
      expect(shown.length).toBeLessThanOrEqual(78);
      expect(shown[caret.indexOf('^')]).toBe(text[at]);
    },
  );

  test('shows the beginning of a long line where the place is near it, and its end likewise', () => {
    const text = `image: ${'x'.repeat(200)}: end`;
    expect(locate('f.yaml', text, 7).excerpt).toMatch(/^ {2}\| image: x+…\n/);
    expect(locate('f.yaml', text, 207).excerpt).toMatch(/^ {2}\| …x+: end\n/);
  });

  test('cuts no character in half', () => {
    const text = '😀'.repeat(200);
    for (const at of [0, 198, 200, 398]) {
      const [shown = ''] = locate('f.yaml', text, at).excerpt?.split('\n') ?? [];
      expect(shown.isWellFormed()).toBe(true);
    }
  });

  test('lets no control or bidi character through', () => {
    expect(locate('f.yaml', 'a\u202e\u001b[31mb', 0).excerpt).toBe('  | a[31mb\n  | ^');
  });
});
