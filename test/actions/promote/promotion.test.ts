import { beforeAll, describe, expect, test } from '@jest/globals';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

let stage: Stage;
let v1: string;
let v2: string;

beforeAll(async () => {
  stage = await openStage();
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const commits = [
    await shop.head('main'),
    await shop.push('main', { 'main.txt': 'two' }, { message: 'Open on Sundays (#7)', author: 'carol' }),
  ];
  v1 = stage.release('api', 'v1', { source: 'acme/shop', commit: commits[0] ?? '' });
  v2 = stage.release('api', 'v2', { source: 'acme/shop', commit: commits[1] ?? '' });
});

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
      '### On merge',
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

describe('labels, reviewers and auto-merge', () => {
  const inputs = {
    images: 'api=v2',
    environment: 'dev',
    labels: 'promotion, dev',
    reviewers: 'alice',
    'team-reviewers': 'sre',
    'title-prefix': 'chore(dev):',
    'auto-merge': 'true',
    'merge-method': 'squash',
  };

  test('are asked for once the pull request is open', async () => {
    stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    const repo = await configRepo(stage, 'acme/asks', v1);
    repo.configure({ allowAutoMerge: true });
    repo.protect('main', { requiredReviews: 1 });
    await run(stage, { ...inputs, 'config-repository': 'acme/asks' });
    expect(repo.pullRequests()[0]).toMatchObject({
      title: 'chore(dev): Promote api v2 to dev',
      labels: ['promotion', 'dev'],
      reviewers: ['alice'],
      teamReviewers: ['sre'],
      autoMerge: true,
    });
  });

  test.each([
    ['auto-merge', { allowAutoMerge: true }, { requiredReviews: 1 }],
    ['the merge queue', { mergeQueue: true }, { requiredContexts: ['ci'] }],
  ])(
    'take back %s of an earlier run, in state and words, where this one leaves it to a person',
    async (way, settings, rule) => {
      const name = `acme/taken-back-${way.length}`;
      const repo = await configRepo(stage, name, v1);
      repo.configure(settings);
      repo.protect('main', rule);
      await run(stage, { ...inputs, 'config-repository': name });
      await repo.setStatus(repo.pullRequests()[0]?.head.sha ?? '', 'ci', 'success');
      await run(stage, { ...inputs, 'config-repository': name });
      const [asked] = repo.pullRequests();
      expect(asked?.autoMerge === true || asked?.mergeGroup !== undefined).toBe(true);
      expect(repo.pullRequests()[0]?.body).toContain('It is merged by itself');
      const { report } = await run(stage, { ...inputs, 'auto-merge': 'false', 'config-repository': name });
      expect(report.lanes[0]).toMatchObject({ changed: true, merge: 'waits' });
      const [pull] = repo.pullRequests();
      expect(pull?.body).toContain('A person merges it.');
      expect(pull?.body).not.toContain('It is merged by itself');
      await repo.approve(1, 'alice');
      expect(repo.pullRequests()[0]).toMatchObject({
        state: 'open',
        autoMerge: false,
        mergeGroup: undefined,
      });
      const last = await run(stage, { ...inputs, 'auto-merge': 'false', 'config-repository': name });
      expect(last.report.lanes[0]).toMatchObject({ changed: false });
    },
  );

  test('merge at once where nothing has to be waited for', async () => {
    const repo = await configRepo(stage, 'acme/at-once', v1);
    repo.configure({ allowAutoMerge: true });
    await run(stage, { ...inputs, 'config-repository': 'acme/at-once' });
    expect(repo.pullRequests()[0]).toMatchObject({ merged: true, labels: ['promotion', 'dev'] });
    expect(await text(repo, 'main', 'envs/dev/kustomization.yaml')).toContain(v2);
  });

  test('that cannot be had are warnings, and the others are asked all the same', async () => {
    const repo = await configRepo(stage, 'acme/strangers', v1);
    const { warnings, report } = await run(stage, {
      ...inputs,
      reviewers: 'alice, nobody-of-that-name',
      'config-repository': 'acme/strangers',
    });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(repo.pullRequests()[0]?.reviewers).toEqual(['alice']);
    expect(warnings.join('\n')).toContain('nobody-of-that-name');
  });

  test('do with a private repository of a free plan, which has neither drafts nor auto-merge', async () => {
    const repo = await configRepo(stage, 'acme/free', v1);
    repo.configure({ private: true });
    const free = { ...inputs, 'config-repository': 'acme/free' };
    const { report, warnings } = await run(stage, { ...free, 'auto-merge': 'false', draft: 'true' });
    expect(report.lanes[0]?.outcome).toBe('created');
    expect(warnings.join()).toContain('has no draft pull requests');
    expect((await run(stage, free)).report.lanes[0]).toMatchObject({ merge: 'merged' });
  });

  test('make a draft where it is asked for', async () => {
    const repo = await configRepo(stage, 'acme/draft', v1);
    await run(stage, { ...inputs, 'auto-merge': 'false', draft: 'true', 'config-repository': 'acme/draft' });
    expect(repo.pullRequests()[0]?.draft).toBe(true);
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

  test('and is not acted on yet in parts, which the log says', async () => {
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
    expect(warnings).toContainEqual(expect.stringContaining('environments.dev.gates.provenance: '));
  });
});
