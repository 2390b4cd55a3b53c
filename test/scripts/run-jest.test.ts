import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { processesOf } from '../../scripts/test-run/process-group.ts';
import { type RunBounds, runJest } from '../../scripts/test-run/run-jest.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-jest-'));
});
afterEach(() => rm(folder, { recursive: true }));

interface ProjectRun {
  readonly exitCode: number;
  readonly said: string;
  /** The commands that still run afterwards. */
  readonly left: readonly string[];
}

/** So long that no machine gets there. */
const LONG: RunBounds = { start: 120_000, silence: 120_000, exit: 120_000 };

/** Runs a project whose only test file has this code. A bound that the code is to pass is short. */
async function runProject(code: string, short: Partial<RunBounds> = {}): Promise<ProjectRun> {
  const group = join(folder, 'group');
  const tellGroup = `require('node:fs').writeFileSync(${JSON.stringify(group)}, String(process.pid));`;
  await writeFile(join(folder, 'only.test.js'), `${tellGroup}\n${code}`);
  const config = { rootDir: folder, testMatch: ['**/*.test.js'], transform: {}, testTimeout: 100 };
  const said: string[] = [];
  const exitCode = await runJest({
    args: [`--config=${JSON.stringify(config)}`, '--watchman=false', '--cache=false'],
    bounds: { ...LONG, ...short },
    output: 'ignore',
    say: (line) => void said.push(line),
  });
  const left = await processesOf(Number(await readFile(group, 'utf8')));
  return { exitCode, said: said.join('\n'), left: left.map(({ command }) => command) };
}

const SERVER = "require('node:http').createServer().listen(0, '127.0.0.1');";
const PROGRAM = `require('node:child_process').spawn(
  process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' },
).unref();`;
const BLOCK = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';
const FOR_EVER = 'return new Promise(() => undefined);';

describe('a run of the tests ends, and leaves nothing behind', () => {
  test('where all is well', async () => {
    expect(await runProject("test('passes', () => undefined);")).toEqual({ exitCode: 0, said: '', left: [] });
  });

  test('where a test times out with a server open', async () => {
    const { exitCode, said, left } = await runProject(`test('hangs', () => { ${SERVER} ${FOR_EVER} });`, {
      exit: 200,
    });
    expect({ exitCode, left }).toEqual({ exitCode: 1, left: [] });
    expect(said).toContain('Jest did not exit within');
  });

  test('where beforeAll fails with a server open', async () => {
    const failing = `beforeAll(() => { ${SERVER} throw new Error('no'); });`;
    const { exitCode, said, left } = await runProject(`${failing} test('is never run', () => undefined);`, {
      exit: 200,
    });
    expect({ exitCode, left }).toEqual({ exitCode: 1, left: [] });
    expect(said).toContain('Jest did not exit within');
  });

  test('where a test passes and leaves a program running', async () => {
    const { exitCode, said, left } = await runProject(`test('forgets', () => { ${PROGRAM} });`, {
      exit: 2_000,
    });
    expect({ exitCode, left }).toEqual({ exitCode: 1, left: [] });
    expect(said).toMatch(/Ended process \d+: .* -e setInterval/);
  });

  test('where a test blocks the thread', async () => {
    const { exitCode, said, left } = await runProject(`test('blocks', () => ${BLOCK});`, { silence: 3_000 });
    expect({ exitCode, left }).toEqual({ exitCode: 1, left: [] });
    expect(said).toMatch(/^No test began or ended for 3 s, while these ran: .*only\.test\.js\./);
  });
});
