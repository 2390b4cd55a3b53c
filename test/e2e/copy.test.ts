import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { loginTo, PRIVATE } from '../actions/stage.ts';
import { registryStandIn } from '../stand-ins.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const IMAGE = { platforms: ['linux/amd64', 'linux/arm64'], attestations: true };

let workspace: Workspace;
let dev: SandboxRegistry;
let prod: SandboxRegistry;
let login: Readonly<Record<string, string>>;

beforeAll(async () => {
  workspace = await openWorkspace();
});
beforeEach(async () => {
  [dev, prod] = [await registryStandIn(), await registryStandIn(PRIVATE)];
  login = loginTo(prod, PRIVATE);
});

test('an image is copied with its record, and a second run changes nothing', async () => {
  const digest = dev.seed('acme/api', ['v1.4.0'], IMAGE);
  const reference = `${dev.host}/acme/api:v1.4.0`;
  const commit = 'd'.repeat(40);
  await workspace.act('record', { reference, source: 'acme/shop', commit });
  const to = `${prod.host}/apps/api`;
  const run = await workspace.act('copy', { ...login, reference, to, tags: 'v1.4.0, stable' });
  expect(run).toMatchObject({
    exitCode: 0,
    stderr: '',
    outputs: { image: to, digest, reference: `${to}@${digest}`, tags: 'v1.4.0\nstable', changed: 'true' },
    artifacts: `oci://${to}:v1.4.0@${digest}\n`,
  });
  expect(prod.tags('apps/api').get('stable')).toBe(digest);
  expect(JSON.parse(run.outputs['record'] ?? '')).toMatchObject({
    image: to,
    digest,
    source: { repository: 'acme/shop', commit },
  });
  const again = await workspace.act('copy', { ...login, reference, to, tags: 'v1.4.0, stable' });
  expect(again.outputs).toMatchObject({ digest, changed: 'false' });
});

test('a dry run writes nothing, and the tag of the reference is the one that is put', async () => {
  const digest = dev.seed('acme/api', ['v1.4.0'], IMAGE);
  const inputs = {
    ...login,
    reference: `${dev.host}/acme/api:v1.4.0@${digest}`,
    to: `${prod.host}/apps/api`,
  };
  const rehearsed = await workspace.act('copy', { ...inputs, 'dry-run': 'true' });
  expect(rehearsed.outputs).toMatchObject({ digest, changed: 'false' });
  expect(prod.requests).toEqual([]);
  await workspace.act('copy', inputs);
  expect([...prod.tags('apps/api')]).toEqual([['v1.4.0', digest]]);
});

test.each([
  ['a target with a tag', { to: 'TO:v1' }, 'INPUT_INVALID'],
  ['no target', { to: '' }, 'INPUT_MISSING'],
  ['an image without tag and digest', { reference: 'FROM' }, 'INPUT_INVALID'],
  ['a tag that is none', { tags: 'a/b' }, 'INPUT_INVALID'],
  ['an image that is not there', { reference: 'FROM:none' }, 'IMAGE_NOT_FOUND'],
  [
    'a registry without a login',
    { 'registry-password': '', 'registry-username': '' },
    'REGISTRY_LOGIN_MISSING',
  ],
])('%s is refused', async (_what, given, code) => {
  dev.seed('acme/api', ['v1'], IMAGE);
  const [from, to] = [`${dev.host}/acme/api`, `${prod.host}/apps/api`];
  const inputs = { ...login, reference: 'FROM:v1', to: 'TO', ...given };
  const named = Object.entries(inputs).map(([name, value]) => [
    name,
    value.replace('FROM', from).replace('TO', to),
  ]);
  const run = await workspace.act('copy', Object.fromEntries(named));
  expect(run).toMatchObject({ exitCode: 1, outputs: { digest: expect.any(String), changed: 'false' } });
  expect(run.stdout).toContain(`::error title=Waybill%3A ${code}`);
});
