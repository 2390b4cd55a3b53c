import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandboxRegistry } from '../../sandbox/registry/start.ts';
import { findBuildkit, findDocker, findRegistry, type RealDocker } from './real-docker.ts';
import { COMMIT, openWorkspace, type Workspace } from './workspace.ts';

const docker = await findDocker();
const buildkit = findBuildkit();
const distribution = await findRegistry();

const COMMIT_TAG = `sha-${COMMIT}`;
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const SOURCE = 'https://github.com/acme/shop';

let real: RealDocker;
let workspace: Workspace;
const servers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  workspace = await openWorkspace();
  if (docker.there) real = await docker.use();
  if (docker.there && buildkit.there) {
    await real.docker('buildx', 'create', '--name', 'waybill-remote', '--driver', 'remote', buildkit.use);
  }
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(async () => {
  await workspace.close();
  if (docker.there) await real.close();
});

/** A group of tests for which a real part is missing says so in one line; in CI a skip is a failure. */
function withReal(
  name: string,
  parts: readonly { there: boolean; reason?: string }[],
  body: () => void,
): void {
  const missing = parts.find(({ there }) => !there);
  if (missing !== undefined) console.warn(`Not tested here: ${name}, because ${missing.reason}.`);
  (missing === undefined ? describe : describe.skip)(name, body);
}

async function standIn(): Promise<string> {
  const registry = await startSandboxRegistry();
  servers.push(registry);
  return registry.host;
}

async function realRegistry(): Promise<string> {
  if (!distribution.there) throw new Error(distribution.reason);
  const registry = await distribution.use();
  servers.push(registry);
  return registry.host;
}

