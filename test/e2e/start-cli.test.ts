import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Folder } from '../cli/command-line.ts';

const CLI = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/cli/index.js');
const COMPILED = `waybill/compiled-${process.version}-${process.arch}`;
const DIGEST = `sha256:${'d'.repeat(64)}`;

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'envs/dev/kustomization.yaml': 'images:\n  - name: ghcr.io/acme/api\n    newTag: v1\n',
  });
});
afterEach(() => {
  folder.remove();
});

const compiled = () => join(folder.path, 'kept', COMPILED);
const manifest = () => folder.read('envs/dev/kustomization.yaml');

/** The script that users run, in a process of its own. */
function waybill(argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: join(folder.path, 'kept'), ...more };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argv], {
    cwd: folder.path,
    env,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

function set(tag: string, more: Readonly<Record<string, string>> = {}) {
  return waybill(['set', 'envs', '--image', `ghcr.io/acme/api=${tag}@${DIGEST}`], more);
}

const isTag = (tag: string) => expect.stringContaining(`newTag: ${tag}\n`);

test('what a run compiled is kept, for its user alone, and the next run works with it', () => {
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  expect(statSync(compiled()).mode & 0o777).toBe(0o600);
  const first = readFileSync(compiled());
  expect(set('v3')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v3'));
  expect(readFileSync(compiled()).equals(first)).toBe(true);
  expect(readdirSync(join(folder.path, 'kept/waybill'))).toHaveLength(1);
});

test('a run that says its version keeps what it compiled, and the first one that plans keeps more', () => {
  expect(waybill(['--version'])).toMatchObject({ status: 0, stderr: '' });
  const small = readFileSync(compiled());
  expect(waybill(['set', 'gone', '--image', 'api=v2']).status).toBe(2);
  expect(readFileSync(compiled()).equals(small)).toBe(true);
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  const large = readFileSync(compiled());
  expect(large.length).toBeGreaterThan(2 * small.length);
  expect(waybill(['--version']).status).toBe(0);
  expect(readFileSync(compiled()).equals(large)).toBe(true);
});

test.each([
  ['of another bundle', (kept: Buffer) => Buffer.concat([Buffer.from('// 0'), kept.subarray(4)])],
  [
    'damaged in one place',
    (kept: Buffer) => {
      const damaged = Buffer.from(kept);
      damaged.writeUInt8(damaged.readUInt8(damaged.length >> 1) ^ 0xff, damaged.length >> 1);
      return damaged;
    },
  ],
  ['cut off', (kept: Buffer) => kept.subarray(0, kept.length >> 1)],
  ['empty', () => Buffer.alloc(0)],
])('what was kept and is %s is not used, and is kept anew', (_name, damage) => {
  set('v2');
  const good = readFileSync(compiled());
  writeFileSync(compiled(), damage(good));
  expect(set('v3')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v3'));
  const [title] = good.toString('latin1').split(' ', 2);
  expect(readFileSync(compiled(), 'latin1').startsWith(title ?? '?')).toBe(true);
  const again = readFileSync(compiled());
  set('v4');
  expect(readFileSync(compiled()).equals(again)).toBe(true);
});

test('a file of another user is not used, as for root with the home of somebody else', () => {
  set('v2');
  const inode = statSync(compiled()).ino;
  const other = 'data:text/javascript,const id = process.getuid() + 1; process.getuid = () => id;';
  expect(set('v3', { NODE_OPTIONS: `--import=${encodeURI(other)}` })).toMatchObject({ status: 0 });
  expect(manifest()).toEqual(isTag('v3'));
  expect(statSync(compiled()).ino).not.toBe(inode);
});

test.each([
  ['is a file', () => folder.write({ kept: 'not a folder' })],
  ['holds a folder in its place', () => mkdirSync(compiled(), { recursive: true })],
])('the run does not need a place to keep it: a cache folder that %s', (_name, prepare) => {
  prepare();
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v2'));
});

test('a reader that is slow gets all of a long output', () => {
  const pod = (index: number) =>
    `kind: Pod\nspec:\n  containers:\n    - name: c${index}\n      image: ghcr.io/acme/api:v1\n`;
  folder.write({ 'envs/pods.yaml': Array.from({ length: 1000 }, (_, index) => pod(index)).join('---\n') });
  const command = `"${process.execPath}" "${CLI}" set envs --json --image ghcr.io/acme/api=v2@${DIGEST} | (sleep 1; cat)`;
  const { stdout } = spawnSync('sh', ['-c', command], {
    cwd: folder.path,
    encoding: 'utf8',
    timeout: 30_000,
  });
  expect(stdout.length).toBeGreaterThan(200_000);
  expect(JSON.parse(stdout)).toMatchObject({ written: true });
});

test.each([
  ['set', ['set', 'envs', '--image', `ghcr.io/acme/api=v2@${DIGEST}`], 'stdout'],
  ['the overview', [], 'stderr'],
])('output of %s that cannot be written is a failure, told once', (_name, argv, lost) => {
  const full = openSync('/dev/full', 'w');
  const { status, output } = spawnSync(process.execPath, [CLI, ...argv], {
    cwd: folder.path,
    encoding: 'utf8',
    stdio: ['ignore', lost === 'stdout' ? full : 'pipe', lost === 'stderr' ? full : 'pipe'],
    timeout: 30_000,
  });
  closeSync(full);
  expect(status).toBe(1);
  expect(output.join('')).toBe(
    lost === 'stdout'
      ? 'error: what the command says cannot be written: ENOSPC: no space left on device, write\n  Let it go somewhere else; "git status" tells which files it changed.\n'
      : '',
  );
});

test('without a home or cache folder nothing is kept', () => {
  expect(set('v2', { XDG_CACHE_HOME: '' })).toMatchObject({ status: 0, stderr: '' });
  expect(set('v3', { XDG_CACHE_HOME: 'relative' })).toMatchObject({ status: 0, stderr: '' });
  expect(readdirSync(folder.path)).toEqual(['envs']);
});
