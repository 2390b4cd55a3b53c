import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runJest } from '../../scripts/test-run/run-jest.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-runtime-'));
});
afterEach(() => rm(folder, { recursive: true }));

const scriptOf = (name: string): string =>
  fileURLToPath(new URL(`../../scripts/test-run/${name}`, import.meta.url));

/** Runs the tests of a project in one process of Jest, with the runtime that loads our own. */
async function runProject(files: Readonly<Record<string, string>>): Promise<number> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const config = {
    ...{ rootDir: folder, roots: [join(folder, 'test')], testMatch: ['**/*.test.ts'], transform: {} },
    ...{ runtime: scriptOf('plain-runtime.ts'), testEnvironment: scriptOf('plain-environment.ts') },
    testTimeout: 100,
  };
  return runJest({
    args: [`--config=${JSON.stringify(config)}`, '--watchman=false', '--cache=false', '--runInBand'],
    bounds: { start: 120_000, silence: 120_000, exit: 120_000 },
    output: 'ignore',
    say: () => undefined,
  });
}

const API = "import { beforeEach, expect, test } from '@jest/globals';";

describe('the runtime of the tests', () => {
  test('evaluates what the tests share again for each file, and the sources once', async () => {
    const each = `${API}
      import { evaluations } from '../src/source.ts';
      import { hooks } from './shared.ts';
      test('knows its own hooks', () => expect([hooks.run, evaluations()]).toEqual([1, 1]));`;
    const exitCode = await runProject({
      'src/source.ts': `globalThis.count = (globalThis.count ?? 0) + 1;
        export const evaluations = (): number => globalThis.count;`,
      'test/shared.ts': `${API}
        export const hooks: { run: number } = { run: 0 };
        beforeEach(() => void (hooks.run += 1));`,
      'test/first.test.ts': each,
      'test/second.test.ts': each,
    });
    expect(exitCode).toBe(0);
  });

  const passing = `${API} test('passes', () => undefined);`;

  test.each([
    ['a test fails', `${API} test('fails', () => expect(1).toBe(2));`],
    ['a test times out', `${API} test('hangs', () => new Promise(() => undefined));`],
    ['a file does not load', "import { missing } from './other.test.ts'; missing();"],
    ['an error comes out of nowhere', `${API} test('late', () => void Promise.reject(new Error('lost')));`],
  ])('fails the run where %s, and goes on with the next file', async (_what, text) => {
    const reached = join(folder, 'reached');
    const last = `${passing} import { writeFileSync } from 'node:fs'; writeFileSync('${reached}', '');`;
    const files = { 'test/a.test.ts': text, 'test/other.test.ts': passing, 'test/z.test.ts': last };
    expect(await runProject(files)).toBe(1);
    await rm(reached);
  });
});
