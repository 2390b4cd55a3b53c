import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Folder } from '../cli/command-line.ts';
import { yaml } from '../yaml.ts';

const CLI = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'dist/cli/index.js');
const DIGEST = `sha256:${'d'.repeat(64)}`;

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({
    'envs/dev/kustomization.yaml': yaml`
      images:
        - name: ghcr.io/acme/api
          newTag: v1
    `,
  });
});
afterEach(() => {
  folder.remove();
});

const kept = () => join(folder.path, 'kept/waybill');
const manifest = () => folder.read('envs/dev/kustomization.yaml');

/** The script that users run, in a process of its own. */
function waybill(argv: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', XDG_CACHE_HOME: join(folder.path, 'kept'), ...more };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...argv], {
    cwd: folder.path,
    env,
    encoding: 'utf8',
    timeout: 150_000,
  });
  return { status, stdout, stderr };
}

function set(tag: string, more: Readonly<Record<string, string>> = {}) {
  return waybill(['set', 'envs', '--image', `ghcr.io/acme/api=${tag}@${DIGEST}`], more);
}

const isTag = (tag: string) => expect.stringContaining(`newTag: ${tag}\n`);

/** What Node says of its cache of compiled code, beside what the command line prints. */
function versionWithDebug(more: Readonly<Record<string, string>> = {}) {
  return waybill(['--version'], { NODE_DEBUG_NATIVE: 'COMPILE_CACHE', ...more }).stderr;
}

test('what a run compiled is kept, for its user alone, and the next run works with it', () => {
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  expect(statSync(kept()).mode & 0o777).toBe(0o700);
  expect(readdirSync(kept())).toEqual([expect.stringContaining(process.version)]);
  expect(versionWithDebug()).toMatch(/cache for CommonJS \S+dist\/index\.js was accepted/);
});

test('what was kept and is damaged is not used', () => {
  set('v2');
  const files = readdirSync(kept(), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const { parentPath, name } of files) {
    const file = join(parentPath, name);
    const content = readFileSync(file);
    content.writeUInt8(content.readUInt8(content.length >> 1) ^ 0xff, content.length >> 1);
    writeFileSync(file, content);
  }
  expect(set('v3')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v3'));
});

test.each([
  ['is open to others', () => mkdirSync(kept(), { recursive: true, mode: 0o755 })],
  [
    'is a link',
    () => {
      mkdirSync(join(folder.path, 'elsewhere'), { mode: 0o700 });
      mkdirSync(join(folder.path, 'kept'));
      symlinkSync(join(folder.path, 'elsewhere'), kept());
    },
  ],
])('nothing is kept in a cache folder that %s', (_name, prepare) => {
  prepare();
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v2'));
  expect(readdirSync(kept())).toEqual([]);
  expect(versionWithDebug()).toBe('');
});

test('the folder of another user is not used, as for root with the home of somebody else', () => {
  set('v2');
  const other = 'data:text/javascript,const id = process.getuid() + 1; process.getuid = () => id;';
  const NODE_OPTIONS = `--import=${encodeURI(other)}`;
  expect(set('v3', { NODE_OPTIONS })).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v3'));
  expect(versionWithDebug({ NODE_OPTIONS })).toBe('');
});

test.each([
  ['is a file', { kept: 'not a folder' }],
  ['holds a file in its place', { 'kept/waybill': 'not a folder' }],
])('the run does not need a place to keep it: a cache folder that %s', (_name, files) => {
  folder.write(files);
  expect(set('v2')).toMatchObject({ status: 0, stderr: '' });
  expect(manifest()).toEqual(isTag('v2'));
});

test('a reader that is slow gets all of a long output', () => {
  const pod = (index: number) =>
    yaml`
      kind: Pod
      spec:
        containers:
          - name: c${index}
            image: ghcr.io/acme/api:v1
    `;
  folder.write({ 'envs/pods.yaml': Array.from({ length: 1000 }, (_, index) => pod(index)).join('---\n') });
  const command = `"${process.execPath}" "${CLI}" set envs --json --image ghcr.io/acme/api=v2@${DIGEST} | (sleep 1; cat)`;
  const { stdout } = spawnSync('sh', ['-c', command], {
    cwd: folder.path,
    encoding: 'utf8',
    timeout: 150_000,
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
    timeout: 150_000,
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

test('proposes a waybill.yaml, writes it, and plans with it', () => {
  const said = waybill(['init', '--write']);
  expect([said.status, said.stdout]).toEqual([0, expect.stringContaining('waybill.yaml is written.\n')]);
  expect(folder.read('waybill.yaml')).toContain("files: ['envs/dev/**']");
  const planned = waybill(['plan', 'dev', '--image', `api=v2@${DIGEST}`]);
  expect([planned.status, planned.stdout]).toEqual([
    0,
    expect.stringContaining('+++ b/envs/dev/kustomization.yaml'),
  ]);
});
