import { beforeAll, describe, expect, test } from '@jest/globals';
import { createGitHub, type GitHub } from '../../../src/github/github.ts';
import type { SandboxGitHub, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';

let github: SandboxGitHub;
let repository: SandboxRepository;
let client: GitHub;
const waited: number[] = [];
const LANES = 12;

beforeAll(async () => {
  // What GitHub takes for one query is not published: here it is little, so that few pull requests are too
  // many.
  github = await gitHubStandIn({ validate: true, workLimits: { nodes: 1_500 } });
  const files = Object.fromEntries(
    Array.from({ length: 25 }, (_, index) => [`envs/${index}.yaml`, `n: ${index}\n`]),
  );
  repository = await github.createRepository('acme/config', files);
  for (let index = 0; index < LANES; index += 1) {
    const head = `waybill/dev/app-${index}`;
    await repository.push(head, { [`envs/${index}.yaml`]: 'changed\n' });
    await repository.openPullRequest({ title: head, head });
  }
  await repository.push('other', { 'other.txt': 'x\n' });
  await repository.openPullRequest({ title: 'No lane', head: 'other' });
  client = clientOf(github);
});

function clientOf({ apiUrl, grant }: SandboxGitHub): GitHub {
  let skipped = 0;
  return createGitHub({
    token: grant({
      kind: 'installation',
      login: 'acme-waybill[bot]',
      permissions: { contents: 'write', pull_requests: 'write' },
    }),
    apiUrl,
    sleep: (milliseconds) => {
      waited.push(milliseconds);
      skipped += milliseconds;
      return Promise.resolve();
    },
    now: () => skipped,
    random: () => 0.5,
    log: { debug: () => undefined, warning: () => undefined },
    deadline: 3_600_000,
  });
}

const survey = async () => {
  const { base } = await client.readRepository('acme/config', undefined);
  const asked = { folders: ['envs'], branches: [], openPulls: true, labels: [], reviewers: [] };
  return client.survey({ repository: 'acme/config', base, ...asked });
};

describe('more than GitHub answers at once', () => {
  test('is asked for in parts: no open pull request of a lane is missing', async () => {
    const { openPulls } = await survey();
    expect(openPulls.map(({ branch }) => branch)).toEqual(
      Array.from({ length: LANES }, (_, index) => `waybill/dev/app-${index}`),
    );
    expect(openPulls[0]).toMatchObject({ mergeable: 'mergeable', changes: { count: 1 } });
  });

  test('is no reason to wait or to be cut off where many files are blamed', async () => {
    github.clearRequests();
    waited.length = 0;
    const head = (await repository.head('main')) ?? '';
    const paths = Array.from({ length: 25 }, (_, index) => `envs/${index}.yaml`);
    expect((await client.blame('acme/config', head, paths)).size).toBe(25);
    expect(github.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(waited).toEqual([]);
  });
});

describe('a secondary limit', () => {
  test.each([
    ['with status 200 and without a time', { mode: 'secondary-limit-as-200' }, 60_000],
    ['with 403 and without a time', { mode: 'secondary-limit-without-time' }, 60_000],
    ['with 403 and a time', { mode: 'secondary-limit', amount: 7 }, 7_000],
  ] as const)('%s is waited out', async (_how, fault, wait) => {
    waited.length = 0;
    github.inject(fault);
    await client.readRepository('acme/config', undefined);
    expect(waited).toEqual([wait]);
  });
});

test('a pull request of which GitHub keeps silent stops the run: nothing is taken for a lane without one', async () => {
  github.inject({
    mode: 'bad-gateway-before',
    nth: 3,
    times: 99,
    match: ({ operation }) => operation === 'graphql repository',
  });
  await expect(survey()).rejects.toMatchObject({ code: 'GITHUB_UNAVAILABLE' });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(github.violations).toEqual([]);
});
