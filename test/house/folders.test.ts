import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const MOST = 15;

/** Every folder of src with more files directly in it than a reader takes in at a glance. */
function crowdedFolders(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).length;
  const inside = entries.filter((entry) => entry.isDirectory());
  return [
    ...(files > MOST ? [`${folder} holds ${files} files; give it rooms of at most ${MOST}.`] : []),
    ...inside.flatMap(({ name }) => crowdedFolders(join(folder, name))),
  ];
}

test('no folder of src holds more than fifteen files without rooms', () => {
  expect(crowdedFolders('src')).toEqual([]);
});
