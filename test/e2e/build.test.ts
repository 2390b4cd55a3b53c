import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { buildkit, distribution, docker, REMOTE, useRealBuild } from './real-build.ts';
import { type Part, withReal } from '../with-real.ts';
import { COMMIT } from './workspace.ts';

const COMMIT_TAG = `sha-${COMMIT}`;
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
const SOURCE = 'https://github.com/acme/shop';

const real = useRealBuild();

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

interface Road {
  readonly to: string;
  readonly driver: 'docker' | 'remote';
  readonly needs: readonly Part<unknown>[];
  readonly start: () => Promise<string>;
}

const standIn = async (): Promise<string> => (await real.standIn()).host;
const realRegistry = (): Promise<string> => real.distribution();
const ROADS: readonly Road[] = [
  { to: 'the distribution registry', driver: 'docker', needs: [docker, distribution], start: realRegistry },
  {
    to: 'the distribution registry',
    driver: 'remote',
    needs: [docker, buildkit, distribution],
    start: realRegistry,
  },
  { to: 'the stand-in', driver: 'docker', needs: [docker], start: standIn },
  { to: 'the stand-in', driver: 'remote', needs: [docker, buildkit], start: standIn },
];

for (const { to, driver, needs, start } of ROADS) {
  withReal(`a build with the ${driver} driver to ${to}`, needs, () => {
    const inputs: Readonly<Record<string, string>> = driver === 'remote' ? { builder: REMOTE } : {};

    test('returns the digest that the registry serves, and labels the image', async () => {
      const host = await start();
      const run = await real.build(host, {
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
      const branch = await real.build(host, { ...inputs, tags: 'main' });
      const tag = await real.build(
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
      const first = await real.build(host, { ...inputs, tags: 'v1.4.0' });
      const second = await real.build(host, { ...inputs, tags: 'v1.4.0' }, { GITHUB_SHA: 'd'.repeat(40) });
      expect(second).toMatchObject({ exitCode: 1, outputs: { digest: '', reused: 'false' } });
      expect(second.stdout).toContain('::error title=Waybill%3A VERSION_TAG_MOVED::');
      expect(second.stdout).not.toContain('[internal] load build definition');
      expect((await served(host, 'v1.4.0')).digest).toBe(first.outputs['digest']);
    });

    test('ends with a record that the record action finds from the digest alone', async () => {
      const host = await start();
      const built = await real.build(host, { ...inputs, tags: 'main' });
      expect(built.artifacts).toBe(`oci://${host}/acme/api:${COMMIT_TAG}@${built.outputs['digest']}\n`);
      expect(built.summary).toContain('built by this run');
      const found = await real.workspace.act(
        'record',
        { reference: built.outputs['reference'] ?? '' },
        real.docker.env,
      );
      expect(found).toMatchObject({
        exitCode: 0,
        outputs: { record: built.outputs['record'], attached: 'true' },
      });
      expect(found.summary).toContain('recorded before');
    });
  });
}

for (const { to, needs, start } of ROADS.filter(({ driver }) => driver === 'remote')) {
  withReal(`a build for several platforms to ${to}`, needs, () => {
    test('returns the digest of the index, with its annotations', async () => {
      const host = await start();
      const platforms = 'linux/amd64, linux/arm64';
      const run = await real.build(host, {
        builder: REMOTE,
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
      const again = await real.build(host, { builder: REMOTE, platforms });
      expect(again.outputs).toMatchObject({ digest, reused: 'true' });
    });
  });
}

withReal('secrets of a build', [docker, buildkit], () => {
  test('a secret reaches the step that asks for it, and nothing else', async () => {
    const host = await standIn();
    const inputs = {
      builder: REMOTE,
      file: 'secret.Dockerfile',
      tags: 'main',
      provenance: 'mode=max',
      'no-cache': 'true',
    };
    const without = await real.build(host, inputs);
    expect(without).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('secret npm: not found') });
    const run = await real.build(
      host,
      { ...inputs, secrets: 'npm=canary-4711-secret' },
      { RUNNER_DEBUG: '1' },
    );
    expect(run.exitCode).toBe(0);
    const printed = run.stdout.replace('::add-mask::canary-4711-secret', '');
    expect(printed + run.stderr + run.summary + JSON.stringify(run.outputs)).not.toContain('canary');
  });
});
