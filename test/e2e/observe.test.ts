import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { advance, type AdvanceStage, declare, openAdvanceStage, pipeline } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { type ActionRun, runAction } from './run-action.ts';

// From merged to running, through the bundle: what an agent says of the config repo is told to the repository
// that the image was built from.

const CONFIG = yaml`
  environments:
    dev:
      files: ["envs/dev/**"]
      health: ["kustomization/apps/dev", "reported/kustomization/apps/dev"]
      url: https://{environment}.acme.test/{version}
      metrics: https://grafana.acme.test/d/shop?var-env={environment}&var-image={image}
    prod:
      after: [dev]
      files: ["envs/prod/**"]
      health: ["kustomization/apps/prod"]
      gates: { healthy: true }
`;

let stage: AdvanceStage;
let reportToken: string;
let count = 0;

interface Road {
  readonly config: SandboxRepository;
  readonly source: SandboxRepository;
  readonly digest: string;
  readonly commit: string;
  readonly pull: number;
}

/** An application whose pull request was merged and built, and a config repo whose dev declares it. */
async function openRoad(health = CONFIG): Promise<Road> {
  count += 1;
  const source = await stage.github.createRepository(`acme/shop-${count}`, { 'index.html': 'old' });
  const before = (await source.head('main')) ?? '';
  const release = (tag: string, commit: string) =>
    stage.release(`shop-${count}`, tag, { source: source.fullName, commit });
  const old = release('v1', before);
  await source.push('sundays', { 'index.html': 'new' }, { message: 'Open on Sundays', author: 'bob' });
  const { number } = await source.openPullRequest({
    title: 'Open on Sundays',
    head: 'sundays',
    author: 'bob',
  });
  const commit = await source.merge(number, 'squash');
  const digest = release('v2', commit);
  const images = { [`shop-${count}`]: `v1@${old}` };
  const config = await pipeline(stage, `acme/config-${count}`, health, ['dev', 'prod'], images);
  const text = Buffer.from((await config.read('main', 'waybill.yaml')) ?? []).toString();
  await config.push('main', {
    'waybill.yaml': text.replace(`/shop-${count} }`, `/shop-${count}, source: ${source.fullName} }`),
  });
  return { config, source, digest, commit, pull: number };
}

function bring({ config, digest }: Road, environment = 'dev'): Promise<string> {
  return declare(stage, config, environment, {
    [config.fullName.replace('acme/config', 'shop')]: `v2@${digest}`,
  });
}

