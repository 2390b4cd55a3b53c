import { createSign, generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';

const PAIR = generateKeyPairSync('rsa', { modulusLength: 2048 });
const OTHER = generateKeyPairSync('rsa', { modulusLength: 2048 });
let now = new Date('2026-03-02T10:00:00Z');
let github: SandboxGitHub;

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true, now: () => now });
  await github.createRepository('acme/config', { 'a.yaml': 'a: 1\n' }, { private: true });
  await github.createRepository('acme/shop', { 'a.yaml': 'a: 1\n' }, { private: true });
  await github.createRepository('acme/other', { 'a.yaml': 'a: 1\n' }, { private: true });
  github.registerApp({
    clientId: 'Iv23',
    slug: 'acme-waybill',
    owner: 'acme',
    permissions: { contents: 'write', pull_requests: 'write', statuses: 'read' },
    repositories: ['acme/config', 'acme/shop'],
    publicKey: PAIR.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  });
});

function jsonWebToken(claims: Record<string, unknown> = {}, key = PAIR.privateKey): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: 'Iv23', iat: seconds - 30, exp: seconds + 300, ...claims })}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}

async function ask(
  path: string,
  { token, method = 'GET', body }: { token: string; method?: string; body?: unknown },
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${github.apiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

async function mint(body: unknown) {
  const { body: installation } = await ask('/repos/acme/config/installation', { token: jsonWebToken() });
  const path = `/app/installations/${String(installation['id'])}/access_tokens`;
  return ask(path, { token: jsonWebToken(), method: 'POST', body });
}

describe("an App's token", () => {
  test('reaches the repositories that are named, with the permissions that are named', async () => {
    const { status, body } = await mint({ repositories: ['config'], permissions: { contents: 'read' } });
    expect(status).toBe(201);
    const token = String(body['token']);
    expect((await ask('/repos/acme/config/contents/a.yaml', { token })).status).toBe(200);
    expect((await ask('/repos/acme/shop/contents/a.yaml', { token })).status).toBe(404);
    const pull = { title: 'x', head: 'x', base: 'main' };
    expect((await ask('/repos/acme/config/pulls', { token, method: 'POST', body: pull })).status).toBe(403);
    expect(github.violations).toEqual([]);
  });

  test('is given to a client that names the App by its number as a text, and sends null, as Argo CD does', async () => {
    const { body } = await ask('/repos/acme/config/installation', { token: jsonWebToken() });
    const token = jsonWebToken({ iss: String(body['app_id']) });
    const path = `/app/installations/${String(body['id'])}/access_tokens`;
    const seen = github.violations.length;
    expect((await ask(path, { token, method: 'POST', body: null })).status).toBe(201);
    expect(github.violations.slice(seen)).toEqual([expect.stringContaining('request / must be object')]);
  });

  test('reaches all that the App is installed on where nothing is named, and no more', async () => {
    const token = String((await mint(undefined)).body['token']);
    expect((await ask('/repos/acme/shop/contents/a.yaml', { token })).status).toBe(200);
    expect((await ask('/repos/acme/other/contents/a.yaml', { token })).status).toBe(404);
  });

  test.each([
    [{ permissions: { statuses: 'write' } }, 'The permissions requested are not granted'],
    [{ permissions: { members: 'read' } }, 'The permissions requested are not granted'],
    [{ repositories: ['other'] }, 'There is at least one repository that does not exist'],
  ])('for %j is refused', async (wish, text) => {
    const { status, body } = await mint(wish);
    expect(status).toBe(422);
    expect(body['message']).toContain(text);
  });

  test('is worth nothing after it was given back, or after an hour', async () => {
    const first = String((await mint({})).body['token']);
    expect((await ask('/installation/token', { token: first, method: 'DELETE' })).status).toBe(204);
    expect((await ask('/repos/acme/config', { token: first })).status).toBe(401);
    const second = String((await mint({})).body['token']);
    now = new Date(now.getTime() + 3_600_000);
    expect((await ask('/repos/acme/config', { token: second })).status).toBe(401);
  });
});

describe("an App's own key", () => {
  test.each([
    ['of another App', () => jsonWebToken({ iss: 'Iv99' })],
    ['that is not its own', () => jsonWebToken({}, OTHER.privateKey)],
    ['after its time', () => jsonWebToken({ exp: Math.floor(now.getTime() / 1000) - 1 })],
    ['for a day', () => jsonWebToken({ exp: Math.floor(now.getTime() / 1000) + 86_400 })],
    ['of tomorrow', () => jsonWebToken({ iat: Math.floor(now.getTime() / 1000) + 300 })],
    ['that says nothing', () => 'a.b.c'],
  ])('%s is refused', async (_, token) => {
    expect((await ask('/repos/acme/config/installation', { token: token() })).status).toBe(401);
  });

  test('does not find what the App is not installed on', async () => {
    expect((await ask('/repos/acme/other/installation', { token: jsonWebToken() })).status).toBe(404);
    expect((await ask('/users/bob/installation', { token: jsonWebToken() })).status).toBe(404);
    expect((await ask('/users/acme/installation', { token: jsonWebToken() })).status).toBe(200);
  });
});