/** A manifest as the registry serves it, with the digest that its bytes have. */
async function served(
  host: string,
  tag: string,
): Promise<{ readonly digest: string; readonly body: Manifest }> {
  const answer = await fetch(`http://${host}/v2/acme/api/manifests/${tag}`, { headers: { accept: ACCEPT } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { digest, body: JSON.parse(bytes.toString()) };
}

interface Manifest {
  readonly config?: { readonly digest: string };
  readonly manifests?: readonly {
    readonly platform: { readonly os: string; readonly architecture: string };
  }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

async function labels(host: string, manifest: Manifest): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`http://${host}/v2/acme/api/blobs/${manifest.config?.digest}`);
  const config: { config: { Labels: Record<string, string> } } = JSON.parse(await answer.text());
  return config.config.Labels;
}

const build = (
  host: string,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
) => workspace.act('build', { image: `${host}/acme/api`, ...inputs }, { ...real.env, ...env });

const ROADS = [
  ['the distribution registry', 'docker', realRegistry],
  ['the distribution registry', 'remote', realRegistry],
  ['the stand-in', 'docker', standIn],
  ['the stand-in', 'remote', standIn],
] as const;

withReal('a build with real buildx', [docker, buildkit, distribution], () => {
  describe.each(ROADS)('to %s with the %s driver', (_, driver, start) => {
    const inputs: Readonly<Record<string, string>> = driver === 'remote' ? { builder: 'waybill-remote' } : {};

    test('returns the digest that the registry serves, and labels the image', async () => {
      const host = await start();
      const run = await build(host, {
        ...inputs,
        tags: 'main',
        provenance: driver === 'remote' ? 'false' : '',
      });
      expect(run).toMatchObject({ exitCode: 0, stderr: '' });
      const { digest, body } = await served(host, 'main');
      expect(run.outputs).toMatchObject({ digest, reused: 'false', tags: `${COMMIT_TAG}\nmain` });
      expect((await served(host, COMMIT_TAG)).digest).toBe(digest);
      expect(await labels(host, body)).toMatchObject({
        'org.opencontainers.image.revision': COMMIT,
        'org.opencontainers.image.source': SOURCE,
        'org.opencontainers.image.title': 'api',
        'org.opencontainers.image.version': 'main',
      });
    });

    test('builds a commit once: a tag push adds its tag to the same bytes', async () => {
      const host = await start();
      const branch = await build(host, { ...inputs, tags: 'main' });
      const tag = await build(
        host,
        { ...inputs, tags: 'v1.4.0' },
        { GITHUB_REF: 'refs/tags/v1.4.0', GITHUB_RUN_ID: '8' },
      );
      expect(tag).toMatchObject({
        exitCode: 0,
        stdout: expect.not.stringContaining('[internal] load build definition'),
      });
      expect(tag.outputs).toMatchObject({ reused: 'true', digest: branch.outputs['digest'] });
      expect((await served(host, 'v1.4.0')).digest).toBe(branch.outputs['digest']);
      expect(JSON.parse(tag.outputs['record'] ?? '')).toMatchObject({ version: 'v1.4.0', run: { id: '7' } });
    });

    test('never moves a version tag, and builds nothing when it would', async () => {
      const host = await start();
      const first = await build(host, { ...inputs, tags: 'v1.4.0' });
      const second = await build(host, { ...inputs, tags: 'v1.4.0' }, { GITHUB_SHA: 'd'.repeat(40) });
      expect(second).toMatchObject({ exitCode: 1, outputs: { digest: '', reused: 'false' } });
      expect(second.stdout).toContain('::error title=Waybill%3A VERSION_TAG_MOVED::');
      expect(second.stdout).not.toContain('[internal] load build definition');
      expect((await served(host, 'v1.4.0')).digest).toBe(first.outputs['digest']);
    });

    test('ends with a record that the record action finds from the digest alone', async () => {
      const host = await start();
      const built = await build(host, { ...inputs, tags: 'main' });
      expect(built.artifacts).toBe(`oci://${host}/acme/api:${COMMIT_TAG}@${built.outputs['digest']}\n`);
      expect(built.summary).toContain('built by this run');
      const found = await workspace.act('record', { image: built.outputs['reference'] ?? '' }, real.env);
      expect(found).toMatchObject({
        exitCode: 0,
        outputs: { record: built.outputs['record'], attached: 'true' },
      });
      expect(found.summary).toContain('recorded before');
    });
  });

  describe.each(ROADS.filter(([, driver]) => driver === 'remote'))(
    'to %s for several platforms',
    (_, __, start) => {
      test('returns the digest of the index, with its annotations', async () => {
        const host = await start();
        const platforms = 'linux/amd64, linux/arm64';
        const run = await build(host, {
          builder: 'waybill-remote',
          tags: 'main',
          platforms,
          provenance: 'mode=max',
        });
        expect(run.exitCode).toBe(0);
        const { digest, body } = await served(host, 'main');
        expect(run.outputs).toMatchObject({ digest });
        expect(
          body.manifests?.map(({ platform }) => `${platform.os}/${platform.architecture}`).slice(0, 2),
        ).toEqual(['linux/amd64', 'linux/arm64']);
        expect(body.annotations).toMatchObject({
          'org.opencontainers.image.revision': COMMIT,
          'org.opencontainers.image.source': SOURCE,
        });
        expect(JSON.parse(run.outputs['record'] ?? '')).toMatchObject({
          platforms: ['linux/amd64', 'linux/arm64'],
        });
        const again = await build(host, { builder: 'waybill-remote', platforms });
        expect(again.outputs).toMatchObject({ digest, reused: 'true' });
      });
    },
  );

  test('a secret reaches the step that asks for it, and nothing else', async () => {
    const host = await standIn();
    const inputs = {
      builder: 'waybill-remote',
      file: 'secret.Dockerfile',
      tags: 'main',
      provenance: 'mode=max',
    };
    const without = await build(host, inputs);
    expect(without).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('secret npm: not found') });
    const run = await build(host, { ...inputs, secrets: 'npm=canary-4711-secret' }, { RUNNER_DEBUG: '1' });
    expect(run.exitCode).toBe(0);
    const printed = run.stdout.replace('::add-mask::canary-4711-secret', '');
    expect(printed + run.stderr + run.summary + JSON.stringify(run.outputs)).not.toContain('canary');
  });
});

