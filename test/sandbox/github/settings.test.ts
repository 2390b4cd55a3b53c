import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub, SandboxRepository, TokenGrant } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';

// The settings that programs read are for those who administer, and a status counts only if it is the App's.

let github: SandboxGitHub;
let config: SandboxRepository;

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  github.addPeople({ teams: ['acme/sre'] });
  github.registerApp({
    clientId: 'Iv23',
    slug: 'acme-waybill',
    owner: 'acme',
    permissions: { statuses: 'write' },
    publicKey: key,
  });
  config = await github.createRepository(
    'acme/config',
    { 'a.yaml': 'a: 1\n' },
    { variables: { APP: 'Iv23' }, plan: 'team' },
  );
  config.showPackage({ name: 'shop', image: 'ghcr.io/acme/shop', isPrivate: true, tags: () => ({}) });
});

function tokenWith(
  permissions: TokenGrant['permissions'],
  login = 'alice',
  kind: TokenGrant['kind'] = 'pat',
): string {
  return github.grant({ kind, login, permissions: { metadata: 'read', contents: 'read', ...permissions } });
}

async function ask(token: string, path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${github.apiUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
  const body: unknown = await response.json();
  return { status: response.status, body };
}

describe('of a repository that everybody can read', () => {
  test.each<[string, TokenGrant['permissions'], number, string]>([
    [
      'what workflows may do',
      { administration: 'read' },
      403,
      '/repos/acme/config/actions/permissions/workflow',
    ],
    ['a variable', { actions_variables: 'read' }, 403, '/repos/acme/config/actions/variables/app'],
    ['the Apps of its owner', { organization_administration: 'read' }, 403, '/orgs/acme/installations'],
    ['a package', { packages: 'read' }, 404, '/orgs/acme/packages/container/shop'],
  ])('%s is told to those who have the permission', async (_what, permissions, refused, path) => {
    expect(await ask(tokenWith(permissions), path)).toMatchObject({ status: 200 });
    expect(await ask(tokenWith({}), path)).toMatchObject({ status: refused });
  });
});

test('rules of rulesets, and protections of the old kind, have a route each', async () => {
  const rule = { requiredContexts: ['waybill'], statusApp: 'acme-waybill' };
  const reader = tokenWith({});
  const routes = ['/repos/acme/config/rules/branches/main', '/repos/acme/config/branches/main'];
  config.protect('main', { ...rule, isRuleset: true });
  const asRuleset = await Promise.all(routes.map((route) => ask(reader, route)));
  config.protect('main', rule);
  const old = await Promise.all(routes.map((route) => ask(reader, route)));
  expect(asRuleset.map(({ body }) => JSON.stringify(body).includes('"waybill"'))).toEqual([true, false]);
  expect(old.map(({ body }) => JSON.stringify(body).includes('"waybill"'))).toEqual([false, true]);
});

test('a status of somebody else does not let a pull request be merged', async () => {
  config.protect('main', { requiredContexts: ['waybill'], statusApp: 'acme-waybill' });
  const head = await config.push('change', { 'a.yaml': 'a: 2\n' });
  const { number } = await config.openPullRequest({ title: 'A change', head: 'change' });
  const say = async (login: string, kind: TokenGrant['kind']): Promise<void> => {
    const token = tokenWith({ statuses: 'write' }, login, kind);
    const response = await fetch(`${github.apiUrl}/repos/acme/config/statuses/${head}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ state: 'success', context: 'waybill' }),
    });
    expect(response.status).toBe(201);
  };
  const merge = async (): Promise<number> => {
    const token = tokenWith({ contents: 'write', pull_requests: 'write' });
    const response = await fetch(`${github.apiUrl}/repos/acme/config/pulls/${number}/merge`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ sha: head }),
    });
    return response.status;
  };
  await say('mallory', 'pat');
  expect(await merge()).toBe(405);
  await say('acme-waybill[bot]', 'installation');
  expect(await merge()).toBe(200);
});

test('nothing was against the published schemas', () => {
  expect(github.violations).toEqual([]);
});
