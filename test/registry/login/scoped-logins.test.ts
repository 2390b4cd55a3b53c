import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LoginScope } from '../../../src/registry/login/credential.ts';
import { createDockerCredentials } from '../../../src/registry/login/credentials.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-scoped-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Leaves a login as `docker login` does in this folder; the user is named after the folder. */
async function logIn(place: string, key = 'ghcr.io'): Promise<void> {
  const auth = Buffer.from(`${place}:secret`).toString('base64');
  await mkdir(join(folder, place), { recursive: true });
  await writeFile(join(folder, place, 'config.json'), JSON.stringify({ auths: { [key]: { auth } } }));
}

async function userFor(
  scope: LoginScope,
  registry = 'ghcr.io',
  environment: Readonly<Record<string, string>> = { DOCKER_CONFIG: folder },
): Promise<string | undefined> {
  const logins = createDockerCredentials({ environment, home: undefined, mask: () => undefined });
  const login = await logins.of(registry, scope);
  return login?.kind === 'password' ? login.username : undefined;
}

const pull: LoginScope = { repository: 'acme/api', actions: ['pull'] };
const push: LoginScope = { repository: 'acme/api', actions: ['pull', 'push'] };

describe('a login with a scope', () => {
  test.each([
    ['buildx/config/ghcr.io', pull],
    ['buildx/config/ghcr.io/acme/api', pull],
    ['buildx/config/ghcr.io/acme/api@pull', pull],
    ['buildx/config/ghcr.io@pull', pull],
    ['buildx/config/ghcr.io/acme/api@pull,push', push],
    ['buildx/config/ghcr.io@push', push],
  ])('in %s is used for what it is for', async (place, scope) => {
    await logIn('.');
    await logIn(place);
    expect(await userFor(scope)).toBe(place);
  });

  test.each([
    ['buildx/config/ghcr.io/acme/web', pull],
    ['buildx/config/ghcr.io/acme/api/worker', pull],
    ['buildx/config/ghcr.io/acme', pull],
    ['buildx/config/ghcr.io/acme/api2', pull],
    ['buildx/config/ghcr.io/acme/api@push', pull],
    ['buildx/config/ghcr.io@pull,push', pull],
    ['buildx/config/ghcr.io.evil.test', pull],
    ['buildx/config/quay.io', pull],
  ])('in %s is not used for another repository or action', async (place, scope) => {
    await logIn('.');
    await logIn(place);
    expect(await userFor(scope)).toBe('.');
  });

  test('for the repository comes before one for the registry, and more actions before fewer', async () => {
    for (const place of ['ghcr.io', 'ghcr.io@pull,push', 'ghcr.io/acme/api', 'ghcr.io/acme/api@push'])
      await logIn(`buildx/config/${place}`);
    expect(await userFor(push)).toBe('buildx/config/ghcr.io/acme/api@push');
    expect(await userFor(pull)).toBe('buildx/config/ghcr.io/acme/api');
    expect(await userFor({ ...push, repository: 'acme/web' })).toBe('buildx/config/ghcr.io@pull,push');
  });

  test('for Docker Hub stands under the name of its registry', async () => {
    await logIn('buildx/config/registry-1.docker.io/acme/api', 'https://index.docker.io/v1/');
    expect(await userFor(pull, 'docker.io')).toBe('buildx/config/registry-1.docker.io/acme/api');
  });

  test('is looked for in $BUILDX_CONFIG where that is set', async () => {
    await logIn('elsewhere/config/ghcr.io');
    await logIn('buildx/config/ghcr.io');
    const environment = { DOCKER_CONFIG: folder, BUILDX_CONFIG: join(folder, 'elsewhere') };
    expect(await userFor(pull, 'ghcr.io', environment)).toBe('elsewhere/config/ghcr.io');
  });

  test('that has nothing for the registry leaves it to the other files', async () => {
    await logIn('.');
    await logIn('buildx/config/ghcr.io', 'quay.io');
    expect(await userFor(pull)).toBe('.');
  });
});
