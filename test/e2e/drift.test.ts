import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, openAdvanceStage, pipeline, statuses } from '../actions/advance/stage.ts';
import { endWithTest } from '../end-with-test.ts';
import { yaml } from '../yaml.ts';
import { type ActionRun, runAction } from './run-action.ts';

const CONFIG = yaml`
  environments:
    prod:
      files: [envs/prod/**]
      drift: { declared: [envs/prod], namespace: shop }
`;

const DECLARED = yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata: { name: settings }
  data: { level: info }
`;

let stage: AdvanceStage;
let config: SandboxRepository;

beforeAll(async () => {
  stage = await openAdvanceStage();
  const digest = stage.release('api', 'v1');
  config = await pipeline(stage, 'acme/config', CONFIG, ['prod'], { api: `v1@${digest}` });
});

/** A clone of the config repo, with what runs in a file beside it. */
function workspace(level: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-drift-'));
  endWithTest(() => rmSync(folder, { recursive: true, force: true }));
  const metadata = {
    name: 'settings',
    namespace: 'shop',
    managedFields: [
      {
        manager: 'kubectl-edit',
        time: '2026-11-28T01:00:00Z',
        fieldsV1: { 'f:data': { '.': {}, 'f:level': {} } },
      },
    ],
  };
  const live =
    level === undefined ? [] : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { level } }];
  const files = {
    'waybill.yaml': `version: 1\nimages: { api: { repository: ghcr.io/acme/api } }\n${CONFIG}`,
    'envs/prod/settings.yaml': DECLARED,
    'live.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: live }),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function drift(folder: string, inputs: Readonly<Record<string, string>> = {}): Promise<ActionRun> {
  return runAction('drift', {
    inputs: { environment: 'prod', live: 'live.json', 'github-token': stage.token, ...inputs },
    env: {
      GITHUB_WORKSPACE: folder,
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: 'acme/config',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
}

const said = async () =>
  (await statuses(stage, config, (await config.head('main')) ?? ''))['waybill/drift/prod'];

test('what somebody changed by hand is found, told, and told to be over', async () => {
  const changed = workspace('debug');
  const first = await drift(changed, { 'sarif-file': 'drift.sarif' });
  expect(first.exitCode).toBe(2);
  expect(first.outputs).toMatchObject({ drift: 'drift', differences: '1' });
  expect(first.stdout).toContain(
    'data.level is debug, and info is declared (by kubectl edit at 2026-11-28T01:00:00Z)',
  );
  expect(first.summary).toContain('`data.level`');
  expect(readFileSync(join(changed, 'drift.sarif'), 'utf8')).toContain('envs/prod/settings.yaml');
  expect(await said()).toMatch(/pending/);
  const began = first.outputs['since'];

  const second = await drift(changed, { fail: 'false' });
  expect(second.exitCode).toBe(0);
  expect(second.outputs['since']?.slice(0, 19)).toBe(began?.slice(0, 19));

  const over = await drift(workspace('info'));
  expect(over.exitCode).toBe(0);
  expect(over.outputs).toMatchObject({ drift: 'none', differences: '0', since: '' });
  expect(await said()).toMatch(/success/);
});

test('what is declared and not there is drift, and needs no GitHub', async () => {
  const run = await drift(workspace(undefined), { status: 'false', 'github-token': '' });
  expect(run.exitCode).toBe(2);
  expect(run.stdout).toContain('ConfigMap shop/settings: declared, and not in the cluster');
});

test('a file that cannot be read is no answer', async () => {
  const folder = workspace('info');
  writeFileSync(join(folder, 'envs/prod/broken.yaml'), 'a: [');
  const run = await drift(folder, { status: 'false' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['drift']).toBe('unknown');
  expect(run.stdout).toContain('DRIFT_UNKNOWN');
});
