import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { withLogins } from '../../src/builder/docker-config.ts';

const LOGIN = { registry: 'ghcr.io', username: 'ci', password: 'secret' };
const AUTH = Buffer.from('ci:secret').toString('base64');
let folder = '';
let own = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-home-'));
  own = join(folder, '.docker');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function configWith(
  text: string | undefined,
  login = LOGIN,
): Promise<{ readonly config: unknown; readonly env: Readonly<Record<string, string | undefined>> }> {
  await mkdir(own, { recursive: true });
  if (text !== undefined) await writeFile(join(own, 'config.json'), text);
  const { env, remove } = await withLogins({ HOME: folder, RUNNER_TEMP: folder }, [login]);
  const config: unknown = JSON.parse(await readFile(join(env['DOCKER_CONFIG'] ?? '', 'config.json'), 'utf8'));
  await remove();
  return { config, env };
}

describe('a login for the builder', () => {
  test('stands beside those that are there, and comes before a helper', async () => {
    const there = { auths: { 'quay.io': { auth: 'eA==' } }, credsStore: 'desktop', currentContext: 'other' };
    expect((await configWith(JSON.stringify(there))).config).toEqual({
      ...there,
      auths: { ...there.auths, 'ghcr.io': { auth: AUTH } },
      credHelpers: { 'ghcr.io': '' },
    });
  });

  test.each([undefined, '', 'no json', '[]', '{"auths":[]}'])(
    'is written where the file holds %j',
    async (text) => {
      expect((await configWith(text)).config).toEqual({
        auths: { 'ghcr.io': { auth: AUTH } },
        credHelpers: { 'ghcr.io': '' },
      });
    },
  );

  test('for Docker Hub has the key under which docker looks', async () => {
    const key = 'https://index.docker.io/v1/';
    expect((await configWith(undefined, { ...LOGIN, registry: 'docker.io' })).config).toMatchObject({
      auths: { [key]: { auth: AUTH } },
    });
  });

  test('changes nothing in the folder of the user, which is there with all it holds', async () => {
    await mkdir(join(own, 'contexts'), { recursive: true });
    await writeFile(join(own, 'contexts', 'meta.json'), 'a context');
    await writeFile(join(own, 'config.json'), '{}');
    const { env, remove } = await withLogins({ HOME: folder, RUNNER_TEMP: folder }, [LOGIN]);
    const place = env['DOCKER_CONFIG'] ?? '';
    expect(await readFile(join(place, 'contexts', 'meta.json'), 'utf8')).toBe('a context');
    expect(env['BUILDX_CONFIG']).toBe(join(own, 'buildx'));
    expect((await stat(place)).mode & 0o077).toBe(0);
    expect((await stat(join(place, 'config.json'))).mode & 0o077).toBe(0);
    await remove();
    await expect(readdir(place)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(join(own, 'contexts', 'meta.json'), 'utf8')).toBe('a context');
    expect(await readFile(join(own, 'config.json'), 'utf8')).toBe('{}');
  });

  test('that is not needed changes nothing at all', async () => {
    const given = { DOCKER_CONFIG: '/elsewhere' };
    expect((await withLogins(given, [])).env).toBe(given);
  });
});
