import { beforeAll, expect, test } from '@jest/globals';
import type { PullRequestView, SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { withReal } from '../with-real.ts';
import { findBuildkitd } from './buildkit.ts';
import { exampleFiles } from './examples.ts';
import { findProgram } from './find-programs.ts';
import { namesOf } from './names-of-runs.ts';
import { openWorkflowStage, type WorkflowStage } from './stage.ts';

const act = findProgram('act');
const buildkitd = findBuildkitd();
/** The example that writes its steps out, and the one that calls the reusable workflow. */
const EXAMPLES = [
  ['config-kustomize', 'envs/prod/kustomization.yaml'],
  ['config-helm-flux', 'apps/prod/shop.yaml'],
] as const;

withReal('the workflow that sets the status which the rules require', [act, buildkitd], () => {
  let stage: WorkflowStage;
  let person: string;

  beforeAll(async () => {
    if (!act.there || !buildkitd.there) return;
    stage = await openWorkflowStage({ act: act.use, buildkitd: buildkitd.use });
    const permissions = { contents: 'write', pull_requests: 'write', statuses: 'read' } as const;
    person = stage.github.grant({ kind: 'pat', login: 'bob', permissions });
  });

  async function createConfig(name: string, example: string): Promise<SandboxRepository> {
    const files = exampleFiles(example, ['advance.yml', 'promote.yml', 'board.yml']);
    const config = await stage.github.createRepository(name, files, { private: true, plan: 'enterprise' });
    stage.packages.readers['acme/shop'] = [name];
    config.protect('main', { requiredContexts: ['waybill'] });
    return config;
  }

  const open = async (
    config: SandboxRepository,
    files: Readonly<Record<string, string>>,
    author = 'bob',
  ): Promise<PullRequestView> => {
    const branch = `change-${config.pullRequests().length + 1}`;
    await config.push(branch, files, { author });
    return config.openPullRequest({ title: branch, head: branch, author });
  };

  const edit = async (config: SandboxRepository, number: number, change: unknown): Promise<void> => {
    const url = `${stage.github.apiUrl}/repos/${config.fullName}/pulls/${number}`;
    const headers = { authorization: `Bearer ${person}` };
    const answer = await fetch(url, { method: 'PATCH', headers, body: JSON.stringify(change) });
    expect(answer.status).toBe(200);
  };

  const statusOf = async (config: SandboxRepository, commit: string): Promise<string> => {
    const url = `${stage.github.apiUrl}/repos/${config.fullName}/commits/${commit}/statuses`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${person}` } });
    const all = (await answer.json()) as { context: string; state: string; creator: { login: string } }[];
    return all.map(({ context, state, creator }) => `${context} ${state} by ${creator.login}`).join(', ');
  };

  const enqueue = async (config: SandboxRepository, number: number): Promise<void> => {
    const headers = { authorization: `Bearer ${person}` };
    const found = await fetch(`${stage.github.apiUrl}/repos/${config.fullName}/pulls/${number}`, { headers });
    const { node_id: id } = (await found.json()) as { node_id: string };
    const query = `mutation { enqueuePullRequest(input: { pullRequestId: "${id}" }) { clientMutationId } }`;
    const body = JSON.stringify({ query });
    await fetch(`${stage.github.url}/api/graphql`, { method: 'POST', headers, body });
  };

  test.each(EXAMPLES)(
    'judges what people open and push, and lets it through a merge queue: %s',
    async (example, _) => {
      const config = await createConfig(`acme/${example}`, example);
      const runs = `${config.fullName} verify on`;
      const pull = await open(config, { 'README.md': '# The config repo\n' });
      expect(namesOf(await stage.settle())).toEqual([`${runs} pull_request_target`]);
      expect(await statusOf(config, pull.head.sha)).toBe('waybill success by acme-waybill[bot]');
      const pushed = await config.push(pull.head.ref, { 'NOTES.md': 'More\n' });
      expect(namesOf(await stage.settle())).toEqual([`${runs} pull_request_target`]);
      expect(await statusOf(config, pushed)).toBe('waybill success by acme-waybill[bot]');

      config.configure({ mergeQueue: true });
      await enqueue(config, pull.number);
      expect(namesOf(await stage.settle())).toEqual([`${runs} merge_group`]);
      const merged = (await config.head('main')) ?? '';
      expect(config.pullRequests()).toMatchObject([{ merged: true }]);
      expect(await statusOf(config, merged)).toBe('waybill success by acme-waybill[bot]');
    },
  );

  test.each(EXAMPLES)('looks again when a pull request goes into another branch: %s', async (example, _) => {
    const config = await createConfig(`acme/${example}-edited`, example);
    await config.push('next', { 'NEXT.md': 'Next\n' });
    const pull = await open(config, { 'README.md': '# The config repo\n' });
    await edit(config, pull.number, { body: 'With a reason' });
    await edit(config, pull.number, { base: 'next' });
    const runs = await stage.settle();
    expect(namesOf(runs)).toEqual(Array(2).fill(`${config.fullName} verify on pull_request_target`));
    expect(
      runs.filter(({ event, jobs }) => event === 'pull_request_target' && jobs.length === 0),
    ).toHaveLength(1);
  });

  test.each(EXAMPLES)(
    'holds back an image that the environments before do not have: %s',
    async (example, file) => {
      const config = await createConfig(`acme/${example}-gated`, example);
      const digest = stage.packages.registry.seed('acme/shop', ['v1.4.0'], { content: example });
      const text = exampleFiles(example)[file] ?? '';
      const pull = await open(config, {
        [file]: text.replace('v1.3.0', 'v1.4.0').replace(/sha256:1+/, digest),
      });
      expect(namesOf(await stage.settle())).toEqual([`${config.fullName} verify on pull_request_target`]);
      expect(await statusOf(config, pull.head.sha)).toBe('waybill pending by acme-waybill[bot]');
    },
  );

  test.each(EXAMPLES)(
    "judges Dependabot's pull requests, whose runs get no secrets, by the clock and by hand: %s",
    async (example, _) => {
      const config = await createConfig(`acme/${example}-bumped`, example);
      const bump = () => open(config, { 'package.json': `{ "v": ${Math.random()} }\n` }, 'dependabot[bot]');
      const [first, second] = [await bump(), await bump()];
      expect(namesOf(await stage.settle())).toEqual([]);
      expect(await statusOf(config, first.head.sha)).toBe('');
      const number = { 'pull-request': String(second.number) };
      const byHand = await stage.start(config, 'workflow_dispatch', number, 'verify.yml');
      expect(namesOf(byHand)).toEqual([`${config.fullName} verify on workflow_dispatch`]);
      expect(await statusOf(config, first.head.sha)).toBe('');
      expect(await statusOf(config, second.head.sha)).toBe('waybill success by acme-waybill[bot]');
      const byClock = await stage.start(config, 'schedule');
      expect(namesOf(byClock)).toEqual([`${config.fullName} verify on schedule`]);
      expect(await statusOf(config, first.head.sha)).toBe('waybill success by acme-waybill[bot]');
    },
  );

  test('shows no secret, reaches nobody else, and asks GitHub for nothing that it does not know', () => {
    expect(stage.logs().filter((log) => stage.secretsIn(log).length > 0)).toEqual([]);
    expect(stage.hosts.strangers).toEqual([]);
    expect(stage.github.violations).toEqual([]);
  });
});
