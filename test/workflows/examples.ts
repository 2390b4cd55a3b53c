import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files of an example, as a repository holds them, but for those whose path ends in one of `without`. */
export function exampleFiles(name: string, without: readonly string[] = []): Record<string, string> {
  const folder = join('examples', name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !without.some((end) => path.endsWith(end)));
  return Object.fromEntries(files.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
