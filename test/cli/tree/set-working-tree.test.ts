import { lstatSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { API, B, deployment, Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

const target = `${API}=v2@${B}`;

describe('the working tree', () => {
  test('a link below a folder is passed by, and what it points to outside stays', async () => {
    folder.write({ 'outside.yaml': deployment(`${API}:v1`), 'envs/api.yaml': deployment(`${API}:v1`) });
    symlinkSync('../outside.yaml', join(folder.path, 'envs/link.yaml'));
    symlinkSync('..', join(folder.path, 'envs/up'));
    const { code } = await folder.run(['set', 'envs', '--image', target]);
    expect(code).toBe(0);
    expect(folder.read('outside.yaml')).toBe(deployment(`${API}:v1`));
    expect(lstatSync(join(folder.path, 'envs/link.yaml')).isSymbolicLink()).toBe(true);
  });

  test('a link that is named is refused', async () => {
    folder.write({ 'api.yaml': deployment(`${API}:v1`) });
    symlinkSync('api.yaml', join(folder.path, 'link.yaml'));
    const { code, err } = await folder.run(['set', 'link.yaml', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain(
      'link.yaml is, or leads through, a symbolic link, and links are not followed [FILE_UNSAFE]',
    );
  });

  test('so is a file behind a linked folder', async () => {
    folder.write({ 'elsewhere/api.yaml': deployment(`${API}:v1`), 'envs/web.yaml': 'a: 1\n' });
    symlinkSync('../elsewhere', join(folder.path, 'envs/link'));
    const { code, err } = await folder.run(['set', 'envs/link/api.yaml', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('envs/link/api.yaml is, or leads through, a symbolic link');
    expect(folder.read('elsewhere/api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('.git is not entered', async () => {
    folder.write({ '.git/api.yaml': deployment(`${API}:v1`), 'api.yaml': deployment(`${API}:v1`) });
    await folder.run(['set', '.', '--image', target]);
    expect(folder.read('.git/api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('a manifest that is no UTF-8 stops the run', async () => {
    folder.write({
      'api.yaml': deployment(`${API}:v1`),
      'latin.yaml': Buffer.from(
        yaml`
          # café
          ${deployment(`${API}:v1`)}
        `,
        'latin1',
      ),
    });
    const { code, err } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(1);
    expect(err).toContain('latin.yaml cannot be edited: it is not UTF-8 [FILE_UNREADABLE]');
    expect(folder.read('api.yaml')).toBe(deployment(`${API}:v1`));
  });

  test('some other file that is no text is passed over, and said', async () => {
    folder.write({
      'api.yaml': deployment(`${API}:v1`),
      'dump.bin': Buffer.from(`\0\0${API}:v1\0`, 'latin1'),
    });
    const { code, out } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(out).toContain('dump.bin\n');
    expect(out).toContain('passed over a file that is no text');
  });

  test('one file under two names is edited once', async () => {
    folder.write({ 'envs/api.yaml': deployment(`${API}:v1`) });
    const { out } = await folder.run(['set', 'envs', 'envs/api.yaml', './envs', '--image', target]);
    expect(out).toContain('1 reference changed in 1 file.');
  });

  test('a file with the longest possible name is edited too', async () => {
    const name = `${'x'.repeat(250)}.yaml`;
    folder.write({ [name]: deployment(`${API}:v1`) });
    const { code } = await folder.run(['set', '.', '--image', target]);
    expect(code).toBe(0);
    expect(readdirSync(folder.path)).toEqual([name]);
  });
});
