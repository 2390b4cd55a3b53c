import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const MOST = 15;
const MOST_LINES = 250;

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

test('no file of src has more lines than a reader keeps in mind', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  expect(files.length).toBeGreaterThan(300);
  const long = files.flatMap((path) => {
    const lines = readFileSync(join('src', path), 'utf8').trimEnd().split('\n').length;
    return lines > MOST_LINES ? [`src/${path} has ${lines} lines; divide it by what it does.`] : [];
  });
  expect(long).toEqual([]);
});
