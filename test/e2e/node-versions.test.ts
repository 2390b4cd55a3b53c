import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Folder } from '../cli/command-line.ts';
import { yaml } from '../yaml.ts';
import { CLI, NODES } from './on-nodes.ts';

const DIGEST = `sha256:${'d'.repeat(64)}`;

let folder: Folder;

beforeEach(() => {
  folder = new Folder().write({
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ghcr.io/acme/api }
      environments:
        dev: { files: ["envs/dev/**"] }
    `,
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

describe.each(NODES)('the command line on Node %d', (major, node) => {
  /** The tested process says its own version on the way out: a PATH cannot put another Node in its place. */
  const waybill = (...args: readonly string[]) => {
    const says =
      'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(2, `ran on ${process.version}\\n`));';
    const preload = `data:text/javascript,${encodeURIComponent(says)}`;
    return spawnSync(node, ['--import', preload, CLI, ...args], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { HOME: folder.path, NO_COLOR: '1' },
    });
  };
  const ran = expect.stringMatching(new RegExp(`ran on v${major}\\.\\d+\\.\\d+\\n$`));

  test.each(['--version', '--help', 'set --help', 'lint'])('%s', (command) => {
    const done = waybill(...command.split(' '));
    expect(done).toMatchObject({ status: 0, stderr: ran });
    expect(done.stdout).not.toBe('');
  });

  test('plan, and set with the same image, which writes the file', () => {
    const image = ['--image', `ghcr.io/acme/api:v2@${DIGEST}`];
    expect(waybill('plan', 'envs', ...image)).toMatchObject({ status: 0, stderr: ran });
    expect(folder.read('envs/dev/kustomization.yaml')).toContain('newTag: v1\n');
    expect(waybill('set', 'envs', ...image)).toMatchObject({ status: 0, stderr: ran });
    expect(folder.read('envs/dev/kustomization.yaml')).toContain(`newTag: v2\n    digest: ${DIGEST}\n`);
  });

  test.each([
    ['verify', '1'],
    ['explain', DIGEST],
  ])('%s, where signatures can be checked', (...command) => {
    const words = major < 22 ? `Signatures cannot be checked on Node ${major}.` : 'GITHUB_TOKEN are empty';
    const done = waybill(...command, '--repository', 'acme/config');
    expect(done).toMatchObject({ status: major < 22 ? 1 : 2, stdout: '' });
    expect(done.stderr).toContain(words);
  });
});
