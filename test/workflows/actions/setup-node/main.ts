import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const wanted = process.env['INPUT_NODE-VERSION'] ?? '';
const folders = (process.env['WAYBILL_TEST_NODES'] ?? '').split(delimiter);
const found = folders.find((folder) => {
  if (!existsSync(join(folder, 'node'))) return false;
  const version = execFileSync(join(folder, 'node'), ['--version'], { encoding: 'utf8' });
  return version.startsWith(`v${wanted}.`);
});
if (found === undefined) throw new Error(`Unable to find Node version ${wanted}`);
appendFileSync(process.env['GITHUB_PATH'] ?? '', `${found}\n`);
