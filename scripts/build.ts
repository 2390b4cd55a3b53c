import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runStubs } from './run-stubs.ts';

// Builds the committed bundle. dist/index.js holds everything once, and each action is a stub of two lines.
//   node scripts/build.ts           writes dist/
//   node scripts/build.ts --check   builds elsewhere, compares with dist/ byte for byte, and runs every stub

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const run = promisify(execFile);

/** Folders below dist/. The stub in each calls the function of src/entry.ts with the same name. */
const ACTIONS = ['promote', 'build', 'record', 'rollback', 'verify', 'pause'];
const COMMAND_LINE = 'cli';

async function bundle(target: string): Promise<void> {
  const emitted = join(root, 'build');
  await rm(emitted, { recursive: true, force: true });
  await run(process.execPath, [
    join(root, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(root, 'tsconfig.build.json'),
  ]);
  await keepInOneFile(emitted);
  // The repository is ECMAScript modules, and so would be this folder without a type of its own. But its
  // stubs require the bundle, and Node 20 requires scripts only.
  await writeFile(join(emitted, 'package.json'), '{}\n');
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const options = ['--minify', '--license', 'licenses.txt', '--no-cache', '--target', 'es2023'];
  await run(process.execPath, [ncc, 'build', join(emitted, 'entry.js'), '--out', target, ...options]);
  await dropDebugSwitches(join(target, 'index.js'));
  await toAscii(join(target, 'index.js'));
  await writeFile(join(target, 'package.json'), '{"type":"commonjs"}\n');
  for (const name of ACTIONS) {
    await mkdir(join(target, name));
    await writeFile(join(target, name, 'index.js'), `require('../index.js').${name}();\n`);
  }
  await mkdir(join(target, COMMAND_LINE));
  const script = await readFile(join(emitted, 'start-cli.cjs'), 'utf8');
  await writeFile(join(target, COMMAND_LINE, 'index.js'), `#!/usr/bin/env node\n${script}`, { mode: 0o755 });
}

/**
 * Makes the bundler put what is imported on demand into the same file. It is still evaluated on demand. A
 * user who reviews what runs with secrets has one file to look at.
 */
async function keepInOneFile(emitted: string): Promise<void> {
  for (const file of await filesBelow(emitted)) {
    const path = join(emitted, file);
    const code = await readFile(path, 'utf8');
    const marked = code.replace(/\bimport\((?=['"]\.)/g, 'import(/* webpackMode: "eager" */ ');
    if (marked !== code) await writeFile(path, marked);
  }
}

/**
 * The YAML parser prints every token to standard output when the environment has LOG_TOKENS or LOG_STREAM. A
 * job can have such a variable for a program of its own: its manifests would then be in the log and in what
 * `--json` prints. Looking the variable up for each token also costs time.
 */
async function dropDebugSwitches(bundled: string): Promise<void> {
  const code = await readFile(bundled, 'utf8');
  const switches = /\b[\w$]+\.env\.LOG_(?:TOKENS|STREAM)\b/g;
  if (code.match(switches)?.length !== 2)
    throw new Error('The debug switches of the YAML parser have changed.');
  await writeFile(bundled, code.replace(switches, 'false'));
}

/**
 * Node keeps a text with characters beyond Latin-1 as UTF-16. A bundle in ASCII takes half the memory, and a
 * tenth less time until the first statement.
 */
async function toAscii(bundled: string): Promise<void> {
  const code = await readFile(bundled, 'utf8');
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  await writeFile(bundled, code.replace(/[^\0-\x7f]/g, escaped));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

async function differences(built: string): Promise<string[]> {
  const [want, have] = await Promise.all([filesBelow(built), filesBelow(dist).catch(() => [])]);
  const problems = have
    .filter((file) => !want.includes(file))
    .map((file) => `dist/${file} is not made by the build`);
  for (const file of want) {
    const [a, b] = await Promise.all([
      readFile(join(built, file)),
      readFile(join(dist, file)).catch(() => undefined),
    ]);
    if (b === undefined) problems.push(`dist/${file} is missing`);
    else if (!a.equals(b)) problems.push(`dist/${file} differs from what the sources build`);
  }
  return problems;
}

async function main(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'waybill-build-'));
  try {
    await bundle(scratch);
    if (process.argv.includes('--check')) {
      const problems = await differences(scratch);
      for (const problem of problems) console.error(`${problem}; run "npm run build" and commit dist/`);
      if (problems.length > 0) process.exitCode = 1;
    } else {
      await rm(dist, { recursive: true, force: true });
      await cp(scratch, dist, { recursive: true });
      console.log(`dist/ holds ${(await filesBelow(dist)).length} files`);
    }
    const failures = await runStubs(dist, [...ACTIONS, COMMAND_LINE]);
    for (const failure of failures) console.error(failure);
    if (failures.length > 0) process.exitCode = 1;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
