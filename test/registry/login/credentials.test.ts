import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Credential } from '../../../src/registry/login/credential.ts';
import { createDockerCredentials } from '../../../src/registry/login/credentials.ts';
import { refusal } from '../client.ts';

let folder = '';
const masked: string[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-login-'));
  masked.length = 0;
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const user = (username: string, password: string): Credential => ({ kind: 'password', username, password });

/** The login for a registry, with this text as `config.json`. */
async function loginFrom(config: unknown, registry: string): Promise<Credential | undefined> {
  await writeFile(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  const environment = { DOCKER_CONFIG: folder, PATH: `${folder}:/usr/bin:/bin` };
  return createDockerCredentials({ environment, home: undefined, mask: (secret) => masked.push(secret) }).of(
    registry,
  );
}

async function helper(name: string, script: string): Promise<void> {
  const path = join(folder, `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

describe('where the configuration is', () => {
  const auths = { auths: { 'ghcr.io': { auth: base64('ci:pass') } } };

  test.each([
    ['$DOCKER_CONFIG before the home folder', { DOCKER_CONFIG: 'set' }, 'set'],
    ['the home folder', {}, 'home/.docker'],
    ['the home folder when $DOCKER_CONFIG is empty', { DOCKER_CONFIG: '' }, 'home/.docker'],
  ])('%s', async (_what, environment, place) => {
    await mkdir(join(folder, place), { recursive: true });
    await writeFile(join(folder, place, 'config.json'), JSON.stringify(auths));
    const config =
      'DOCKER_CONFIG' in environment && environment.DOCKER_CONFIG !== '' ? join(folder, 'set') : '';
    const credentials = createDockerCredentials({
      environment: 'DOCKER_CONFIG' in environment ? { DOCKER_CONFIG: config } : {},
      home: join(folder, 'home'),
      mask: () => undefined,
    });
    expect(await credentials.of('ghcr.io')).toEqual(user('ci', 'pass'));
  });

  test.each([
    ['no home', {}, undefined],
    ['no file', { DOCKER_CONFIG: '/nowhere/at/all' }, '/nowhere'],
  ])('with %s everyone is anonymous', async (_what, environment, home) => {
    expect(
      await createDockerCredentials({ environment, home, mask: () => undefined }).of('ghcr.io'),
    ).toBeUndefined();
  });

  test.each([
    ['text that is not JSON', 'auths: {}', /it is not JSON/],
    ['a list', '[]', /wrong type/],
    [
      'an entry of the wrong type',
      '{"auths":{"ghcr.io":{"auth":5}}}',
      /auths\.ghcr\.io\.auth has the wrong type/,
    ],
  ])('%s is said, with the path of the file', async (_what, text, why) => {
    const { code, message } = await refusal(loginFrom(text, 'ghcr.io'));
    expect([code, message]).toEqual(['REGISTRY_LOGIN_MISSING', expect.stringMatching(why)]);
    expect(message).toContain(join(folder, 'config.json'));
  });

  test('a broken entry never shows its secret', async () => {
    const { message } = await refusal(
      loginFrom({ auths: { 'ghcr.io': { auth: base64('hunter2-without-colon') } } }, 'ghcr.io'),
    );
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain(base64('hunter2-without-colon'));
    expect(masked).toContain(base64('hunter2-without-colon'));
  });
});

describe('which entry belongs to a registry', () => {
  test.each([
    ['ghcr.io', 'ghcr.io'],
    ['https://ghcr.io', 'ghcr.io'],
    ['https://ghcr.io/', 'ghcr.io'],
    ['https://ghcr.io/v2/', 'ghcr.io'],
    ['GHCR.io', 'ghcr.io'],
    ['https://index.docker.io/v1/', 'docker.io'],
    ['docker.io', 'docker.io'],
    ['registry-1.docker.io', 'docker.io'],
    ['127.0.0.1:5000', '127.0.0.1:5000'],
    ['http://localhost:5000', 'localhost:5000'],
  ])('%s is for %s', async (key, registry) => {
    expect(await loginFrom({ auths: { [key]: { auth: base64('ci:pass') } } }, registry)).toEqual(
      user('ci', 'pass'),
    );
  });

  test.each([
    ['ghcr.io.evil.test', 'ghcr.io'],
    ['evil-ghcr.io', 'ghcr.io'],
    ['ghcr.io', 'evil-ghcr.io'],
    ['ghcr.io', 'ghcr.io.evil.test'],
    ['ghcr.io', 'ghcr.io:8443'],
    ['ghcr.io:8443', 'ghcr.io'],
    ['https://evil.test/ghcr.io', 'ghcr.io'],
    ['https://ghcr.io@evil.test', 'ghcr.io'],
    ['https://evil.test?ghcr.io', 'ghcr.io'],
    ['ghcr.io/acme', 'ghcr.io'],
    ['*.io', 'ghcr.io'],
    ['acme', 'docker.io'],
    ['library', 'docker.io'],
    ['io', 'ghcr.io'],
    ['localhost:5000', '127.0.0.1:5000'],
  ])('%s is not for %s', async (key, registry) => {
    expect(await loginFrom({ auths: { [key]: { auth: base64('ci:pass') } } }, registry)).toBeUndefined();
    expect(masked).toEqual([]);
  });

  test('the exact host comes before an address of the same registry', async () => {
    const auths = { 'https://ghcr.io/v1/': { auth: base64('old:x') }, 'ghcr.io': { auth: base64('new:y') } };
    expect(await loginFrom({ auths }, 'ghcr.io')).toEqual(user('new', 'y'));
  });
});

describe('what an entry holds', () => {
  test.each<[string, object, Credential | undefined]>([
    ['a password with colons', { auth: base64('ci:a:b:c') }, user('ci', 'a:b:c')],
    ['zeros at the end', { auth: base64('ci:pass\0\0') }, user('ci', 'pass')],
    ['plain fields', { username: 'ci', password: 'pass' }, user('ci', 'pass')],
    [
      'an identity token',
      { auth: base64('ci:'), identitytoken: 'refresh' },
      { kind: 'identity-token', token: 'refresh' },
    ],
    ['a registry token', { registrytoken: 'ready' }, { kind: 'registry-token', token: 'ready' }],
    ['nothing', {}, undefined],
  ])('%s', async (_what, entry, credential) => {
    expect(await loginFrom({ auths: { 'ghcr.io': entry } }, 'ghcr.io')).toEqual(credential);
  });

  test('every form of a secret is masked', async () => {
    await loginFrom({ auths: { 'ghcr.io': { auth: base64('ci:pass') } } }, 'ghcr.io');
    expect(masked).toEqual(expect.arrayContaining(['pass', base64('ci:pass')]));
    await loginFrom({ auths: { 'ghcr.io': { identitytoken: 'refresh', auth: base64('ci:') } } }, 'ghcr.io');
    expect(masked).toContain('refresh');
    await loginFrom({ auths: { 'ghcr.io': { registrytoken: 'ready' } } }, 'ghcr.io');
    expect(masked).toContain('ready');
  });
});

describe('helpers', () => {
  const says = (username: string, secret: string): string =>
    `cat >/dev/null; echo '${JSON.stringify({ Username: username, Secret: secret })}'`;

  test.each([
    ['its own helper', { credHelpers: { 'ghcr.io': 'own' }, credsStore: 'all' }, user('own', 'secret-own')],
    [
      'the helper for all',
      { credHelpers: { 'other.test': 'own' }, credsStore: 'all' },
      user('all', 'secret-all'),
    ],
    [
      'auths, when its helper has nothing',
      { credHelpers: { 'ghcr.io': 'none' }, credsStore: 'all' },
      user('file', 'pass'),
    ],
    ['auths, without any helper', { credsStore: '' }, user('file', 'pass')],
  ])('a registry asks %s', async (_what, config, credential) => {
    await helper('own', says('own', 'secret-own'));
    await helper('all', says('all', 'secret-all'));
    await helper('none', 'echo "credentials not found in native keychain"; exit 1');
    const auths = { 'ghcr.io': { auth: base64('file:pass') } };
    expect(await loginFrom({ auths, ...config }, 'ghcr.io')).toEqual(credential);
  });

  test.each([
    [{ credsStore: 'echo' }, 'docker.io', 'https://index.docker.io/v1/'],
    [{ credsStore: 'echo' }, 'ghcr.io', 'ghcr.io'],
    [{ credHelpers: { 'index.docker.io': 'echo' } }, 'docker.io', 'index.docker.io'],
  ])('with %j the helper is asked for %s as %s', async (config, registry, server) => {
    await helper('echo', 'read server; printf \'{"Username":"%s","Secret":"s"}\' "$server"');
    expect(await loginFrom(config, registry)).toEqual(user(server, 's'));
  });

  test('the user <token> means an identity token', async () => {
    await helper('cloud', says('<token>', 'refresh'));
    expect(await loginFrom({ credsStore: 'cloud' }, 'ghcr.io')).toEqual({
      kind: 'identity-token',
      token: 'refresh',
    });
    expect(masked).toContain('refresh');
  });

  test("a helper's secret is masked", async () => {
    await helper('own', says('ci', 'hunter2'));
    await loginFrom({ credsStore: 'own' }, 'ghcr.io');
    expect(masked).toEqual(expect.arrayContaining(['hunter2', base64('ci:hunter2')]));
  });

  test.each([
    ['fails', 'echo hunter2; exit 1'],
    ['prints junk', 'echo hunter2'],
  ])('a helper that %s stops the run and shows nothing of what it said', async (_what, script) => {
    await helper('bad', script);
    const { code, message, hint } = await refusal(loginFrom({ credsStore: 'bad' }, 'ghcr.io'));
    expect(code).toBe('REGISTRY_LOGIN_MISSING');
    expect(message).toContain('docker-credential-bad');
    expect(message).toContain('ghcr.io');
    expect(hint).toContain('docker/login-action');
    expect(message + hint).not.toContain('hunter2');
  });

  test('a helper that is named like a path is not started', async () => {
    const { code, message } = await refusal(
      loginFrom({ credHelpers: { 'ghcr.io': '../../evil' } }, 'ghcr.io'),
    );
    expect(code).toBe('REGISTRY_LOGIN_MISSING');
    expect(message).toContain('is not the name of a credential helper');
  });
});
