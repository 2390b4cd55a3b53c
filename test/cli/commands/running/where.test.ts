import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  advance,
  type AdvanceStage,
  declare,
  openAdvanceStage,
  pipeline,
} from '../../../actions/advance/stage.ts';
import { createRegistry, type Registry } from '../../../../src/registry/registry.ts';
import { type Ended, Folder } from '../../command-line.ts';
import { yaml } from '../../../yaml.ts';
import type { SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"], health: ["reported/dev/api"] }
    staging: { files: ["envs/staging/**"], after: [dev], gates: { healthy: true } }
    prod: { files: ["envs/prod/**"], after: [staging] }
`;

let stage: AdvanceStage;
let registry: Registry;
let config: SandboxRepository;
let commit: string;
let digest: string;

function run(...argv: readonly string[]): Promise<Ended> {
  const env = {
    GH_TOKEN: stage.token,
    GITHUB_API_URL: stage.github.apiUrl,
    GITHUB_REPOSITORY: 'acme/config',
  };
  return folder.run(argv, { env, registry });
}

const lines = ({ out }: Ended): readonly string[] => out.trimEnd().split('\n');

beforeAll(async () => {
  stage = await openAdvanceStage();
  registry = createRegistry({ credentials: { of: () => Promise.resolve(undefined) } });
  const source = await stage.github.createRepository('acme/shop', { a: 'old' });
  const before = (await source.head('main')) ?? '';
  const old = stage.release('api', 'v1', { source: 'acme/shop', commit: before });
  await source.push('new', { a: 'new' });
  await source.openPullRequest({ title: 'New', head: 'new', author: 'bob' });
  commit = await source.merge(1, 'squash');
  const later = await source.push('main', { b: 'later' });
  digest = stage.release('api', 'v2', { source: 'acme/shop', commit: later });
  config = await pipeline(stage, 'acme/config', CONFIG, ['dev', 'staging', 'prod'], { api: `v1@${old}` });
  const text = Buffer.from((await config.read('main', 'waybill.yaml')) ?? []).toString();
  await config.push('main', { 'waybill.yaml': text.replace('/api }', '/api, source: acme/shop }') });
  stage.wait(60_000);
  await declare(stage, config, 'dev', { api: `v2@${digest}` });
});

describe('waybill where and report', () => {
  test('say where a pull request is, through what a job of its own reports', async () => {
    await advance(stage, config);
    const [pull] = config.pullRequests();
    const found = await run('where', 'acme/shop#1');
    expect(found.err).toBe('');
    expect(lines(found)).toEqual([
      `acme/shop@${commit.slice(0, 7)}`,
      '  dev api: pending v2 (a later build) since 2026-01-05 08:01 UTC. reported/dev/api has not reported.',
      expect.stringMatching(
        `^  staging api: proposed v2\\. ${pull?.url ?? 'none'} .*reported/dev/api has not reported`,
      ),
      '  prod api: not there. It declares v1.',
    ]);
    const reported = await run('report', '--environment', 'dev', '--image', 'api', '--state', 'healthy');
    expect(reported).toMatchObject({ code: 0, err: '' });
    expect(reported.out).toContain('reported/dev/api at ');
    expect(lines(await run('where', digest))[1]).toMatch(
      /^ {2}dev api: running v2 since 2026-01-05 08:01 UTC/,
    );
    const { report } = await advance(stage, config);
    const [lane] = report.lanes;
    expect(lane?.gates.find(({ gate }) => gate === 'health')?.state).toBe('passed');
  });

  test('know that a failed report counts, and a later good one again', async () => {
    const say = (state: string) => run('report', '--environment', 'dev', '--image', 'api', '--state', state);
    stage.wait(60_000);
    expect((await say('failed')).code).toBe(0);
    expect(lines(await run('where', 'acme/shop#1'))[1]).toContain('dev api: failed v2');
    stage.wait(60_000);
    await say('healthy');
    expect(lines(await run('where', commit.slice(0, 10)))[1]).toContain('dev api: running v2');
  });

  test('say that it is not known where GitHub does not tell, and never "not there"', async () => {
    const unknown = await run('where', `acme/shop@${'a'.repeat(40)}`);
    expect(unknown.code).toBe(1);
    const rows = lines(unknown).slice(1);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toContain('not known.');
  });

  test('know no commit of a repository that no image is built from', async () => {
    const other = await run('where', `acme/elsewhere@${'a'.repeat(40)}`);
    expect(other.code).toBe(2);
    expect(other.err).toContain('No image of waybill.yaml has the source acme/elsewhere');
  });

  test('say where a report was not kept', async () => {
    const say = () => run('report', '--environment', 'dev', '--image', 'api', '--state', 'healthy');
    await say();
    expect((await say()).out).toContain('Not kept, because that, or something later, was said already');
  });

  test.each<[string, readonly string[], string]>([
    ['nothing asked', ['where'], 'needs one commit'],
    ['a word', ['where', 'yesterday'], 'is no commit, digest or pull request'],
    ['no state', ['report', '--environment', 'dev', '--image', 'api'], '--state is ""'],
    [
      'no image',
      ['report', '--environment', 'dev', '--state', 'healthy'],
      'one --environment and one --image',
    ],
    [
      'another digest than is declared',
      ['report', '--environment', 'dev', '--image', `api=sha256:${'a'.repeat(64)}`, '--state', 'healthy'],
      'dev declares v2 of api',
    ],
    [
      'an unknown environment',
      ['report', '--environment', 'def', '--image', 'api', '--state', 'healthy'],
      '"dev"',
    ],
  ])('refuse %s', async (_, argv, message) => {
    const ended = await run(...argv);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(message);
  });

  test('warn of a report that nobody waits for', async () => {
    const ended = await run(
      'report',
      '--environment',
      'prod',
      '--image',
      'api',
      '--state',
      'healthy',
      '--dry-run',
    );
    expect(ended.err).toContain('prod does not wait for reported/prod/api');
  });

  test('asked only what GitHub publishes', () => {
    expect(stage.github.violations).toEqual([]);
  });
});
