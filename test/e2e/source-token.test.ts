import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { fileOf, kustomization } from '../actions/advance/stage.ts';
import { APP, openStage, type Stage, text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { runAction } from './run-action.ts';

// The application is private, and the App of the config repo does not see it: another token reads it.

let stage: Stage;
let config: SandboxRepository;
let acting: string;
let reading: string;
const versions: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  const shop = await stage.github.createRepository('acme/shop', { 'a.txt': '1' }, { private: true });
  for (const [tag, message] of [
    ['v1', 'Begin'],
    ['v2', 'Keep the session'],
  ] as const) {
    const commit = await shop.push('main', { 'a.txt': tag }, { message });
    versions[tag] = `${tag}@${stage.release('api', tag, { source: 'acme/shop', commit })}`;
  }
  const permissions = { contents: 'read', metadata: 'read' } as const;
  reading = stage.github.grant({ ...APP, repositories: ['acme/shop'], permissions });
});

/** dev declares v1 after it declared v2, or v2 already; staging still declares v1. */
async function freshConfig(dev: 'v1' | 'v2', before = dev): Promise<void> {
  repositories += 1;
  const of = (tag: string): string => kustomization(stage, { api: versions[tag] ?? '' });
  config = await stage.github.createRepository(
    `acme/config-${repositories}`,
    {
      'waybill.yaml': yaml`
        version: 1
        images: { api: { repository: "${stage.images}/api", source: acme/shop } }
        environments:
          dev: { files: ["envs/dev/**"] }
          staging: { after: [dev], files: ["envs/staging/**"] }
      `,
      [fileOf('dev')]: of(before),
      [fileOf('staging')]: of('v1'),
    },
    { private: true },
  );
  if (before !== dev) await config.push('main', { [fileOf('dev')]: of(dev) });
  acting = stage.github.grant({ ...APP, repositories: [config.fullName] });
}

/** What the pull request says that the bundle opened. */
async function proposedBy(action: string, inputs: Readonly<Record<string, string>>): Promise<string> {
  const ran = await runAction(action, {
    inputs: { 'config-repository': config.fullName, 'github-token': acting, ...inputs },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: config.fullName,
      GITHUB_ACTOR: 'alice',
      GITHUB_RUN_ID: '7',
    },
  });
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toMatchObject({ exitCode: 0 });
  return config.pullRequests()[0]?.body ?? '';
}

describe.each([
  ['promote', 'promote', { images: 'api=v2', environment: 'dev' }, ['v1']],
  ['promote without images', 'promote', {}, ['v2']],
  ['rollback', 'rollback', { environment: 'dev', images: 'api', reason: 'slow' }, ['v2', 'v1']],
] as const)('%s', (_, action, inputs, [dev, before]) => {
  test('lists what changed in the application with source-token, and without it says what cannot be read', async () => {
    await freshConfig(dev, before);
    expect(await proposedBy(action, inputs)).toContain('this token cannot read acme/shop');
    await freshConfig(dev, before);
    const body = await proposedBy(action, { ...inputs, 'source-token': reading });
    expect(body).toContain('Keep the session');
    expect(body).not.toContain('cannot read');
    const branch = config.pullRequests()[0]?.head.ref ?? '';
    const environment = branch.split('/')[1] ?? '';
    expect(await text(config, branch, fileOf(environment))).toContain(
      versions[action === 'rollback' ? 'v1' : 'v2']?.split('@')[1],
    );
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
