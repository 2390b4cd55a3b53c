import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The script that users run. */
export const CLI = join(ROOT, 'dist/cli/index.js');

/** `scripts/nodes.mjs` installs these before the tests. */
const packaged = (major: number): string =>
  join(ROOT, 'test/nodes/node_modules', `node-${major}-${process.platform}-${process.arch}`, 'bin/node');

/** Every Node that the command line runs on: its major version, and where it is. */
export const NODES = [
  [20, packaged(20)],
  [22, packaged(22)],
  [24, process.execPath],
] as const;
