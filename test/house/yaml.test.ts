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
});
