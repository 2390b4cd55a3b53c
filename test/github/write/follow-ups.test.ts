import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FollowUps } from '../../../src/github/write/follow-up-fields.ts';
import { createGitHub } from '../../../src/github/github.ts';
import type { Fault, SandboxGitHub, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { atOnce } from '../at-once.ts';

let github: SandboxGitHub;
let repositories = 0;

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
  github.addPeople({ users: ['alice', 'bob'], teams: ['acme/sre'] });
});

const PERMISSIONS = { contents: 'write', pull_requests: 'write', issues: 'write', members: 'read' } as const;

interface Asked {
  readonly repo: SandboxRepository;
  readonly warnings: readonly string[];
  readonly requests: number;
}

/** Opens a pull request, reads what exists, and asks for what is wanted of it. */
async function ask(
  wanted: Partial<Record<'labels' | 'reviewers', readonly string[]>>,
  { fault, without }: { readonly fault?: Fault; readonly without?: 'issues' | 'members' } = {},
): Promise<Asked> {
  repositories += 1;
  const name = `acme/follow-${repositories}`;
  const repo = await github.createRepository(name, { 'a.yaml': 'a: 1\n' });
  await repo.push('topic', { 'a.yaml': 'a: 2\n' });
  const token = github.grant({
    kind: 'installation',
    login: 'acme-waybill[bot]',
    permissions: { ...PERMISSIONS, ...(without === undefined ? {} : { [without]: undefined }) },
  });
  const warnings: string[] = [];
  const client = createGitHub(atOnce(github, token, warnings));
  const { labels = [], reviewers = [] } = wanted;
  const state = await client.readRepository(name, undefined);
  const known = await client.survey({
    repository: name,
    base: state.base,
    folders: [''],
    branches: [],
    labels,
    reviewers,
  });
  const pull = await client.openPull({
    repository: name,
    branch: 'topic',
    base: 'main',
    title: 'T',
    body: 'B',
    draft: false,
  });
  const named = (ids: ReadonlyMap<string, string>) => (one: string) => ({ name: one, id: ids.get(one) });
  const people = reviewers.map(named(known.reviewers));
  const followUps: FollowUps = {
    repository: name,
    repositoryId: state.id,
    pull,
    labels: labels.map(named(known.labels)),
    reviewers: people.filter((one) => !one.name.includes('/')),
    teamReviewers: people.filter((one) => one.name.includes('/')),
  };
  if (fault !== undefined) github.inject(fault);
  github.clearRequests();
  await client.followUp([followUps]);
  return { repo, warnings, requests: github.requests.length };
}

describe('what is asked of a pull request', () => {
  test('nothing costs nothing', async () => {
    expect((await ask({})).requests).toBe(0);
  });

  test('users and teams are asked in one request', async () => {
    const { repo, warnings, requests } = await ask({ reviewers: ['alice', 'bob', 'acme/sre'] });
    expect(repo.pullRequests()[0]).toMatchObject({ reviewers: ['alice', 'bob'], teamReviewers: ['sre'] });
    expect([warnings, requests]).toEqual([[], 1]);
  });

  test('a label is made and added in two', async () => {
    const { repo, requests } = await ask({ labels: ['promotion', 'with "quotes" and \\'] });
    expect(repo.pullRequests()[0]?.labels).toEqual(['promotion', 'with "quotes" and \\']);
    expect(requests).toBe(2);
  });

  test.each(['lose-answer', 'bad-gateway-after'] as const)('a label is added also after %s', async (mode) => {
    const { repo, warnings } = await ask({ labels: ['promotion'] }, { fault: { mode } });
    expect(repo.pullRequests()[0]?.labels).toEqual(['promotion']);
    expect(warnings).toEqual([]);
  });

  test('a stranger is named in a warning, the others are asked', async () => {
    const { repo, warnings } = await ask({ reviewers: ['alice', 'nobody', 'acme/none'] });
    expect(repo.pullRequests()[0]?.reviewers).toEqual(['alice']);
    expect(warnings).toEqual([
      expect.stringContaining('no user nobody'),
      expect.stringContaining('no team acme/none'),
    ]);
  });

  test.each([
    [
      'members',
      'members: read',
      { reviewers: ['alice', 'acme/sre'] },
      { reviewers: ['alice'], teamReviewers: [] },
    ],
    [
      'issues',
      'issues: write',
      { labels: ['new'], reviewers: ['alice'] },
      { reviewers: ['alice'], labels: [] },
    ],
  ] as const)(
    'a token without %s is told which permission is missing',
    async (without, named, wanted, done) => {
      const { repo, warnings } = await ask(wanted, { without });
      expect(repo.pullRequests()[0]).toMatchObject(done);
      expect(warnings).toEqual([expect.stringContaining(`"${named}"`)]);
    },
  );

  test('an outage is a warning', async () => {
    const { repo, warnings } = await ask(
      { reviewers: ['alice'] },
      { fault: { mode: 'bad-gateway-before', times: 20 } },
    );
    expect(warnings.join()).toContain('did not answer');
    expect(repo.pullRequests()[0]?.state).toBe('open');
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(github.violations).toEqual([]);
});
