import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { APP } from '../actions/stage.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  kustomization,
  openAdvanceStage,
  pipeline,
  statuses,
} from '../actions/advance/stage.ts';
import { propose } from '../actions/verify/stage.ts';
import { type ActionRun, runIn } from './run-action.ts';
import { yaml } from '../yaml.ts';

// The rules of `main` require the status `waybill`. Whatever comes to it gets one, and nothing waits for
// ever.

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"] }
`;

let stage: AdvanceStage;
let config: SandboxRepository;
let reading: string;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
  reading = stage.github.grant({
    ...APP,
    login: 'github-actions[bot]',
    kind: 'workflow',
    permissions: { contents: 'read', pull_requests: 'read', metadata: 'read' },
  });
  config = await pipeline(stage, 'acme/config', CONFIG, ['dev', 'staging'], { api: version('v1') });
  config.protect('main', { requiredContexts: ['waybill'] });
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

/** A bundle as a runner of the config repo starts it. */
function act(name: string, inputs: Readonly<Record<string, string>>): Promise<ActionRun> {
  return runIn(stage, 'acme/config', name, inputs);
}

/** What GitHub answers to a person who merges by the button, with the rules of the branch in force. */
async function merge(number: number): Promise<string> {
  const path = `${stage.github.apiUrl}/repos/acme/config/pulls/${number}`;
  const headers = { authorization: `Bearer ${stage.token}` };
  // GitHub works out whether it can be merged when somebody looks at it.
  await fetch(path, { headers });
  const answer = await fetch(`${path}/merge`, { method: 'PUT', headers });
  const { message } = (await answer.json()) as { message: string };
  return `${answer.status} ${message}`;
}

/** Puts a pull request into the merge queue, and says what the event `merge_group` then names. */
async function enqueue(number: number): Promise<{ ref: string; sha: string; base: string }> {
  const headers = { authorization: `Bearer ${stage.token}` };
  const pull = await fetch(`${stage.github.apiUrl}/repos/acme/config/pulls/${number}`, { headers });
  const { node_id: id } = (await pull.json()) as { node_id: string };
  const query = `mutation { enqueuePullRequest(input: { pullRequestId: "${id}" }) { clientMutationId } }`;
  const body = JSON.stringify({ query });
  await fetch(`${stage.github.url}/api/graphql`, { method: 'POST', headers, body });
  const event = stage.github.workflowEvents.findLast(({ name }) => name === 'merge_group');
  return { ref: event?.ref ?? '', sha: event?.sha ?? '', base: event?.base?.sha ?? '' };
}

function isMerged(number: number): boolean {
  return config.pullRequests().some((pull) => pull.number === number && pull.merged);
}

async function statusOf(commit: string): Promise<string | undefined> {
  return (await statuses(stage, config, commit))['waybill'];
}

test('a lane has its status as soon as it is open', async () => {
  expect(await act('promote', { images: 'api=v2', environment: 'dev' })).toMatchObject({ exitCode: 0 });
  const [pull] = config.pullRequests();
  expect(await statusOf(pull?.head.sha ?? '')).toBe('success: dev has no gates.');
  expect(await merge(1)).toMatch(/^200 /);
});

test("a person's pull request waits until verify has judged it, and no longer", async () => {
  const pull = await propose(config, 'docs', { 'README.md': '# Config\n' });
  expect(await merge(pull.number)).toMatch(/^405 .*"waybill" is expected/);
  const ran = await act('verify', { 'pull-request': String(pull.number) });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', changed: 'true' } });
  expect(ran.summary).toContain('NO_IMAGE_TOUCHED');
  expect(await merge(pull.number)).toMatch(/^200 /);
});

test('a pull request that makes a gate weaker passes, and says which in words', async () => {
  const rules = Buffer.from((await config.read('main', 'waybill.yaml')) ?? []).toString('utf8');
  const files = { 'waybill.yaml': rules.replace('after: [dev]', 'after: []') };
  const pull = await propose(config, 'weaker', files);
  const ran = await act('verify', { 'pull-request': String(pull.number) });
  const words = 'staging: it no longer comes after dev.';
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed' } });
  expect(await statusOf(pull.head.sha)).toContain(`success: Weaker gates: ${words}`);
  expect(ran.summary).toContain(words);
  expect(ran.stdout).toMatch(/::warning.*staging: it no longer comes after dev/);
  expect(JSON.parse(ran.outputs['json'] ?? '').pullRequests[0].weakerGates).toEqual([words]);
});

test("a person's image is held back by the gates of its environment, and the run is green", async () => {
  const files = { [fileOf('staging')]: kustomization(stage, { api: version('v3') }) };
  const pull = await propose(config, 'early', files);
  const ran = await act('verify', { 'pull-request': String(pull.number) });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'pending' } });
  expect(await merge(pull.number)).toMatch(/^405 /);
  config.protect('main', {});
  await declare(stage, config, 'dev', { api: version('v3') });
  config.protect('main', { requiredContexts: ['waybill'] });
  expect(await act('verify', {})).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed' } });
  expect(await merge(pull.number)).toMatch(/^200 /);
});

test('a pull request without secrets is told by exit code, and judged by the scheduled run', async () => {
  const good = await propose(config, 'bump', { 'package.json': '{}\n' });
  const inputs = { 'github-token': reading, 'pull-request': String(good.number) };
  const ran = await act('verify', inputs);
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', changed: 'false' } });
  expect(ran.stdout).toContain('statuses: write');
  expect(await statusOf(good.head.sha)).toBeUndefined();
  const evil = yaml`
    kind: Kustomization
    images:
      - name: ${stage.images}/evil
        newTag: v1
  `;
  const bad = await propose(config, 'evil', { [fileOf('staging')]: evil });
  const refused = await act('verify', { ...inputs, 'pull-request': String(bad.number) });
  expect(refused).toMatchObject({ exitCode: 1, outputs: { verdict: 'failed', changed: 'false' } });
  expect(refused.stdout).toContain(`file=${fileOf('staging')},line=4`);
  expect(await act('verify', {})).toMatchObject({ exitCode: 0, outputs: { verdict: 'failed' } });
  expect(await merge(bad.number)).toMatch(/^405 .*"waybill" is failing/);
  expect(await merge(good.number)).toMatch(/^200 /);
  await config.close(bad.number);
});

test('the commit of a merge group gets its own status', async () => {
  config.configure({ mergeQueue: true });
  const pull = await propose(config, 'queued', { 'README.md': '# The config repo\n' });
  await act('verify', { 'pull-request': String(pull.number) });
  const { ref, sha, base } = await enqueue(pull.number);
  expect(isMerged(pull.number)).toBe(false);
  const group = { 'merge-group-ref': ref, 'merge-group-base': base };
  // Somebody else's commit, under the name of the group: it is the commit that is judged.
  const bad = { [fileOf('staging')]: kustomization(stage, { api: version('v2') }) };
  const other = await config.push('other', bad, { message: 'Something else' });
  await act('verify', { ...group, 'merge-group-commit': other });
  expect(await statusOf(other)).toMatch(/^pending: staging waits for order/);
  const ran = await act('verify', { ...group, 'merge-group-commit': sha });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', changed: 'true' } });
  expect(await statusOf(sha)).toMatch(/^success: /);
  expect([isMerged(pull.number), await config.head('main')]).toEqual([true, sha]);
  config.configure({ mergeQueue: false });
});

test('a rehearsal sets nothing, and a number that is none is refused', async () => {
  const pull = await propose(config, 'rehearsed', { 'NOTES.md': 'n\n' });
  const ran = await act('verify', { 'pull-request': String(pull.number), 'dry-run': 'true' });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { verdict: 'passed', changed: 'false' } });
  expect(await statusOf(pull.head.sha)).toBeUndefined();
  const wrong = await act('verify', { 'pull-request': 'seven' });
  expect(wrong).toMatchObject({ exitCode: 1, outputs: { verdict: '' } });
  expect(wrong.stdout).toContain('INPUT_INVALID');
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
