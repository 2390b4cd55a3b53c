import { describe, expect, test } from '@jest/globals';
import { yaml } from '../yaml.ts';

describe('yaml', () => {
  test('takes away what the lines share, and nothing else', () => {
    const text = yaml`
      images:
        - name: "a\tb"

        - name: c   # kept
    `;

    expect(text).toBe('images:\n  - name: "a\\tb"\n\n  - name: c   # kept\n');
  });

  test('puts in a value of several lines with the indentation of its line', () => {
    expect(yaml`
      data:
        ${'a: 1\nb: 2'}
      last: ${3}`).toBe('data:\n  a: 1\n  b: 2\nlast: 3');
  });

  test('takes a value on a line of its own for whole lines', () => {
    const text = (more: string) => yaml`
      data:
        ${more}
      last: 1
    `;

    expect(text('a: 1\n\nb: 2\n')).toBe('data:\n  a: 1\n\n  b: 2\nlast: 1\n');
    expect(text('a: 1')).toBe('data:\n  a: 1\nlast: 1\n');
    expect(text('')).toBe('data:\nlast: 1\n');
  });

  test('keeps the line break of a value before the closing backtick', () => {
    expect(yaml`
      data:
        ${'a: 1\n'}`).toBe('data:\n  a: 1\n');
  });
});
