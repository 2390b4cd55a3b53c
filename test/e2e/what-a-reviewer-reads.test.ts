import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { configRepo } from '../actions/promote/stage.ts';
import { openStage, type Stage } from '../actions/stage.ts';
import { runIn } from './run-action.ts';

// A config repo whose images have commits for tags: the title, the table and the words before and after the
// merge.

let stage: Stage;
let config: SandboxRepository;
let commit: string;
let digest: string;
let old: string;

/** The pull request as a reviewer finds it now. */
function pull() {
  const [found] = config.pullRequests();
  if (found === undefined) throw new Error('There is no pull request');
  return found;
}

beforeAll(async () => {
  stage = await openStage();
  const { github, registry } = stage;
  const shop = await github.createRepository('acme/shop', { 'main.txt': 'one' });
  const before = (await shop.head('main')) ?? '';
  const labels = (revision: string): Record<string, string> => ({
    'org.opencontainers.image.source': `${github.url}/acme/shop`,
    'org.opencontainers.image.revision': revision,
  });
  old = registry.seed('acme/api', ['v1'], { content: 'one', labels: labels(before) });
  commit = await shop.push('main', { 'main.txt': 'two' }, { message: 'Open on Sundays [skip ci] (#7)' });
  const tag = `sha-${commit}`;
  digest = registry.seed('acme/api', [tag], { content: 'two', labels: labels(commit) });
  await shop.release('2026.1', { commit, notes: 'Closed on Mondays, thanks @octocat. Fixes #3' });
  const note = `kind: ConfigMap\ndata: { image: "${stage.images}/api:v1" }\n`;
  config = await configRepo(stage, 'acme/config', old, { 'envs/dev/note.yaml': note });
  const ran = await runIn(stage, 'acme/config', 'promote', { images: `api=${tag}`, environment: 'dev' });
  expect(ran).toMatchObject({ exitCode: 0 });
});

test('the title has a short commit and its headline, which keeps no workflow from starting', () => {
  expect(pull().title).toBe(`Promote api sha-${commit.slice(0, 7)} to dev: Open on Sundays (skip ci)`);
});

test('no cell of a table has a word that is wider than a third of a narrow page', () => {
  const cells = pull()
    .body.split('\n')
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => line.replace(/\]\([^)]*\)/g, '').split(/ \| |<br>|\s/));
  expect(cells.length).toBeGreaterThan(5);
  expect(cells.filter((cell) => cell.length > 24)).toEqual([]);
});

test('the release notes between are there, and mention nobody and close nothing', () => {
  const { body } = pull();
  expect(body).toContain('<summary>Release notes</summary>');
  expect(body).toContain('Closed on Mondays, thanks (at)octocat. Fixes no. 3');
  expect(body).toContain(`${stage.github.url}/acme/shop/releases/tag/2026.1`);
});

test('files are named, and the whole tag and digest are to be had', () => {
  const { body } = pull();
  expect(body).toContain('in `envs/dev/kustomization.yaml`');
  expect(body).toContain(`${stage.images}/api:sha-${commit}@${digest}`);
});

test('closing and pushing do what the text says', async () => {
  expect(pull().body).toContain('**Closing it** without merging says no to these digests');
  await config.close(pull().number);
  const inputs = { images: `api=sha-${commit}`, environment: 'dev' };
  const again = await runIn(stage, 'acme/config', 'promote', inputs);
  expect(again.outputs['outcome']).toBe('blocked');
  expect(config.pullRequests().filter(({ state }) => state === 'open')).toEqual([]);
});

test('after the merge nothing in the text is still to come', async () => {
  const other = await configRepo(stage, 'acme/merged', old);
  const images = `api=sha-${commit}`;
  const ran = await runIn(stage, 'acme/merged', 'promote', {
    images,
    environment: 'dev',
    'auto-merge': 'true',
  });
  expect(ran.outputs['outcome']).toBe('merged');
  const [merged] = other.pullRequests();
  expect(merged?.body).not.toMatch(/\bwill\b|is merged by itself|as soon as|waits? (?:for|until)/);
  expect(merged?.body).toContain('Who merges it: Waybill or GitHub, by itself, once');
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
