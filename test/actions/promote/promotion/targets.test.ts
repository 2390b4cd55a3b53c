import { describe, expect, test } from '@jest/globals';
import { text } from '../../stage.ts';
import { configRepo, run } from '../stage.ts';
import { yaml } from '../../../yaml.ts';
import { stage, v1, v2 } from './two-releases.ts';

describe('an environment in another repository', () => {
  test('is promoted into there, on its own base branch, and the first is only read', async () => {
    const file = 'clusters/eu/api.yaml';
    const image = `${stage.images}/api`;
    const config = await stage.github.createRepository('acme/map', {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ${image} }
        environments:
          prod: { repository: acme/prod, branch: live, files: ["clusters/*/api.yaml"] }
      `,
    });
    const prod = await stage.github.createRepository('acme/prod', { 'README.md': '#\n' });
    await prod.push('live', {
      [file]: yaml`
        image:
          repository: ${image}
          tag: v1
      `,
    });
    const { report } = await run(stage, {
      images: 'api=v2',
      environment: 'prod',
      'config-repository': 'acme/map',
    });
    expect(report).toMatchObject({ repository: 'acme/prod', base: { branch: 'live' } });
    const [pull] = prod.pullRequests();
    expect(pull).toMatchObject({ state: 'open', base: { ref: 'live' } });
    // Another home and another base than the default branch: the name says so.
    expect(pull?.head.ref).toMatch(/^waybill\/prod\/api\+[0-9a-f]{8}$/);
    expect(await text(prod, pull?.head.ref ?? '', file)).toContain('tag: v2');
    expect(config.pullRequests()).toEqual([]);
  });
});

describe('a config repo without waybill.yaml', () => {
  test('is promoted into from the inputs alone', async () => {
    const repo = await stage.github.createRepository('acme/bare', {
      'deploy/app.yaml': yaml`
        apiVersion: v1
        kind: Pod
        metadata: { name: api }
        spec:
          containers:
            - name: api
              image: ${stage.images}/api:v1
      `,
    });
    const { report } = await run(stage, {
      image: `${stage.images}/api`,
      images: 'v2',
      files: 'deploy/**',
      'config-repository': 'acme/bare',
    });
    expect(report.lanes[0]).toMatchObject({ outcome: 'created', branch: 'waybill/default/api' });
    expect(await text(repo, 'waybill/default/api', 'deploy/app.yaml')).toContain(`api:v2@${v2}`);
  });
});

describe('a dry run', () => {
  test('prints the diff and writes nothing', async () => {
    const repo = await configRepo(stage, 'acme/dry', v1);
    stage.github.clearRequests();
    const { report, log } = await run(stage, {
      images: 'api=v2',
      environment: 'dev',
      'config-repository': 'acme/dry',
      'dry-run': 'true',
    });
    expect(report).toMatchObject({ dryRun: true, lanes: [{ outcome: 'created', changed: false }] });
    expect(log.join('\n')).toContain(`-    digest: ${v1}\n+    newTag: v2\n+    digest: ${v2}`);
    expect(stage.github.requests.filter(({ write }) => write)).toEqual([]);
    expect(await repo.branches()).toEqual(['main']);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});

describe('what waybill.yaml says beside images and environments', () => {
  const environment = (more: string) =>
    yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api }
      environments:
        dev: { files: ["dev/**"]${more} }
    `;
  const promoteToDev = (repository: string) =>
    run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': repository });

  test('counts: a custom resource that only kinds know is promoted', async () => {
    const resource = yaml`
      apiVersion: acme.example/v1
      kind: Robot
      spec:
        brain: ${stage.images}/api:v1@${v1} # by hand
    `;
    const repo = await stage.github.createRepository('acme/kinds', {
      'waybill.yaml': yaml`
        ${environment('')}
        kinds:
          - { kind: Robot, paths: [spec.brain] }
      `,
      'dev/robot.yaml': resource,
    });
    await promoteToDev('acme/kinds');
    expect(await text(repo, 'waybill/dev/api', 'dev/robot.yaml')).toBe(
      resource.replace(`v1@${v1}`, `v2@${v2}`),
    );
  });

  test('and fails where an image has no source to be proved against, which the log says', async () => {
    await stage.github.createRepository('acme/parts', {
      'waybill.yaml': environment(', gates: { provenance: { workflow: .github/workflows/build.yml } }'),
      'dev/pod.yaml': yaml`
        kind: Pod
        spec:
          containers:
            - image: ${stage.images}/api:v1@${v1}
      `,
    });
    const { warnings } = await promoteToDev('acme/parts');
    expect(warnings).toContain(
      'images.api has no "source", so environments.dev.gates.provenance fails for it.',
    );
  });
});
