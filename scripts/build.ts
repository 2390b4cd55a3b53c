import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACTIONS, COMMAND_LINE, writeBundle } from './build/bundle.ts';
import { runStubs } from './run-stubs.ts';

// Builds the committed bundle. dist/index.js and its parts hold everything once, and each action is a stub of
// one line.
//   node scripts/build.ts           writes dist/
//   node scripts/build.ts --check   builds elsewhere, compares with dist/ byte for byte, and runs every stub

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

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
    await writeBundle(root, scratch);
    if (process.argv.includes('--check')) {
      const problems = await differences(scratch);
      for (const problem of problems) console.error(`${problem}; run "npm run bundle" and commit dist/`);
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
