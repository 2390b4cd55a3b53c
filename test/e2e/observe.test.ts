import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, declare, openAdvanceStage, pipeline } from '../actions/advance/stage.ts';
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
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toMatchObject({ exitCode: 0 });
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
