import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { withReal } from '../with-real.ts';
import { findBuildkitd } from './buildkit.ts';
import { exampleFiles } from './examples.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { pushTag } from './push-tag.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const act = findProgram('act');
const buildkitd = findBuildkitd();
const DEV = 'envs/dev/kustomization.yaml';
const STAGING = 'envs/staging/kustomization.yaml';

withReal('the examples of an application and of a config repo with Kustomize', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let application: SandboxRepository;
  let config: SandboxRepository;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use });
    stage.packages.readers['acme/shop'] = ['acme/shop', 'acme/config'];
    stage.github.addPeople({ users: ['alice'], teams: ['acme/sre'] });
    config = await stage.github.createRepository(
      'acme/config',
      exampleFiles('config-kustomize', ['board.yml']),
      {
        private: true,
      },
    );
    application = await stage.github.createRepository(
      'acme/shop',
      exampleFiles('app', ['release-short.yml']),
      { private: true },
    );
  });

  const text = async (path: string): Promise<string> =>
    Buffer.from((await config.read('main', path)) ?? []).toString('utf8');

  test('take a push from the build into dev, and on into staging when dev is well', async () => {
    await application.push('main', { 'public/index.html': '<h1>Open on Sundays</h1>\n' });
    expect(namesOf(await stage.settle())).toEqual([
      'acme/shop release on push',
      'acme/config verify on pull_request_target',
      'acme/config advance on push',
      'acme/config verify on pull_request_target',
    ]);
    const digest = stage.packages.registry.tags('acme/shop').get('main') ?? '';
    expect(digest).toMatch(/^sha256:/);
    expect(await text(DEV)).toContain(digest);

    stage.wait(31 * 60_000);
    const head = (await config.head('main')) ?? '';
    await config.setStatus(head, 'kustomization/apps/dev', 'success', 'reconciliation succeeded');
    expect(namesOf(await stage.settle())).toEqual([
      'acme/config advance on status',
      'acme/config advance on push',
      'acme/config verify on pull_request_target',
    ]);
    expect(await text(STAGING)).toContain(digest);
  });

  test('ask the team of prod for a review', () => {
    const [pull] = config.pullRequests().filter(({ state }) => state === 'open');
    expect(pull).toMatchObject({
      author: 'acme-waybill[bot]',
      head: { ref: 'waybill/prod/shop' },
      teamReviewers: ['sre'],
    });
  });

  test('put the tag of a version on the digest that main has built', async () => {
    const before = stage.packages.registry.tags('acme/shop').get('main');
    await pushTag(stage.github, application, 'v1.4.0');
    expect(namesOf(await stage.settle())).toContain('acme/shop release on push');
    const tags = stage.packages.registry.tags('acme/shop');
    expect([tags.get('v1.4.0'), tags.get('main')]).toEqual([before, before]);
  });

  test('look once an hour, and wait in a queue for news alone', async () => {
    expect(namesOf(await stage.start(config, 'schedule'))).toEqual([
      'acme/config advance on schedule',
      'acme/config verify on schedule',
    ]);
    const runs = await stage.settle();
    expect(runs.filter(({ event, jobs }) => event === 'status' && jobs.length > 0)).toEqual([]);
  });

  test('promote what a person names, with the token of the workflow', async () => {
    config.configure({ actionsMayCreatePullRequests: true });
    const digest = stage.packages.registry.seed('acme/shop', ['v1.4.1'], { content: 'by hand' });
    const inputs = { image: 'shop', version: `v1.4.1@${digest}`, environment: 'dev' };
    const runs = await stage.start(config, 'workflow_dispatch', inputs, 'promote.yml');
    expect(namesOf(runs)).toEqual(['acme/config promote on workflow_dispatch']);
    expect(await text(DEV)).toContain(digest);
    // What the workflow's own token merges starts nothing: the next look of the schedule goes on from there.
    expect(namesOf(await stage.settle())).toEqual([]);
  });

  test('pause prod and resume it, with the token of the workflow', async () => {
    config.configure({ actionsMayCreatePullRequests: true });
    const inputs = { environment: 'prod', reason: 'checkout is slow', until: '2h', resume: 'false' };
    const start = (given: Record<string, string>) =>
      stage.start(config, 'workflow_dispatch', given, 'pause.yml');
    expect(namesOf(await start(inputs))).toEqual(['acme/config pause on workflow_dispatch']);
    const [own] = config.pullRequests().filter(({ head }) => head.ref === 'waybill-pause/prod');
    expect(own).toMatchObject({ state: 'open', title: 'Pause prod: checkout is slow' });
    expect(namesOf(await start({ environment: 'prod', reason: '', until: '', resume: 'true' }))).toEqual([
      'acme/config pause on workflow_dispatch',
    ]);
    expect(config.pullRequests().filter(({ head }) => head.ref === 'waybill-pause/prod')).toMatchObject([
      { state: 'closed' },
    ]);
    await stage.settle();
  });

  test('show no secret, reach nobody else, and ask GitHub for nothing that it does not know', () => {
    expect(stage.logs().filter((log) => stage.secretsIn(log).length > 0)).toEqual([]);
    expect(stage.hosts.strangers).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });
});
