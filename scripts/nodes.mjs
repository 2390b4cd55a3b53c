import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The command line runs on Node 20 and 22 as well as on 24. These come from npm, into a folder of their own: beside each other
// they would all be `node` in the PATH of every npm script.
const folder = fileURLToPath(new URL('../test/nodes', import.meta.url));
const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const missing = Object.entries(optionalDependencies).some(([name, wanted]) => {
  if (!name.endsWith(`-${process.platform}-${process.arch}`)) return false;
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return true;
  return !wanted.endsWith(`@${JSON.parse(readFileSync(manifest, 'utf8')).version}`);
});

if (missing) {
  console.log('Installing Node 20 and 22 for the tests of the command line.');
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status } = spawnSync(command, [...before, 'ci'], { cwd: folder, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
