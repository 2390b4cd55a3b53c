import { describe, expect, test } from '@jest/globals';
import { text } from '../../stage.ts';
import { configRepo, run } from '../stage.ts';
import { yaml } from '../../../yaml.ts';
import { stage, v1, v2 } from './two-releases.ts';

describe('a first promotion', () => {
  test.each([
    ['Kustomize images', 'dev', 'envs/dev/kustomization.yaml', undefined],
    ['Helm values', 'staging', 'envs/staging/values.yaml', 'envs/dev/kustomization.yaml'],
    ['a workload', 'prod', 'envs/prod/deploy.yaml', 'envs/staging/values.yaml'],
  ])('changes exactly the tag and the digest in %s', async (_format, environment, file, upstream) => {
    const repo = await configRepo(stage, `acme/first-${environment}`, v1);
    if (upstream !== undefined) {
      await repo.push('main', { [upstream]: (await text(repo, 'main', upstream)).replaceAll(v1, v2) });
    }
    const { report } = await run(stage, {
      images: `api=v2`,
      environment,
      'config-repository': repo.fullName,
    });
    expect(report.lanes.map(({ outcome }) => outcome)).toEqual(['created']);
    const before = await text(repo, 'main', file);
    const after = await text(repo, `waybill/${environment}/shop`, file);
    expect(after).not.toBe(before);
    expect(after).toBe(before.replaceAll(v1, v2).replace(/(?<=: |api:)v1(?=@|\s)/, 'v2'));
    expect(await repo.head('main')).toBe(report.base.oid);
  });

  test('says in the pull request what moves, where it comes from and what changed', async () => {
    const repo = await configRepo(stage, 'acme/says', v1);
    await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/says' });
    const [pull] = repo.pullRequests();
    expect(pull?.title).toBe('Promote api v2 to dev');
    const body = pull?.body ?? '';
    const order = [
      'Moves the image',
      '| image |',
      '### What changed',
      'Open on Sundays',
      '### What comes next',
      '<summary>Provenance</summary>',
      '<summary>Roll back</summary>',
      '<!-- waybill {',
    ];
    const places = order.map((part) => body.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(body).toContain(`/acme/shop/pull/7`);
  });

  test('carries trailers and no author of its own', async () => {
    const repo = await configRepo(stage, 'acme/trailers', v1);
    await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/trailers' });
    const { execFileSync } = await import('node:child_process');
    const show = ['-C', repo.gitDirectory, 'log', '-1', '--format=%an%n%B', 'waybill/dev/shop'];
    const message = execFileSync('git', show, { encoding: 'utf8' });
    expect(message).toMatch(/^acme-waybill\[bot\]\nPromote api v2 to dev\n/);
    const [, home] = /^Waybill-Home: (\d+)$/m.exec(message) ?? [];
    expect(message).toContain(
      `Waybill-Environment: dev\nWaybill-Lane: acme/trailers@main dev/shop into main\nWaybill-Home: ${home}\nWaybill-Image: api ${stage.images}/api:v2@${v2} (from ${v1})\nWaybill-Source: acme/shop@`,
    );
  });

  test('fills an empty tag and the version of the chart where waybill.yaml asks for it', async () => {
    const values = yaml`
      image:
        repository: ${stage.images}/api
        tag: ""
    `;
    const chart = yaml`
      apiVersion: v2
      name: api
      version: 1.0.0
      appVersion: "v1"
    `;
    const asked = `{ repository: ${stage.images}/api, fill-empty-tag: true, app-version: true }`;
    const repo = await configRepo(stage, 'acme/asked', v1, {
      'waybill.yaml': yaml`
        version: 1
        images:
          api: ${asked}
        environments:
          qa: { files: ["charts/**"] }
      `,
      'charts/api/values.yaml': values,
      'charts/api/Chart.yaml': chart,
    });
    await run(stage, { images: 'api=v2', environment: 'qa', 'config-repository': 'acme/asked' });
    const branch = 'waybill/qa/api';
    expect(await text(repo, branch, 'charts/api/values.yaml')).toBe(values.replace('""', '"v2"'));
    expect(await text(repo, branch, 'charts/api/Chart.yaml')).toBe(chart.replace('"v1"', '"v2"'));
  });

  test('keeps the executable bit of a file', async () => {
    const content = yaml`
      image:
        repository: ${stage.images}/api
        tag: v1
    `;
    const repo = await configRepo(stage, 'acme/modes', v1, {
      'envs/dev/run.yaml': { content, mode: '100755' },
    });
    await run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/modes' });
    expect(await repo.mode('waybill/dev/shop', 'envs/dev/run.yaml')).toBe('100755');
    expect(await text(repo, 'waybill/dev/shop', 'envs/dev/run.yaml')).toBe(content.replace('v1', 'v2'));
  });

  test('takes a record as it comes out of the build action', async () => {
    await configRepo(stage, 'acme/record', v1);
    const record = JSON.stringify({
      schemaVersion: 1,
      image: `${stage.images}/api`,
      digest: v2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      platforms: ['linux/amd64'],
      tags: ['v2'],
    });
    const { report } = await run(stage, {
      images: record,
      environment: 'dev',
      'config-repository': 'acme/record',
    });
    expect(report.lanes[0]?.proposal).toEqual({ api: v2 });
  });

  test('goes on without the list of changes when the token cannot read the source, and says so', async () => {
    const repo = await configRepo(stage, 'acme/blind', v1);
    stage.github.repository('acme/shop').configure({ private: true });
    const token = stage.github.grant({
      kind: 'installation',
      login: 'other[bot]',
      repositories: ['acme/blind'],
      permissions: { contents: 'write', pull_requests: 'write', metadata: 'read' },
    });
    const options = { images: 'api=v2', environment: 'dev', 'config-repository': 'acme/blind' };
    const { report, warnings } = await run(stage, options, { token });
    stage.github.repository('acme/shop').configure({ private: false });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(repo.pullRequests()[0]?.body).toContain('this token cannot read acme/shop');
    expect(warnings.join('\n')).toContain('acme/shop');
  });

  test('reads the source with a token of its own, which may not touch the config repo', async () => {
    const shop = await stage.github.createRepository('acme/hidden', { 'a.txt': '1' }, { private: true });
    const [before, after] = [
      await shop.head('main'),
      await shop.push('main', { 'a.txt': '2' }, { message: 'Fix it' }),
    ];
    const old = stage.release('hidden', 'v1', { source: 'acme/hidden', commit: before ?? '' });
    for (const tag of ['v2', 'v3']) stage.release('hidden', tag, { source: 'acme/hidden', commit: after });
    const repo = await configRepo(stage, 'acme/two-tokens', v1);
    const image = `${stage.images}/hidden`;
    await repo.push('main', {
      'waybill.yaml': yaml`
        version: 1
        images: { hidden: { repository: "${image}", source: acme/hidden } }
        environments: { dev: { files: ["envs/dev/**"] } }
      `,
      'envs/dev/kustomization.yaml': yaml`
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        images:
          - name: ${image}
            newTag: v1
            digest: ${old}
      `,
    });
    const grant = (repository: string, contents: 'read' | 'write') =>
      stage.github.grant({
        kind: 'installation',
        login: 'acme-waybill[bot]',
        repositories: [repository],
        permissions: { contents, pull_requests: contents, statuses: contents, metadata: 'read' },
      });
    const inputs = { images: 'hidden=v2', environment: 'dev', 'config-repository': 'acme/two-tokens' };
    const token = grant('acme/two-tokens', 'write');
    const both = { ...inputs, images: 'hidden=v3', 'source-token': grant('acme/hidden', 'read') };
    await run(stage, inputs, { token });
    expect(repo.pullRequests()[0]?.body).toContain('this token cannot read acme/hidden');
    expect((await run(stage, both, { token })).warnings).toEqual([]);
    expect(repo.pullRequests()[0]?.body).toContain('Fix it');
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