async function observe(
  { config }: Road,
  inputs: Readonly<Record<string, string>> = {},
  event: { readonly name: string; readonly payload?: unknown } = { name: 'schedule' },
  isWell = true,
): Promise<ActionRun> {
  const folder = await mkdtemp(join(tmpdir(), 'waybill-event-'));
  const path = join(folder, 'event.json');
  await writeFile(path, JSON.stringify(event.payload ?? {}));
  const ran = await runAction('observe', {
    inputs: { 'github-token': stage.token, 'report-token': reportToken, ...stage.login, ...inputs },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: config.fullName,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: path,
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
  if (isWell) expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toMatchObject({ exitCode: 0 });
  return ran;
}

function shown({ source }: Road): readonly string[] {
  return source
    .deployments()
    .map(({ environment, sha, states }) => `${environment} ${sha} ${states.join(' ')}`);
}

function comments({ source, pull }: Road): readonly string[] {
  return (
    source
      .pullRequests()
      .find(({ number }) => number === pull)
      ?.comments.map(({ body }) => body) ?? []
  );
}

beforeAll(async () => {
  stage = await openAdvanceStage();
  reportToken = stage.github.grant({
    kind: 'installation',
    login: 'acme-waybill[bot]',
    permissions: {
      deployments: 'write',
      pull_requests: 'write',
      contents: 'read',
      metadata: 'read',
      artifact_metadata: 'write',
    },
  });
});

describe('a commit on its way', () => {
  test('is pending, runs, and is told at its own repository, once', async () => {
    stage.github.addPeople({ teams: ['acme/sre'] });
    const road = await openRoad();
    const merged = await bring(road);
    expect((await observe(road)).outputs).toMatchObject({ running: '0', pending: '2', failed: '0' });
    expect(shown(road).filter((line) => line.includes(road.commit))).toEqual([`dev ${road.commit} pending`]);
    expect(comments(road)).toEqual([expect.stringContaining('**On its way to dev**')]);
    await road.config.setStatus(merged, 'kustomization/apps/dev', 'success', 'reconciliation succeeded');
    await road.config.setStatus(merged, 'reported/kustomization/apps/dev', 'success', 'well');
    stage.github.clearRequests();
    const ran = await observe(road, {}, { name: 'status' });
    expect(ran.outputs).toMatchObject({ running: '1', changed: 'true' });
    expect(shown(road).filter((line) => line.includes(road.commit))).toEqual([
      `dev ${road.commit} pending success`,
    ]);
    const [deployment] = road.source.deployments().filter(({ sha }) => sha === road.commit);
    expect(deployment).toMatchObject({
      task: `deploy:shop-${count}`,
      environmentUrl: 'https://dev.acme.test/v2',
      logUrl: `https://grafana.acme.test/d/shop?var-env=dev&var-image=shop-${count}`,
    });
    expect(comments(road)).toHaveLength(1);
    expect(comments(road)[0]).toContain('**Live in dev**');
    expect(comments(road)[0]).toContain('[`dev`](https://dev.acme.test/v2)');
    expect(comments(road)[0]).toContain('live since 2026-01-05 08:00 UTC');
    expect(stage.github.deploymentRecords).toContainEqual(
      expect.objectContaining({ digest: road.digest, environment: 'dev', status: 'deployed' }),
    );
    stage.github.clearRequests();
    expect((await observe(road)).outputs).toMatchObject({ changed: 'false' });
    expect(stage.github.requests.filter(({ write }) => write)).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });
});

describe('what an agent says by an event', () => {
  const dispatch = (commit: string, message: string, severity = 'info', seconds = '11') => ({
    name: 'repository_dispatch',
    payload: {
      action: 'Kustomization/apps.flux-system',
      client_payload: {
        involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' },
        ...{ severity, message, reason: severity === 'info' ? 'Progressing' : 'HealthCheckFailed' },
        timestamp: `2026-01-05T08:00:${seconds}Z`,
        metadata: { cluster: 'dev', revision: `main@sha1:${commit}` },
        reportingController: 'kustomize-controller',
      },
    },
  });
  const health = CONFIG.replace('["kustomization/apps/dev", "reported', '["reported');

  test('is kept on its commit, in whatever order it comes, and opens the gate of the next environment', async () => {
    const road = await openRoad(health);
    const merged = await bring(road);
    expect(
      (await observe(road, {}, dispatch(merged, 'Deployment/dev/shop configured'))).outputs['running'],
    ).toBe('0');
    const said = await observe(road, {}, dispatch(merged, 'Health check passed in 3s', 'info', '20'));
    expect(said.outputs).toMatchObject({ running: '1', failed: '0' });
    const late = await observe(road, {}, dispatch(merged, 'health check failed', 'error', '15'));
    expect(late.outputs).toMatchObject({ running: '1', failed: '0' });
    const again = await observe(road, {}, dispatch(merged, 'Deployment/dev/shop configured', 'info', '25'));
    expect(again.outputs).toMatchObject({ running: '1', changed: 'false' });
    const { report } = await advance(stage, road.config);
    const gates = report.lanes.flatMap((lane) => lane.gates);
    expect(gates.find(({ gate }) => gate === 'health')?.state).toBe('passed');
    const [pull] = road.config.pullRequests();
    await observe(road);
    expect(comments(road)[0]).toContain(
      `| \`prod\` | \`shop-${count}\` | \`v2\` | proposed in [no. ${pull?.number}]`,
    );
  });

  test('of a commit that is not there is nothing, and does not end the run', async () => {
    const road = await openRoad(health);
    await bring(road);
    const ran = await observe(road, {}, dispatch('a'.repeat(40), 'Health check passed in 3s'));
    expect(ran.outputs['running']).toBe('0');
    expect(ran.stdout).toContain('no commit');
  });

  test('that fails the new one leaves what ran before active', async () => {
    const road = await openRoad(health);
    const before = (await road.config.head('main')) ?? '';
    await observe(road, {}, dispatch(before, 'Health check passed in 3s'));
    const merged = await bring(road);
    await observe(road, {}, dispatch(merged, 'health check failed', 'error'));
    expect(shown(road).map((line) => line.replace(/ [0-9a-f]{40}/, ''))).toEqual([
      expect.stringMatching(/^dev (pending )?success$/),
      expect.stringMatching(/^prod /),
      'dev failure',
    ]);
    expect(comments(road)[0]).toContain('**Failed in dev**');
    await observe(road, {}, dispatch(merged, 'Health check passed in 3s', 'info', '40'));
    const states = road.source.deployments().filter(({ environment }) => environment === 'dev');
    expect(states.map(({ states: all }) => all.at(-1))).toEqual(['inactive', 'success']);
  });
});

test('nothing said for too long is a failure, with the last thing that was seen', async () => {
  const road = await openRoad();
  const merged = await bring(road);
  await road.config.setStatus(merged, 'kustomization/apps/dev', 'success', 'dependency not ready');
  const { now } = stage.clock;
  stage.wait(61 * 60_000);
  const ran = await observe(road);
  stage.clock.now = now;
  expect(ran.outputs).toMatchObject({ running: '0', failed: '2' });
  const [deployment] = road.source.deployments().filter(({ sha }) => sha === road.commit);
  expect(deployment).toMatchObject({ states: ['failure'] });
  expect(deployment?.description).toContain(
    'Not seen healthy in 1 h; last: kustomization/apps/dev says "dependency',
  );
});

describe('a run that ends early, or beside another', () => {
  const wellIn = async (road: Road): Promise<void> => {
    const merged = await bring(road);
    await road.config.setStatus(merged, 'kustomization/apps/dev', 'success', 'reconciliation succeeded');
    await road.config.setStatus(merged, 'reported/kustomization/apps/dev', 'success', 'well');
  };
  const told = (road: Road) => [
    shown(road).filter((line) => line.includes(road.commit)),
    comments(road).map((body) => body.split('\n')[2]),
    stage.github.deploymentRecords.filter(({ digest }) => digest === road.digest).length > 0,
  ];
  const whole = (road: Road) => [[`dev ${road.commit} success`], ['**Live in dev**'], true];

  const WRITES = [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    'POST /repos/{owner}/{repo}/deployments',
    'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
    'POST /orgs/{org}/artifacts/metadata/deployment-record',
  ];

  test.each(WRITES)(
    'is made good by itself where an answer got lost, and by the next where it died: %s',
    async (operation) => {
      for (const mode of ['lose-answer', 'reset-before', 'unauthorized'] as const) {
        const road = await openRoad();
        await wellIn(road);
        stage.github.inject({ mode, match: (entry) => entry.operation === operation });
        await observe(road, {}, { name: 'push' }, mode !== 'unauthorized');
        await observe(road);
        expect(told(road)).toEqual(whole(road));
      }
    },
  );

  test('does nothing twice', async () => {
    const road = await openRoad();
    await wellIn(road);
    await Promise.all([observe(road), observe(road), observe(road)]);
    await observe(road);
    // Statuses that say the same may stand in a row: the Deployment is one, and so is the comment.
    const made = road.source.deployments().filter(({ sha }) => sha === road.commit);
    expect(made.map(({ states }) => [...new Set(states)])).toEqual([['success']]);
    expect(told(road)[1]).toEqual(['**Live in dev**']);
  });
});
