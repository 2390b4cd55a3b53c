import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// A stranger runs this first, on a clone without anything installed. It is plain JavaScript without
// dependencies. It says in one sentence what is missing, installs the development dependencies once, and goes
// on with Node 24.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node 24 that `npm ci` brings for Linux and macOS, or this one where it is new enough. */
function nodeForTypeScript() {
  const brought = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(brought) && spawnSync(brought, ['--version']).status === 0) return brought;
  return runsTypeScript(process.versions.node) ? process.execPath : undefined;
}

function installOnce() {
  // npm writes this file last. Without it an installation was cut off, and is done again.
  if (existsSync(join(root, 'node_modules', '.package-lock.json'))) return true;
  console.log('Installing the development dependencies once (npm ci) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(npm, ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (result.status === 0) return true;
  fail('npm ci did not finish, so the demo cannot start. Its own message is above.');
  return false;
}

function main() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    return fail(`The demo needs Node 20 or later; this is Node ${process.versions.node}.`);
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' });
  if (git.status !== 0)
    return fail('The demo needs git, and "git --version" does not answer. Install git and run it again.');
  if (!installOnce()) return;
  const node = nodeForTypeScript();
  if (node === undefined)
    return fail(
      `The demo runs the actions on Node 24, and there is none for ${process.platform} ${process.arch} among the dependencies. Install Node 24 and run it again.`,
    );
  const child = spawn(
    node,
    ['--no-warnings', join(root, 'sandbox', 'demo', 'main.ts'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  // Ctrl-C reaches the child by itself, and this process only waits for it. A plain kill reaches this process
  // alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}

main();