withReal('what goes wrong in a build', [docker, buildkit], () => {
  /** The one error of a run, and that everything the builder said stands above it. */
  function failure(run: { readonly exitCode: number | null; readonly stdout: string }): string {
    const lines = run.stdout.split('\n');
    const errors = lines.filter((line) => line.startsWith('::error'));
    expect(run.exitCode).toBe(1);
    expect(errors).toHaveLength(1);
    expect(lines.findLastIndex((line) => /^#\d+ |^ERROR: /.test(line))).toBeLessThan(
      lines.indexOf(errors[0] ?? ''),
    );
    return errors[0] ?? '';
  }

  test.each(['waybill-remote', 'default'])('a step that fails (builder %s)', async (builder) => {
    const run = await build(await standIn(), { builder, file: 'failing.Dockerfile' });
    expect(run.stdout).toMatch(/^#\d+ .*RUN \["\/exit-3"\]/m);
    expect(failure(run)).toMatch(/BUILD_FAILED.*exit code: 3/);
    expect(run.outputs).toMatchObject({ digest: '', reused: 'false' });
    expect(run.summary).toContain('For the author of the workflow');
  });

  test('a step that fails is an annotation on its line of the Dockerfile', async () => {
    const run = await build(await standIn(), { builder: 'waybill-remote', file: 'failing.Dockerfile' });
    expect(failure(run)).toMatch(
      /^::error title=Waybill%3A BUILD_FAILED,file=failing\.Dockerfile,line=3,col=1::/,
    );
  });

  test.each(['waybill-remote', 'default'])(
    'a mistake in the Dockerfile, at its line (builder %s)',
    async (builder) => {
      const run = await build(await standIn(), { builder, file: 'wrong.Dockerfile' });
      expect(failure(run)).toMatch(/file=wrong\.Dockerfile,line=2,.*unknown instruction: COPPY/);
    },
  );

  test.each(['waybill-remote', 'default'])(
    'a program of another processor without emulation (builder %s)',
    async (builder) => {
      const run = await build(await standIn(), { builder, file: 'foreign.Dockerfile' });
      expect(failure(run)).toMatch(/PLATFORM_UNSUPPORTED.*docker\/setup-qemu-action/);
    },
  );

  test.each(['waybill-remote', 'default'])('a stage that does not exist (builder %s)', async (builder) => {
    expect(failure(await build(await standIn(), { builder, target: 'nope' }))).toMatch(
      /BUILD_FAILED.*target stage/,
    );
  });

  test('several platforms with a builder that cannot', async () => {
    const run = await build(await standIn(), { builder: 'default', platforms: 'linux/amd64,linux/arm64' });
    expect(failure(run)).toMatch(/PLATFORM_UNSUPPORTED.*docker\/setup-buildx-action/);
  });

  test.each(['waybill-remote', 'default'])('a login that may not push (builder %s)', async (builder) => {
    const auth = { kind: 'bearer', username: 'alice', password: 'canary-password', push: false } as const;
    const registry = await startSandboxRegistry({ auth });
    servers.push(registry);
    await real.logIn(registry.host, 'alice', 'canary-password');
    const run = await build(registry.host, { builder });
    expect(failure(run)).toMatch(/REGISTRY_DENIED.*the right to push/);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain('canary');
  });

  test('an engine that does not answer', async () => {
    const run = await build(await standIn(), {}, { DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(failure(run)).toMatch(/DOCKER_UNAVAILABLE.*DOCKER_HOST/);
  });

  test('a builder that does not exist', async () => {
    expect(failure(await build(await standIn(), { builder: 'nobody' }))).toMatch(
      /BUILDER_UNSUITED.*no builder "nobody" found/,
    );
  });
});

withReal('a registry that asks for a login', [docker, buildkit, distribution], () => {
  // bcrypt of "canary-password"
  const LOGIN = 'alice:$2y$05$Nig5qy4tylcRq87J1hx6/.RLHFoFDlAsAFk3IHH9zVHhSfja/Lmoa';

  async function closed(): Promise<string> {
    if (!distribution.there) throw new Error(distribution.reason);
    const registry = await distribution.use({ login: LOGIN });
    servers.push(registry);
    return registry.host;
  }

  test('is named when there is none', async () => {
    const run = await build(await closed());
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error title=Waybill%3A REGISTRY_LOGIN_MISSING::.*docker\/login-action/);
  });

  test.each(['waybill-remote', 'default'])(
    'takes the one that docker login left (builder %s)',
    async (builder) => {
      const host = await closed();
      await real.logIn(host, 'alice', 'canary-password');
      const run = await build(host, { builder, tags: 'v1.4.0' });
      expect(run).toMatchObject({ exitCode: 0, outputs: { digest: expect.stringMatching(/^sha256:/) } });
      expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain('canary');
    },
  );
});
