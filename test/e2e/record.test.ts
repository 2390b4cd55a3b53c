import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { loginTo, PRIVATE } from '../actions/stage.ts';
import { COMMIT, openWorkspace, type Workspace } from './workspace.ts';
import { registryStandIn } from '../stand-ins.ts';

const LABELS = {
  'org.opencontainers.image.source': 'https://github.com/acme/shop',
  'org.opencontainers.image.revision': 'd'.repeat(40),
};

let workspace: Workspace;
let registry: SandboxRegistry;
let image: string;
let login: Readonly<Record<string, string>>;

beforeAll(async () => {
  workspace = await openWorkspace();
});
beforeEach(async () => {
  registry = await registryStandIn(PRIVATE);
  login = loginTo(registry, PRIVATE);
  image = `${registry.host}/acme/api`;
});

describe('an image that another builder pushed', () => {
  test.each([true, false])('is adopted (referrers API: %s)', async (referrers) => {
    await registry.close();
    registry = await registryStandIn({ ...PRIVATE, referrers });
    login = loginTo(registry, PRIVATE);
    image = `${registry.host}/acme/api`;
    const digest = registry.seed('acme/api', ['v1.4.0'], {
      labels: LABELS,
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    const run = await workspace.act('record', { ...login, reference: `${image}:v1.4.0` });
    expect(run).toMatchObject({
      exitCode: 0,
      stderr: '',
      outputs: { digest, reference: `${image}@${digest}`, tags: 'v1.4.0', attached: 'true' },
      artifacts: `oci://${image}:v1.4.0@${digest}\n`,
    });
    expect(JSON.parse(run.outputs['record'] ?? '').source).toMatchObject({
      repository: 'acme/shop',
      commit: 'd'.repeat(40),
    });
    expect(run.summary).toContain(
      '| Source | [`acme/shop@dddddddddddd`](https://github.com/acme/shop/commit/',
    );
  });

  test('without labels is adopted with the commit of the run', async () => {
    registry.seed('acme/api', ['latest'], { mediaTypes: 'docker' });
    const run = await workspace.act('record', { ...login, reference: `${image}:latest`, commit: COMMIT });
    expect(JSON.parse(run.outputs['record'] ?? '').source).toEqual({
      repository: 'acme/shop',
      commit: COMMIT,
      ref: 'refs/heads/main',
      server: 'https://github.com',
    });
  });
});

describe('an answer that is lost', () => {
  test.each(['blobs/uploads/', 'manifests/sha256:'])('at %s ends in the same state', async (part) => {
    const digest = registry.seed('acme/api', ['main'], { labels: LABELS });
    registry.inject({
      mode: 'lose-answer',
      match: ({ method, path }) => method !== 'GET' && method !== 'HEAD' && path.includes(part),
    });
    await workspace.act('record', { ...login, reference: `${image}:main` });
    const run = await workspace.act('record', { ...login, reference: `${image}:main` });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest, attached: 'true' } });
  });
});

describe('what is refused', () => {
  test.each([
    ['no image', '', {}, 'INPUT_MISSING'],
    ['an image without tag and digest', 'IMAGE', {}, 'INPUT_INVALID'],
    ['a tag that is not there', 'IMAGE:nothing', {}, 'IMAGE_NOT_FOUND'],
    ['a commit that the labels contradict', 'IMAGE:main', { commit: 'e'.repeat(40) }, 'INPUT_INVALID'],
    ['half a commit', 'IMAGE:main', { commit: 'e0e0e0e' }, 'INPUT_INVALID'],
    ['a registry that is not there', '127.0.0.1:1/acme/api:main', {}, 'REGISTRY_UNAVAILABLE'],
  ])('%s', async (_, reference, inputs, code) => {
    registry.seed('acme/api', ['main'], { labels: LABELS });
    const run = await workspace.act('record', {
      ...login,
      reference: reference.replace('IMAGE', image),
      ...inputs,
    });
    expect(run).toMatchObject({ exitCode: 1, stderr: '', outputs: { digest: '', attached: 'false' } });
    expect(run.stdout.match(/^::error title=Waybill%3A (\w+)/gm)).toEqual([
      `::error title=Waybill%3A ${code}`,
    ]);
    expect(registry.requests.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  test('an answer that is not what it claims to be', async () => {
    registry.seed('acme/api', ['main'], { labels: LABELS });
    registry.inject({ mode: 'tampered-body', times: 50 });
    const run = await workspace.act('record', { ...login, reference: `${image}:main` });
    expect(run).toMatchObject({ exitCode: 1, outputs: { digest: '' } });
  });
});
