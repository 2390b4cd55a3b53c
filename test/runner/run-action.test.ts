import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseOutputs } from '../../sandbox/runner/run-action.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-run-action-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Record<string, string>;
  readonly summary: string;
}

/** Runs `body` as an action in a process of its own; `signal` is sent once it has printed "ready". */
async function act(body: string, signal?: NodeJS.Signals): Promise<Ended> {
  const script = join(folder, 'action.ts');
  const files = { output: join(folder, 'output'), summary: join(folder, 'summary') };
  await writeFile(files.output, '');
  await writeFile(
    script,
    `import { runAction } from '${SOURCES}/runner/run-action.ts';
     import { WaybillError, WaybillErrors } from '${SOURCES}/errors/waybill-error.ts';
     void [WaybillError, WaybillErrors];
     await runAction(async (runner) => { ${body} });`,
  );
  const child = spawn(process.execPath, ['--no-warnings', script], {
    env: { GITHUB_OUTPUT: files.output, GITHUB_STEP_SUMMARY: files.summary, INPUT_NAME: 'Ada' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), 150_000);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (signal !== undefined && text.includes('ready')) child.kill(signal);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [exitCode, ended] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.once('close', (code, by) => resolve([code, by])),
  );
  clearTimeout(timer);
  const outputs = parseOutputs(await readFile(files.output, 'utf8'));
  const summary = await readFile(files.summary, 'utf8').catch(() => '');
  return { exitCode, signal: ended, stdout, stderr, outputs, summary };
}

describe('an action that succeeds', () => {
  test('ends with 0, its log, its outputs and its summary', async () => {
    const run = await act(`
      runner.log.info('hello ' + runner.inputs.required('name'));
      runner.output('greeting', 'hello');
      await runner.summary('### Done');`);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'hello Ada\n', stderr: '', summary: '### Done\n\n' });
    expect(run.outputs).toEqual({ greeting: 'hello' });
  });

  test('an output with line ends and delimiters in it stays one output', async () => {
    const value = 'a\nother<<EOF\nb\nEOF\nname=value';
    const run = await act(`runner.output('text', ${JSON.stringify(value)});`);
    expect(run.outputs).toEqual({ text: value });
  });

  test('foreign text in the log, in a warning and in a group title is not a command', async () => {
    const run = await act(`
      runner.log.info('x\\n::error::forged');
      runner.log.warning('a\\n::error::forged');
      await runner.log.group('t\\n::error::forged', async () => {});`);
    const commands = run.stdout.split(/\r?\n/).filter((line) => line.trimStart().startsWith('::'));
    expect(commands).toEqual([
      '::warning::a%0A: :error::forged',
      '::group::t : :error::forged',
      '::endgroup::',
    ]);
  });

  test('a masked secret is masked by the runner, in the log and in the summary', async () => {
    const run = await act(`
      runner.mask('s3cret-token');
      runner.log.info('with s3cret-token');
      await runner.summary('with s3cret-token');`);
    expect(run.stdout).toBe('::add-mask::s3cret-token\nwith ***\n');
    expect(run.summary).toBe('with ***\n\n');
  });
});

describe('an action that fails', () => {
  test('ends with 1; every error is an annotation at its place and part of the summary', async () => {
    const run = await act(`
      throw new WaybillErrors([
        new WaybillError('CONFIG_INVALID', 'no such key', { hint: 'Remove it.', location: { file: 'waybill.yaml', line: 3, column: 5 } }),
        new WaybillError('INPUT_MISSING', 'no image'),
      ]);`);
    expect(run.exitCode).toBe(1);
    expect(run.stdout.split('\n').filter((line) => line.startsWith('::error'))).toEqual([
      '::error title=Waybill%3A CONFIG_INVALID,file=waybill.yaml,line=3,col=5::no such key [CONFIG_INVALID]%0A  at waybill.yaml:3:5%0A  Remove it.',
      '::error title=Waybill%3A INPUT_MISSING::no image [INPUT_MISSING]',
    ]);
    expect(run.summary).toContain('#### For the author of the workflow');
    expect(run.summary).toContain('#### For the owner of the config repo');
  });

  test('anything else that is thrown is a bug, with its stack in the debug log', async () => {
    const run = await act(`throw new TypeError('undefined is not an image');`);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('::error title=Waybill%3A INTERNAL::undefined is not an image [INTERNAL]');
    expect(run.stdout).toMatch(/::debug::.*TypeError/);
    expect(run.stderr).toBe('');
  });

  test('a secret in an error is hidden in the annotation and in the summary', async () => {
    const run = await act(`
      runner.mask('s3cret-token');
      throw new WaybillError('GITHUB_REFUSED', 'refused s3cret-token');`);
    expect(run.stdout.replace('::add-mask::s3cret-token', '')).not.toContain('s3cret');
    expect(run.summary).not.toContain('s3cret');
  });
});

describe('a cancelled run', () => {
  const waiting = `
    runner.stop.addEventListener('abort', () => runner.log.info('winding up'));
    runner.log.info('ready');
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;

  test.each(['SIGINT', 'SIGTERM'] as const)('stops the work and ends by %s', async (signal) => {
    const run = await act(waiting, signal);
    expect(run).toMatchObject({ signal, exitCode: null });
    expect(run.stdout).toContain(`Stopped by ${signal}. Run it again: it goes on from where it was.`);
    expect(run.stdout).toContain('winding up');
  });

  test('waits for work that winds up, and its error is not news', async () => {
    const run = await act(
      `const work = setInterval(() => {}, 1000);
       runner.log.info('ready');
       await new Promise((resolve) => runner.stop.addEventListener('abort', resolve));
       clearInterval(work);
       await new Promise((resolve) => setTimeout(resolve, 100));
       runner.output('cleaned', 'true');
       throw new Error('interrupted');`,
      'SIGTERM',
    );
    expect(run).toMatchObject({ signal: 'SIGTERM', outputs: { cleaned: 'true' } });
    expect(run.stdout).not.toContain('::error');
  });
});
