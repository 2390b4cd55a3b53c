import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, deployment, Folder } from '../cli/command-line.ts';
import { type Part, withReal } from '../with-real.ts';
import { CLI, NODES } from './on-nodes.ts';
import { yaml } from '../yaml.ts';

const IMAGE = ['--image', `${API}=v2@${B}`];
const OLD = deployment(`${API}:v1`);
const NEW = deployment(`${API}:v2@${B}`);

let folder: Folder;
beforeEach(() => {
  folder = new Folder().write({ 'envs/api.yaml': OLD });
});
afterEach(() => {
  folder.remove();
});

const api = () => join(folder.path, 'envs/api.yaml');

interface As {
  readonly node?: string;
  /** Another user than the test's, who cannot be expected to reach the checkout. */
  readonly user?: number;
}

function waybill(argv: readonly string[], { node = process.execPath, user }: As = {}) {
  const as = user === undefined ? {} : { uid: user, gid: user };
  const reached = join(folder.path, 'dist/cli/index.js');
  if (user !== undefined) cpSync(dirname(dirname(CLI)), dirname(dirname(reached)), { recursive: true });
  return spawnSync(node, [user === undefined ? CLI : reached, ...argv], {
    cwd: folder.path,
    encoding: 'utf8',
    env: {},
    ...as,
  });
}

describe('the mode of a file', () => {
  test.each([0o600, 0o640, 0o666, 0o755, 0o444])('stays, as %o', (mode) => {
    chmodSync(api(), mode);
    expect(waybill(['set', 'envs', ...IMAGE])).toMatchObject({ status: 0 });
    expect([folder.read('envs/api.yaml'), statSync(api()).mode & 0o7777]).toEqual([NEW, mode]);
  });

  test.each([0o4755, 0o2755, 0o6755])('loses what lets it run as its owner or group: %o', (mode) => {
    chmodSync(api(), mode);
    expect(statSync(api()).mode & 0o7777).toBe(mode);
    expect(waybill(['set', 'envs', ...IMAGE])).toMatchObject({ status: 0 });
    expect([folder.read('envs/api.yaml'), statSync(api()).mode & 0o7777]).toEqual([NEW, 0o755]);
  });
});

const root: Part<undefined> =
  process.getuid?.() === 0
    ? { there: true, use: undefined }
    : { there: false, reason: 'only root makes files of other users' };

withReal('the owner of a file', [root], () => {
  test('stays where root changes it, and no set-user-id comes back with it', () => {
    chownSync(api(), 1234, 2345);
    chmodSync(api(), 0o4640);
    expect(waybill(['set', 'envs', ...IMAGE])).toMatchObject({ status: 0 });
    const { uid, gid, mode } = statSync(api());
    expect([folder.read('envs/api.yaml'), uid, gid, mode & 0o7777]).toEqual([NEW, 1234, 2345, 0o640]);
  });

  test('does not matter to a plan over a named file, in a folder that may not be listed', () => {
    chmodSync(folder.path, 0o755);
    chmodSync(join(folder.path, 'envs'), 0o711);
    const { status, stderr } = waybill(['plan', 'envs/api.yaml', ...IMAGE], { user: 65534 });
    expect([status, stderr]).toEqual([0, expect.stringContaining('1 reference would change in 1 file.')]);
  });

  test('keeps nothing from being done where a killed run left a file that may not be removed', () => {
    folder.write({ 'envs/.waybill-99999999-abcdefgh': OLD, 'envs/api.yaml': NEW });
    for (const path of ['.', 'envs']) chmodSync(join(folder.path, path), 0o755);
    const { status, stderr } = waybill(['set', 'envs', ...IMAGE], { user: 65534 });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('is not taken over by somebody else who may write in the folder', () => {
    for (const path of ['.', 'envs']) chmodSync(join(folder.path, path), 0o777);
    chownSync(api(), 1234, 2345);
    const { status, stderr } = waybill(['set', 'envs', ...IMAGE], { user: 65534 });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(
        'envs/api.yaml belongs to user 1234 and group 2345, and would belong to user 65534',
      ),
    ]);
    const { uid, gid } = statSync(api());
    expect([folder.read('envs/api.yaml'), uid, gid]).toEqual([OLD, 1234, 2345]);
  });
});

describe.each(NODES)('a name that is not UTF-8, on Node %d', (_major, node) => {
  /** `caf\xE9`, as Latin-1 has it. */
  const latin = (path: string, end: string) =>
    Buffer.concat([
      Buffer.from(join(folder.path, path)),
      Buffer.from('/caf\u00e9', 'latin1'),
      Buffer.from(end),
    ]);

  beforeEach(() => {
    writeFileSync(latin('envs', '.yaml'), OLD);
    mkdirSync(latin('envs', ''));
    writeFileSync(latin('envs', '/api.yaml'), OLD);
    // A name that holds the character itself is as good as any.
    folder.write({ 'envs/\uFFFD.yaml': OLD });
  });

  test('is passed over, and said; the others are edited', () => {
    const { status, stdout, stderr } = waybill(['set', 'envs', ...IMAGE], { node });
    expect([status, stderr]).toEqual([0, '']);
    expect([folder.read('envs/api.yaml'), folder.read('envs/\uFFFD.yaml')]).toEqual([NEW, NEW]);
    expect(stdout).toContain('passed over a file or folder: its name is not UTF-8');
    expect(stdout).toContain('2 references changed in 2 files; 2 passed over.');
  });

  test('is passed over in the files of an environment', () => {
    folder.write({
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ${API} }
        environments:
          dev: { files: ["envs/*.yaml"] }
      `,
    });
    const { status, stdout, stderr } = waybill(['plan', 'dev', '--json', '--image', `api=v2@${B}`], { node });
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      files: [
        { path: 'envs/api.yaml', edits: [{}] },
        { path: 'envs/caf\uFFFD.yaml', edits: [], passedOver: [{ found: 'a file or folder' }] },
        { path: 'envs/\uFFFD.yaml', edits: [{}] },
      ],
    });
  });
});
