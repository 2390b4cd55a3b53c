import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/nodes', import.meta.url));

/**
 * Installs Node 20 and 22 from npm where they are missing, because the command line runs on these as well as
 * on 24. They go into a folder of their own: beside each other all of them would be `node` in the PATH of
 * every npm script. Throws when npm fails. The tests call it themselves, because `ignore-scripts` turns
 * `pretest` off.
 */
export function installNodes() {
  if (!isMissing()) return;
  console.error('Installing Node 20 and 22 for the tests of the command line.');
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const { status } = spawnSync(command, [...before, 'ci'], { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm could not install test/nodes.');
}

function isMissing() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return Object.entries(optionalDependencies).some(([name, wanted]) => {
    if (!name.endsWith(`-${process.platform}-${process.arch}`)) return false;
    const manifest = join(folder, 'node_modules', name, 'package.json');
    if (!existsSync(manifest)) return true;
    return !wanted.endsWith(`@${JSON.parse(readFileSync(manifest, 'utf8')).version}`);
  });
}
