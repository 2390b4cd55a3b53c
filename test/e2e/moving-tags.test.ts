import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SandboxGitHub } from '../../sandbox/github/sandbox-github.ts';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import { APP } from '../actions/stage.ts';
import { gitHubStandIn, registryStandIn } from '../stand-ins.ts';
import { attach } from './attach-record.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

// An older workflow that is run again does not move the tag `main` back. Git says what is older, by GitHub.

const OF = 'org.opencontainers.image.';

let workspace: Workspace;
let github: SandboxGitHub;
let registry: SandboxRegistry;
const commits: Record<string, string> = {};

beforeAll(async () => {
  workspace = await openWorkspace();
  github = await gitHubStandIn({ validate: true });
  const shop = await github.createRepository('acme/shop', { 'main.txt': 'one' }, { private: true });
  commits['older'] = (await shop.head('main')) ?? '';
  commits['newer'] = await shop.push('main', { 'main.txt': 'two' });
  commits['newest'] = await shop.push('main', { 'main.txt': 'three' });
  await shop.force('side', commits['older']);
  commits['side'] = await shop.push('side', { 'side.txt': 'side' });
  commits['lost'] = 'd'.repeat(40);
});

beforeEach(async () => {
  registry = await registryStandIn();
});

/** Puts the image of a commit into the registry; its date says nothing. */
function builtFrom(
  name: string,
  tags: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): string {
  const commit = commits[name] ?? '';
  return registry.seed('acme/api', [`sha-${commit}`, ...tags], {
    content: name,
    labels: { [`${OF}source`]: `${github.url}/acme/shop`, [`${OF}revision`]: commit, ...labels },
  });
}

/** Runs the workflow of a commit again, whose image is there already. */
function runAgain(name: string, inputs: Readonly<Record<string, string>> = {}) {
  return workspace.act(
    'build',
    {
      image: `${registry.host}/acme/api`,
      tags: 'main',
      'github-token': github.grant(APP),
      ...inputs,
    },
    { GITHUB_SERVER_URL: github.url, GITHUB_API_URL: github.apiUrl, GITHUB_SHA: commits[name] ?? '' },
  );
}

/** The source of a record that names another commit than the image does. */
const forged = (name: string) => ({
  repository: 'acme/shop',
  commit: commits[name] ?? '',
  server: github.url,
});

const main = () => registry.tags('acme/api').get('main');

describe('a tag that points to a build of a descendant', () => {
  test('is left, and log, outputs and record say so', async () => {
    const older = builtFrom('older', []);
    const newer = builtFrom('newer', ['main']);
    const ran = await runAgain('older', { tags: 'main, stable' });
    expect(ran).toMatchObject({
      exitCode: 0,
      stderr: '',
      outputs: { digest: older, tags: `sha-${commits['older']}\nstable`, 'left-tags': 'main' },
    });
    expect(main()).toBe(newer);
    expect(registry.tags('acme/api').get('stable')).toBe(older);
    expect(ran.stdout).toMatch(/::warning.*acme\/api:main is left on [0-9a-f:sh]+/);
    expect(JSON.parse(ran.outputs['json'] ?? '')).toMatchObject({ leftTags: ['main'] });
    expect(JSON.parse(ran.outputs['record'] ?? '').tags).toEqual([`sha-${commits['older']}`, 'stable']);
  });

  test('is named by a dry run', async () => {
    builtFrom('older', []);
    builtFrom('newer', ['main']);
    const ran = await runAgain('older', { 'dry-run': 'true' });
    expect(ran.outputs).toMatchObject({ tags: `sha-${commits['older']}`, 'left-tags': 'main' });
  });

  test('is left whatever a record says of it', async () => {
    builtFrom('older', []);
    const newer = builtFrom('newer', ['main']);
    await attach(`${registry.host}/acme/api`, newer, { source: forged('older') });
    await runAgain('older');
    expect(main()).toBe(newer);
  });
});

describe('a tag moves', () => {
  test('on, whatever a record says of what it points to', async () => {
    const older = builtFrom('older', ['main']);
    const newer = builtFrom('newer', []);
    await attach(`${registry.host}/acme/api`, older, { source: forged('newest') });
    await runAgain('newer');
    expect(main()).toBe(newer);
  });

  test.each(['older', 'side'])('without a warning from %s, which is no descendant', async (holder) => {
    builtFrom(holder, ['main']);
    const newer = builtFrom('newer', []);
    const ran = await runAgain('newer');
    expect(ran.outputs).toMatchObject({ tags: `sha-${commits['newer']}\nmain`, 'left-tags': '' });
    expect(main()).toBe(newer);
    expect(ran.stdout).not.toContain('::warning');
  });

  test.each([
    ['a commit that GitHub does not have', () => builtFrom('lost', ['main']), 'cannot read acme/shop'],
    [
      'no commit',
      () => registry.seed('acme/api', ['main'], { content: 'x' }),
      'does not say which commit it was built from',
    ],
    [
      'another repository',
      () => builtFrom('newer', ['main'], { [`${OF}source`]: `${github.url}/acme/other` }),
      'built from acme/other',
    ],
  ])('with a warning from an image of %s', async (_, hold, why) => {
    hold();
    const older = builtFrom('older', []);
    const ran = await runAgain('older');
    expect(ran).toMatchObject({ exitCode: 0, outputs: { 'left-tags': '' } });
    expect(main()).toBe(older);
    expect(ran.stdout).toMatch(new RegExp(`::warning.*${why}`));
  });

  test('with a warning where the token may not read the repository', async () => {
    builtFrom('newer', ['main']);
    const older = builtFrom('older', []);
    const blind = github.grant({ ...APP, repositories: ['acme/another'] });
    const ran = await runAgain('older', { 'github-token': blind });
    expect(main()).toBe(older);
    expect(ran.stdout).toContain('may be newer than this run');
  });

  test('with a warning where there is no token', async () => {
    builtFrom('newer', ['main']);
    const older = builtFrom('older', []);
    const ran = await runAgain('older', { 'github-token': '' });
    expect(main()).toBe(older);
    expect(ran.stdout).toContain('"github-token" is empty');
  });
});
