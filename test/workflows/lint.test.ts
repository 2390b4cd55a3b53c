import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { endWithTest } from '../end-with-test.ts';
import { withReal } from '../with-real.ts';
import { findProgram } from './find-programs.ts';

const run = promisify(execFile);
const actionlint = findProgram('actionlint');
const zizmor = findProgram('zizmor');
const WORKFLOWS = globSync(['.github/workflows/*.yml', 'examples/**/.github/workflows/*.yml']);
const PAGES = globSync(['README.md', 'docs/**/*.md', 'actions/**/*.md', 'examples/**/*.md']);

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-lint-'));
  endWithTest(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The whole workflows that stand on the pages, each with a name that says where. */
async function workflowsOnPages(): Promise<[string, string][]> {
  const found = await Promise.all(
    PAGES.map(async (page) => {
      const text = await readFile(page, 'utf8');
      const blocks = [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, block = '']) => block);
      const whole = blocks.filter((block) => /^on:/m.test(block) && /^jobs:/m.test(block));
      return whole.map((block, index): [string, string] => [`${page}.${index + 1}.yml`, block]);
    }),
  );
  return found.flat();
}

async function problemsOf(program: string, args: readonly string[], cwd?: string): Promise<string> {
  return run(program, args, { cwd }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? String(error)}`,
  );
}

withReal('actionlint', [actionlint], () => {
  /** It does not know `queue`. */
  const withoutQueue = (text: string): string =>
    text.replace(/^ *queue: max\n/gm, '').replace(', queue: max', '');
  const lint = async (files: readonly (readonly [string, string])[]): Promise<string> => {
    if (!actionlint.there) return '';
    const folder = await scratch();
    for (const [name, text] of files) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), withoutQueue(text));
    }
    const args = ['-no-color', '-shellcheck=', '-pyflakes=', ...files.map(([name]) => name)];
    return problemsOf(actionlint.use, args, folder);
  };

  test('finds nothing in our workflows, those of the examples and those on the pages', async () => {
    const files = await Promise.all(
      WORKFLOWS.map(async (path) => [path, await readFile(path, 'utf8')] as const),
    );
    expect(files.length).toBeGreaterThan(10);
    expect(await lint([...files, ...(await workflowsOnPages())])).toBe('');
  });

  test('finds an output that nothing sets', async () => {
    const text = await readFile('.github/workflows/build-and-promote.yml', 'utf8');
    expect(
      await lint([['w.yml', text.replace('needs.build.outputs.record', 'needs.build.outputs.recrod')]]),
    ).toContain('recrod');
  });
});

withReal('zizmor', [zizmor], () => {
  const ARGUMENTS = ['--offline', '--persona', 'pedantic', '--no-progress', '--quiet'];
  const read = async (folder: string): Promise<string> =>
    zizmor.there ? problemsOf(zizmor.use, [...ARGUMENTS, folder]) : '';

  async function copy(): Promise<string> {
    const folder = await scratch();
    for (const part of ['.github', 'examples', 'actions', 'action.yml'])
      await cp(part, join(folder, part), { recursive: true });
    return folder;
  }

  test('finds nothing that is not answered beside it', async () => {
    expect(await read(await copy())).toContain('No findings to report');
  });

  test('finds an action of others that is not pinned', async () => {
    const folder = await copy();
    const path = join(folder, '.github/workflows/ci.yml');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace(/actions\/checkout@[^\n]+/, 'actions/checkout@v7'),
    );
    expect(await read(folder)).toContain('unpinned-uses');
  });
});
