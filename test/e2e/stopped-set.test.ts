import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, deployment, Folder } from '../cli/command-line.ts';
import { Gate, type Halt, TerminalRun } from './halted-cli.ts';
import { CLI, NODES } from './on-nodes.ts';

const FILES = ['envs/a.yaml', 'envs/b.yaml', 'envs/deep/c.yaml'];
const ARGUMENTS = ['set', 'envs', '--image', `${API}=v2@${B}`];
const OLD = deployment(`${API}:v1`);
const NEW = deployment(`${API}:v2@${B}`);
/** A new version that stands beside its file, of a process that cannot be there: numbers end before it. */
const OF_DEAD = '.waybill-99999999-abcdefgh';

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write(Object.fromEntries(FILES.map((path) => [path, OLD])));
});
afterEach(() => {
  folder.remove();
});

const contents = () => FILES.map((path) => folder.read(path));
const standing = () =>
  readdirSync(join(folder.path, 'envs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.waybill-'))
    .map((name) => name.replace(/\d+-\w+$/, '…'));

function run(node: string, argv: readonly string[], halt?: Halt) {
  const preload = halt === undefined ? [] : ['--require', new Gate(halt).script];
  return spawnSync(node, [...preload, CLI, ...argv], { cwd: folder.path, encoding: 'utf8', env: {} });
}

const BESIDE = /\.waybill-/;

describe.each(NODES)('on Node %d', (_major, node) => {
  test.each<readonly [string, Halt]>([
    ['the first file is written', { call: 'openSync', number: 1, then: 'wait', path: BESIDE }],
    ['the last file is written', { call: 'openSync', number: 3, then: 'wait', path: BESIDE }],
  ])('Ctrl-C when %s leaves everything as it was', async (_name, halt) => {
    const set = new TerminalRun(node, ARGUMENTS, folder.path, halt);
    await set.halted();
    await set.interrupt();
    expect(await set.goOn()).toBe(128 + 2);
    expect([contents(), standing()]).toEqual([[OLD, OLD, OLD], []]);
    expect(set.printed).toContain('Stopped. Nothing was written.');
  });

  test.each([1, 3])(
    'Ctrl-C when file %d takes its place: all of them do, and the command ends by it',
    async (number) => {
      const halt = { call: 'renameSync', number, then: 'wait' } as const;
      const set = new TerminalRun(node, ARGUMENTS, folder.path, halt);
      await set.halted();
      await set.interrupt();
      expect(await set.goOn()).toBe(128 + 2);
      expect([contents(), standing()]).toEqual([[NEW, NEW, NEW], []]);
      expect(set.printed).toContain('3 references changed in 3 files.');
    },
  );

  test.each<readonly [string, Halt, readonly string[], number]>([
    ['before the first is written', { call: 'openSync', number: 1, then: 'die', path: BESIDE }, [], 0],
    ['before the text of the second', { call: 'writeFileSync', number: 2, then: 'die' }, [], 2],
    ['before the first rename', { call: 'renameSync', number: 1, then: 'die' }, [], 3],
    ['before the last rename', { call: 'renameSync', number: 3, then: 'die' }, ['new', 'new'], 1],
  ])('a kill %s: no file is half, and the next run removes what is left', (_name, halt, done, left) => {
    expect(run(node, ARGUMENTS, halt)).toMatchObject({ status: null, signal: 'SIGKILL' });
    expect(contents().filter((text) => text === NEW)).toHaveLength(done.length);
    expect(contents().every((text) => text === OLD || text === NEW)).toBe(true);
    expect(standing()).toHaveLength(left);
    // Neither looks at what is left, and neither writes.
    const plan = run(node, ['plan', ...ARGUMENTS.slice(1)]);
    expect([plan.status, plan.stdout + plan.stderr]).toEqual([0, expect.not.stringContaining('.waybill-')]);
    expect(run(node, [...ARGUMENTS, '--dry-run']).status).toBe(0);
    expect(standing()).toHaveLength(left);
    expect(run(node, ARGUMENTS)).toMatchObject({ status: 0, stderr: '' });
    expect([contents(), standing()]).toEqual([[NEW, NEW, NEW], []]);
  });
});

test('what a run that is alive is about to rename stays, and so does what only looks alike', () => {
  const kept = [`.waybill-${process.pid}-abcdefgh`, '.waybill-notes', '.waybill-12-abcdefgh.yaml'];
  folder.write(Object.fromEntries([...kept, OF_DEAD].map((name) => [`envs/deep/${name}`, 'a: 1\n'])));
  expect(run(process.execPath, ARGUMENTS).status).toBe(0);
  expect(readdirSync(join(folder.path, 'envs/deep')).sort()).toEqual([...kept, 'c.yaml'].sort());
});

test('it is removed beside a file that is named, and when there is nothing to change', () => {
  folder.write({ 'envs/a.yaml': NEW, [`envs/${OF_DEAD}`]: OLD, [`envs/deep/${OF_DEAD}`]: OLD });
  const named = ['set', 'envs/a.yaml', '--image', `${API}=v2@${B}`];
  expect(run(process.execPath, named)).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(join(folder.path, 'envs'), { recursive: true })).toEqual(
    expect.not.arrayContaining([OF_DEAD]),
  );
  expect(standing()).toEqual(['deep/.waybill-…']);
});
