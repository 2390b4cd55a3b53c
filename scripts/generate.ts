import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unifiedDiff } from '../src/report/diff.ts';
import { generatedPages } from './generate/pages.ts';

// Writes what is made from the sources: the JSON Schema, the tables in the READMEs, the table of errors, the
// picture of the house, the workflows for GitHub Enterprise Server.
//   node scripts/generate.ts           writes what is stale
//   node scripts/generate.ts --check   writes nothing, shows what is stale as a diff, and fails

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  const { pages, problems } = await generatedPages(root);
  const stale = pages.filter(({ before, after }) => before !== after);
  for (const problem of problems) console.error(problem);
  for (const page of stale) {
    if (isCheck)
      console.error(`${page.path} is stale; run "npm run generate" and commit it.\n${unifiedDiff(page)}`);
    else await write(page.path, page.after);
  }
  if (isCheck && (stale.length > 0 || problems.length > 0)) process.exitCode = 1;
  if (!isCheck)
    console.log(
      stale.length === 0 ? 'Nothing was stale.' : `Wrote ${stale.map(({ path }) => path).join(', ')}.`,
    );
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

await main();
