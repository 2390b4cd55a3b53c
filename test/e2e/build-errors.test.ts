import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildkit, distribution, docker, REMOTE, useRealBuild } from './real-build.ts';
import { withReal } from '../with-real.ts';

const real = useRealBuild();

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

  test.each([REMOTE, 'default'])('a step that fails (builder %s)', async (builder) => {
    const run = await real.build((await real.standIn()).host, { builder, file: 'failing.Dockerfile' });
    expect(run.stdout).toMatch(/^#\d+ .*RUN \["\/exit-3"\]/m);
    expect(failure(run)).toMatch(/BUILD_FAILED.*exit code: 3/);
    expect(run.outputs).toMatchObject({ digest: '', reused: 'false' });
    expect(run.summary).toContain('For the author of the workflow');
  });

  test('a step that fails is an annotation on its line of the Dockerfile', async () => {
    const run = await real.build((await real.standIn()).host, {
      builder: REMOTE,
      file: 'failing.Dockerfile',
    });
    expect(failure(run)).toMatch(
      /^::error title=Waybill%3A BUILD_FAILED,file=failing\.Dockerfile,line=3,col=1::/,
    );
  });

  test.each([REMOTE, 'default'])('a mistake in the Dockerfile, at its line (builder %s)', async (builder) => {
    const run = await real.build((await real.standIn()).host, { builder, file: 'wrong.Dockerfile' });
    expect(failure(run)).toMatch(/file=wrong\.Dockerfile,line=2,.*unknown instruction: COPPY/);
  });

  test.each([REMOTE, 'default'])(
    'a program of another processor without emulation (builder %s)',
    async (builder) => {
      const run = await real.build((await real.standIn()).host, { builder, file: 'foreign.Dockerfile' });
      expect(failure(run)).toMatch(/PLATFORM_UNSUPPORTED.*docker\/setup-qemu-action/);
    },
  );

  test.each([REMOTE, 'default'])('a stage that does not exist (builder %s)', async (builder) => {
    expect(failure(await real.build((await real.standIn()).host, { builder, target: 'nope' }))).toMatch(
      /BUILD_FAILED.*target stage/,
    );
  });

  test('several platforms with a builder that cannot', async () => {
    const run = await real.build((await real.standIn()).host, {
      builder: 'default',
      platforms: 'linux/amd64,linux/arm64',
    });
    expect(failure(run)).toMatch(/PLATFORM_UNSUPPORTED.*docker\/setup-buildx-action/);
  });

  test.each([REMOTE, 'default'])('a login that may not push (builder %s)', async (builder) => {
    const auth = { kind: 'bearer', username: 'alice', password: 'canary-password', push: false } as const;
    const registry = await real.standIn({ auth });
    await real.docker.logIn(registry.host, 'alice', 'canary-password');
    const run = await real.build(registry.host, { builder });
    expect(failure(run)).toMatch(/REGISTRY_DENIED.*the right to push/);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain('canary');
  });

  test('an engine that does not answer', async () => {
    const run = await real.build(
      (await real.standIn()).host,
      {},
      { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    );
    expect(failure(run)).toMatch(/DOCKER_UNAVAILABLE.*DOCKER_HOST/);
  });

  test('a builder that does not exist', async () => {
    expect(failure(await real.build((await real.standIn()).host, { builder: 'nobody' }))).toMatch(
      /BUILDER_UNSUITED.*no builder "nobody" found/,
    );
  });
});

withReal('a registry that asks for a login', [docker, buildkit, distribution], () => {
  // bcrypt of "canary-password"
  const LOGIN = 'alice:$2y$05$Nig5qy4tylcRq87J1hx6/.RLHFoFDlAsAFk3IHH9zVHhSfja/Lmoa';

  const closed = (): Promise<string> => real.distribution({ login: LOGIN });

  test('is named when there is none', async () => {
    const run = await real.build(await closed());
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error title=Waybill%3A REGISTRY_LOGIN_MISSING::.*docker\/login-action/);
  });

  test.each([REMOTE, 'default'])(
    'takes the one of the inputs, and leaves none behind (builder %s)',
    async (builder) => {
      const host = await closed();
      await real.docker.logIn('registry.other.test', 'alice', 'other');
      const config = join(real.docker.env['DOCKER_CONFIG'] ?? '', 'config.json');
      const before = await readFile(config, 'utf8');
      const login = { registry: host, 'registry-username': 'alice', 'registry-password': 'canary-password' };
      const run = await real.build(host, { ...login, builder, tags: 'v1.4.0' }, { RUNNER_DEBUG: '1' });
      expect(run).toMatchObject({ exitCode: 0, outputs: { digest: expect.stringMatching(/^sha256:/) } });
      expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain('canary');
      expect(await readFile(config, 'utf8')).toBe(before);
      const again = await real.build(host, { builder });
      expect(again.stdout).toContain('REGISTRY_LOGIN_MISSING');
    },
  );

  test.each([REMOTE, 'default'])('takes the one that docker login left (builder %s)', async (builder) => {
    const host = await closed();
    await real.docker.logIn(host, 'alice', 'canary-password');
    const run = await real.build(host, { builder, tags: 'v1.4.0' });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: expect.stringMatching(/^sha256:/) } });
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, '') + run.summary).not.toContain('canary');
  });
});
