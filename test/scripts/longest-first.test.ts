import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { LONGEST, LongestFirst } from '../../scripts/test-run/longest-first.ts';

const root = dirname(dirname(import.meta.dirname));

test('every file that is named as long is there', () => {
  expect(LONGEST.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('long files come first, in the order of the list, and then the largest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-order-'));
  const context = { config: { rootDir: root } };
  const small = join(folder, 'small.test.ts');
  const large = join(folder, 'large.test.ts');
  await writeFile(small, '1');
  await writeFile(large, '123');
  const long = LONGEST.slice(0, 2).map((path) => join(root, path));
  const files = [small, ...long.toReversed(), large].map((path) => ({ path, context }));
  const order = new LongestFirst().sort(files).map(({ path }) => basename(path));
  await rm(folder, { recursive: true });
  expect(order).toEqual([...long, large, small].map((path) => basename(path)));
});
