import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { openStage, type Stage, text } from '../actions/stage.ts';
import { registryStandIn } from '../stand-ins.ts';
import { type ActionRun, runAction } from './run-action.ts';
import { yaml } from '../yaml.ts';

// Private packages on ghcr.io, for the bundle as users run it: the name leads to the stand-in, and nothing of
// what is sent there is changed.

const TOKEN = 'ghs_of-the-workflow';
const FILE = 'envs/dev/kustomization.yaml';
const BY_NAME = `data:text/javascript,${encodeURIComponent(`
  import http from 'node:http';
  import https from 'node:https';
  const reach = https.request;
  https.request = (url, options, answered) => {
    if (url.host !== 'ghcr.io') return reach(url, options, answered);
    const headers = { ...options.headers, 'x-forwarded-host': url.host, 'x-forwarded-proto': 'https' };
    const standIn = new URL(url.pathname + url.search, process.env.GHCR_STAND_IN);
    return http.request(standIn, { ...options, headers }, answered);
  };`)}`;

let stage: Stage;
let packages: SandboxRegistry;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  packages = await registryStandIn({
    plays: 'ghcr',
    announcedTokenServer: 'https://ghcr.io/token',
    auth: { kind: 'bearer', username: 'alice', password: TOKEN, hidden: ['acme/web'] },
  });
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2']) digests[tag] = packages.seed(`acme/${image}`, [tag], { content: tag });
});

async function freshRepo(): Promise<SandboxRepository> {
  repositories += 1;
  const images = ['api', 'web'].map((name) => `${name}: { repository: ghcr.io/acme/${name} }\n`).join('');
  const entries = ['api', 'web'].map(
    (name) => yaml`
      - name: ghcr.io/acme/${name}
        newTag: v1
        digest: ${digests['v1'] ?? ''}
    `,
  );
  return stage.github.createRepository(`acme/config-${repositories}`, {
    'waybill.yaml': yaml`
      version: 1
      images:
        ${images}
      environments:
        dev: { files: ["envs/dev/**"] }
    `,
    [FILE]: yaml`
      kind: Kustomization
      images:
        ${entries.join('')}
    `,
  });
}

function act(
  action: string,
  inputs: Readonly<Record<string, string>>,
  options: { readonly workflowToken?: string } = {},
): Promise<ActionRun> {
  return runAction(action, {
    inputs: { 'workflow-token': options.workflowToken ?? TOKEN, ...inputs },
    env: {
      NODE_OPTIONS: `--import ${BY_NAME}`,
      GHCR_STAND_IN: packages.url,
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: 'acme/config',
      GITHUB_ACTOR: 'alice',
    },
  });
}

const promote = (repo: SandboxRepository, images: string, token = TOKEN): Promise<ActionRun> =>
  act(
    'promote',
    { images, environment: 'dev', 'config-repository': repo.fullName, 'github-token': stage.token },
    { workflowToken: token },
  );

describe('a private package on ghcr.io', () => {
  test('is promoted with the token of the workflow, and without a login step', async () => {
    const repo = await freshRepo();
    const run = await promote(repo, 'api=v2');
    expect(run).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
    expect(await text(repo, 'waybill/dev/api', FILE)).toContain(digests['v2']);
    const said = run.stdout.replace(/^::add-mask::.*$/gm, '') + run.stderr + run.summary;
    expect(said).not.toContain(TOKEN);
  });

  test('is recorded with it too', async () => {
    const run = await act('record', { reference: 'ghcr.io/acme/api:v2' });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: digests['v2'], attached: 'true' } });
  });

  test('that gives the repository nothing fails with the place where its owner gives access', async () => {
    const repo = await freshRepo();
    const run = await promote(repo, 'web=v2');
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error title=Waybill%3A REGISTRY_DENIED/);
    expect(run.summary).toContain('"Manage Actions access"');
    expect(run.summary).toContain('packages: read');
    expect(repo.pullRequests()).toEqual([]);
  });

  test('without any token fails, and says what to add', async () => {
    const run = await promote(await freshRepo(), 'api=v2', '');
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(/::error title=Waybill%3A REGISTRY_LOGIN_MISSING/);
    expect(run.summary).toContain('packages: read');
  });
});
