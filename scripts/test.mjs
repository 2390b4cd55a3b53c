// Node runs the TypeScript of the sources as it is, from Node 22.18 on. `npm ci` brings a Node 24 for Linux
// and macOS, which is first in the PATH of every npm script.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(`The tests need Node 24, as the actions do; this is Node ${process.versions.node}.`);
  console.error('Run "npm ci" without --omit=optional, or install Node 24.');
  process.exitCode = 1;
} else {
  const { installNodes } = await import('./nodes.mjs');
  const { runJest } = await import('./test-run/run-jest.ts');
  installNodes();
  const report = process.env['WAYBILL_TEST_REPORT'];
  process.exitCode = await runJest({
    args: [...process.argv.slice(2), ...(report === undefined ? [] : ['--json', `--outputFile=${report}`])],
    // More than jest.config.js gives one test, so that Jest itself reports what it can.
    bounds: { start: 300_000, silence: 300_000, exit: 10_000 },
    output: 'inherit',
    say: (line) => console.error(line),
  });
}
