import { beforeAll, describe, expect, test } from '@jest/globals';
import { createGitHub, type GitHub, type NewCommit } from '../../../src/github/github.ts';
import type { FaultMode, SandboxGitHub, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { atOnce } from '../at-once.ts';

let github: SandboxGitHub;
let repositories = 0;

beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
});

const APP = { contents: 'write', metadata: 'read' } as const;

/** A config repo of many shapes, a client of it, and how to name a commit on it. */
interface Desk {
  readonly repository: SandboxRepository;
  readonly client: GitHub;
  commit(files: Readonly<Record<string, string>>, mode?: string): NewCommit;
}

async function openDesk(permissions: Readonly<Record<string, 'read' | 'write'>> = APP): Promise<Desk> {
  repositories += 1;
  const repository = await github.createRepository(`acme/commits-${repositories}`, {
    'README.md': 'Config\n',
    '0/1': 'a folder that is called like one of ours\n',
    'envs/dev/values.yaml': 'tag: v1\n',
    'envs/dev/run.sh': { content: '#!/bin/sh\n', mode: '100755' },
    'envs/dev/link': { content: 'values.yaml', mode: '120000' },
    'envs/prod/values.yaml': 'tag: v1\n',
    '.github/workflows/ci.yaml': 'on: push\n',
  });
  const token = github.grant({ kind: 'installation', login: 'acme-waybill[bot]', permissions });
  const client = createGitHub(atOnce(github, token));
  const { base } = await client.readRepository(repository.fullName, undefined);
  github.clearRequests();
  const commit: Desk['commit'] = (files, mode = '100644') => ({
    repository: repository.fullName,
    base,
    files: Object.entries(files).map(([path, text]) => ({ path, mode, text })),
    message: (tree) => `Promote\n\n${tree}`,
  });
  return { repository, client, commit };
}

/** What each commit has as its tree, or the code of its error. */
async function treesOf({ client }: Desk, commits: readonly NewCommit[]): Promise<readonly string[]> {
  const results = await client.writeCommits(commits);
  return results.map((result) => (result.ok ? result.value.tree : codeOf(result.problem)));
}

function codeOf(problem: unknown): string {
  return typeof problem === 'object' && problem !== null && 'code' in problem ? String(problem.code) : 'bug';
}

const sent = (part: string): number =>
  github.requests.filter(({ operation }) => operation.includes(part)).length;

/** Commits of every shape that a lane writes. */
const SHAPES = ({ commit }: Desk): readonly NewCommit[] => [
  commit({ 'envs/dev/values.yaml': 'tag: v2\n' }),
  commit({ 'envs/dev/run.sh': '#!/bin/sh\necho 2\n' }, '100755'),
  commit({ 'envs/dev/values.yaml': 'tag: v3\n', 'envs/prod/values.yaml': 'tag: v3\n' }),
  commit({ '0/1': 'other\n' }),
  commit({ 'envs/dev/values.yaml': 'tag: v1\n' }),
  commit({ 'new/folder/with spaces/ä.yaml': 'tag: v1\n', '7/0/1': 'deep\n' }),
  commit(Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`many/${index}`, String(index)]))),
  commit({ 'large.yaml': 'x'.repeat(1_600_000) }),
];

describe('commits that are made together', () => {
  test('have the trees that they have alone, and share the requests for them', async () => {
    const desk = await openDesk();
    const alone: string[] = [];
    for (const commit of SHAPES(desk)) alone.push(...(await treesOf(desk, [commit])));
    github.clearRequests();
    expect(await treesOf(desk, SHAPES(desk))).toEqual(alone);
    expect(new Set(alone).size).toBe(SHAPES(desk).length);
    // One for the folders and one for six commits; two for the one with many files, one for the large one.
    expect(sent('git/trees')).toBe(5);
    expect(sent('git/commits')).toBe(8);
  });

  test('are cut into requests by their bytes, not by their characters', async () => {
    const desk = await openDesk();
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, 'ä'.repeat(500_000)]));
    const both = [desk.commit(files), desk.commit({ ...files, d: 'small' })];
    expect(await treesOf(desk, both)).toEqual(both.map(() => expect.stringMatching(/^\w{40}$/)));
    expect(github.requests.filter(({ status }) => status === 502)).toEqual([]);
  });

  test('share one request for the folders, however many there are', async () => {
    const desk = await openDesk();
    const some = (from: number): readonly NewCommit[] =>
      Array.from({ length: 10 }, (_, index) => desk.commit({ 'a.yaml': `a: ${from + index}\n` }));
    const trees = [...(await treesOf(desk, some(0))), ...(await treesOf(desk, some(10)))];
    expect(new Set(trees).size).toBe(20);
    expect(sent('git/trees')).toBe(3);
  });

  test('of two bases stand on their own', async () => {
    const desk = await openDesk();
    const before = desk.commit({ 'a.yaml': 'a: 1\n' });
    await desk.repository.push('main', { 'b.yaml': 'b: 1\n' });
    const { base } = await desk.client.readRepository(desk.repository.fullName, undefined);
    const after = { ...before, base };
    const [one, two, three, four, ...rest] = await treesOf(desk, [
      before,
      after,
      before,
      after,
      before,
      after,
    ]);
    expect([three, four, ...rest]).toEqual([one, two, one, two]);
    expect(one).not.toBe(two);
  });

  test('one or two of them cost what they cost alone', async () => {
    const desk = await openDesk();
    await treesOf(desk, [desk.commit({ 'a.yaml': 'a: 1\n' }), desk.commit({ 'a.yaml': 'a: 2\n' })]);
    expect(sent('git/trees')).toBe(2);
  });
});

const FAULTS: readonly FaultMode[] = [
  'lose-answer',
  'bad-gateway-after',
  'bad-gateway-before',
  'truncated-answer',
  'reset-before',
];

describe.each(FAULTS)('%s', (mode) => {
  test.each([1, 2, 3, 4])('on write %i changes no tree of commits that are made together', async (nth) => {
    const desk = await openDesk();
    const commits = SHAPES(desk).slice(0, 5);
    const expected = await treesOf(desk, commits);
    const other = await openDesk();
    github.inject({ mode, nth, match: ({ write }) => write });
    expect(await treesOf(other, SHAPES(other).slice(0, 5))).toEqual(expected);
  });
});

describe('a commit that GitHub refuses', () => {
  test('leaves the others as they are', async () => {
    const desk = await openDesk();
    const [first, second, third] = SHAPES(desk);
    if (first === undefined || second === undefined || third === undefined) throw new TypeError('no commits');
    const codes = [
      [desk.commit({ '../outside': 'x' }), 'GITHUB_REFUSED'],
      [desk.commit({ '.github/workflows/ci.yaml': 'on: pull_request\n' }), 'PERMISSION_MISSING'],
    ] as const;
    for (const [refused, code] of codes) {
      const trees = await treesOf(desk, [first, refused, second, third]);
      expect(trees).toEqual([expect.stringMatching(/^\w{40}$/), code, ...trees.slice(2)]);
      expect(trees.slice(2)).toEqual([expect.stringMatching(/^\w{40}$/), expect.stringMatching(/^\w{40}$/)]);
    }
  });

  test('because the token may not write says so of each', async () => {
    const desk = await openDesk({ contents: 'read', metadata: 'read' });
    const trees = await treesOf(desk, SHAPES(desk).slice(0, 4));
    expect(trees).toEqual(Array.from({ length: 4 }, () => 'PERMISSION_MISSING'));
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(github.violations).toEqual([]);
});
