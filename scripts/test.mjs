import { spawn } from 'node:child_process';

// The sources are TypeScript that Node runs as it is, which asks for Node 22.18; `npm ci` brings a Node 24 for Linux and
// macOS that is first in the PATH of every npm script.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`The tests need Node 24, as the actions do; this is Node ${process.versions.node}.`);
  console.error('Run "npm ci" without --omit=optional, or install Node 24.');
  process.exitCode = 1;
} else {
  const report = process.env['WAYBILL_TEST_REPORT'];
  const args = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    ...(report === undefined ? [] : ['--json', `--outputFile=${report}`]),
    ...process.argv.slice(2),
  ];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  child.on('close', (code) => {
    process.exitCode = code ?? 1;
  });
}
