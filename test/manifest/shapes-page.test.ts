import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { REPOSITORY, plan } from './promotion.ts';
import { allFormats } from '../../src/manifest/formats/all-formats.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/shapes.md'), 'utf8');
// The table of keys further down has keys in its first column.
const shapes = page.slice(0, page.indexOf('keys say what is what'));
const rows = new Set([...shapes.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]));

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

/** The rows of the table of keys, each as the keys of its cells. */
const keyRows = [
  ...page.matchAll(/^\| (`(?:\w*[rR]epo\w*|image|imageName|apiImage|name)`[^|]*)\|([^|]*)\|([^|]*)\|$/gm),
].map((cells) => cells.slice(1).map((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key)));

describe('the table of keys', () => {
  const pairs = keyRows.flatMap(([names = [], tags = [], digests = []]) =>
    names
      .slice(0, names[0] === 'name' ? 1 : 2)
      .flatMap((name) => [
        ...tags.map((key) => [name, key, 'v1', 'v2'] as const),
        ...digests.map(
          (key) =>
            [
              name,
              key,
              /sha(256)?$/i.test(key) ? 'a'.repeat(64) : `sha256:${'a'.repeat(64)}`,
              'd'.repeat(64),
            ] as const,
        ),
      ]),
  );

  test('has a row for every key that names a repository', () => {
    expect(keyRows.map(([names]) => names?.[0])).toEqual([
      'repository',
      'apiRepository',
      'image',
      'imageName',
      'apiImage',
      'name',
    ]);
  });

  test.each(pairs)('beside %s, %s is written', (name, key, old, young) => {
    const values = `image: {${name}: ${REPOSITORY}, ${key}: "${old}"}\n`;
    const { files, refusals } = plan({ 'values.yaml': values });
    expect(refusals).toEqual([]);
    expect(files[0]?.after).toContain(`${young}"`);
  });

  test.each([
    ['image', 'version'],
    ['name', 'version'],
    ['repository', 'imageTag'],
    ['repository', 'revision'],
    ['apiImage', 'version'],
    ['apiRepository', 'tag'],
  ])('beside %s, %s is none', (name, key) => {
    const { files } = plan({ 'values.yaml': `a: {${name}: ${REPOSITORY}, ${key}: v1}\n` });
    expect(files).toEqual([]);
  });
});
