import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { endWithTest } from '../end-with-test.ts';

const MODULE = fileURLToPath(new URL('../../src/runner/time-limit.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly summary: string;
}

/** Runs `body` in a process of its own, whose deadline is over `deadline` milliseconds from its start. */
async function runWithin(deadline: number, body: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-time-limit-'));
  endWithTest(() => rm(folder, { recursive: true }));
  const summaryFile = join(folder, 'summary');
  const limit = JSON.stringify({ deadline, grace: 100, summaryFile });
  const script = `import('${MODULE}').then(async ({ endAfter }) => { endAfter(${limit}); ${body} });`;
  const child = spawn(process.execPath, ['--no-warnings', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithTest(() => void child.kill('SIGKILL'));
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (...ended) => resolve(ended)),
  );
  const summary = await readFile(summaryFile, 'utf8').catch(() => '');
  return { code, signal, stdout, summary };
}

test.each([
  ['computes without end', 'for (;;);'],
  ['waits for something that never comes', 'setInterval(() => undefined, 1000);'],
])('a run that %s is ended, and says so', async (_, body) => {
  const ended = await runWithin(100, `console.log('at work'); ${body}`);
  expect(ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  expect(ended.stdout).toMatch(
    /^at work\n::error title=Waybill%3A DEADLINE_PASSED::The run was still at work 0\.1 s after its deadline/,
  );
  expect(ended.summary).toContain('[DEADLINE_PASSED]');
});

test('a run that is done in time ends by itself', async () => {
  const ended = await runWithin(600_000, `console.log('done');`);
  expect(ended).toEqual({ code: 0, signal: null, stdout: 'done\n', summary: '' });
});
