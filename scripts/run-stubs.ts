import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Runs every stub below `dist` as a runner does, without inputs. A bundle can be written, be equal and still
 * not run. So each stub must get as far as its own message: an action names the first input that is missing,
 * and the command line prints its help. Returns one sentence for each stub that does something else.
 */
export async function runStubs(dist: string, stubs: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stubs-'));
  try {
    return stubs.flatMap((stub) => check(dist, stub, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(dist: string, stub: string, folder: string): string[] {
  const outputs = join(folder, `${stub}-output`);
  const summary = join(folder, `${stub}-summary`);
  writeFileSync(outputs, '');
  writeFileSync(summary, '');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GITHUB_OUTPUT: outputs,
    GITHUB_STEP_SUMMARY: summary,
  };
  const isCli = stub === 'cli';
  const args = [join(dist, stub, 'index.js'), ...(isCli ? ['--help'] : [])];
  const result = spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 60_000 });
  const printed = `${result.stdout}${result.stderr}`;
  const wanted = isCli ? /Usage/i : /INPUT_MISSING|INPUT_INVALID|TOKEN_MISSING/;
  const status = isCli ? 0 : 1;
  if (result.status === status && wanted.test(printed) && (isCli || readFileSync(outputs, 'utf8') !== ''))
    return [];
  return [
    `dist/${stub}/index.js ended with ${result.status} and not with its own message:\n${printed.slice(0, 2_000)}`,
  ];
}
