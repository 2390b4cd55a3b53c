import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allFormats } from '../../src/manifest/formats/all-formats.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/shapes.md'), 'utf8');
const rows = new Set([...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]));

describe('the page on shapes', () => {
  test.each([...allFormats.map((format) => format.name), 'flux-setter', 'marker'])(
    'has a row for %s',
    (name) => {
      expect(rows).toContain(name);
    },
  );

  test('names every format by which an occurrence can be reported, and no other', () => {
    expect([...rows].sort()).toEqual(
      [...allFormats.map((format) => format.name), 'flux-setter', 'marker'].sort(),
    );
  });

  test('every shape of it has golden files', () => {
    const golden = readdirSync(join(import.meta.dirname, '../golden'));
    expect(golden).toEqual(expect.arrayContaining([...rows]));
  });
});
