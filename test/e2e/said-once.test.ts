import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, declare, HOUR, openAdvanceStage, pipeline } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runAction } from './run-action.ts';

// What a run says, it says once: also beside another run at the same moment, and after an answer that is
// lost.

let stage: AdvanceStage;
let repositories = 0;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

function advance(repository: SandboxRepository) {
  return runAction('promote', {
    inputs: { 'github-token': stage.token, 'config-repository': repository.fullName },
    env: {
      GITHUB_SERVER_URL: stage.github.url,
      GITHUB_API_URL: stage.github.apiUrl,
      GITHUB_REPOSITORY: repository.fullName,
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '1',
    },
  });
}

/** A config repo whose staging has an open pull request of v2. */
async function withOpenPull(settings: string): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], gates: { soak: 30m }, ${settings} }
  `;
  const name = `acme/once-${repositories}`;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], { api: version('v1') });
  stage.wait(HOUR);
  await declare(stage, repository, 'dev', { api: version('v2') });
  expect(await advance(repository)).toMatchObject({ exitCode: 0 });
  return repository;
}

async function statusesOf(repository: SandboxRepository, commit: string): Promise<readonly string[]> {
  const url = `${stage.github.apiUrl}/repos/${repository.fullName}/commits/${commit}/statuses?per_page=100`;
  const answer = await fetch(url, { headers: { authorization: `Bearer ${stage.token}` } });
  const list = (await answer.json()) as readonly Record<'context' | 'state' | 'description', string>[];
  return list.map(({ context, state, description }) => `${context} ${state} ${description}`);
}

describe('a comment', () => {
  const markers = (repository: SandboxRepository): readonly string[] =>
    (repository.pullRequests()[0]?.comments ?? []).flatMap(
      ({ body }) => body.match(/<!-- waybill-comment [^>]*-->/g) ?? [],
    );

  test('of two runs at the same moment stands once', async () => {
    const repository = await withOpenPull('policy: hold');
    await declare(stage, repository, 'dev', { api: version('v3') });
    const both = Promise.withResolvers<undefined>();
    let asked = 0;
    const isComment = ({ operation }: { readonly operation: string }): boolean =>
      /POST .*comments|addComment/.test(operation);
    stage.github.inject({
      mode: 'delay',
      times: 2,
      until: both.promise,
      match: (entry) => {
        const hit = isComment(entry) && entry.repository === repository.fullName;
        if (hit && (asked += 1) === 2) both.resolve(undefined);
        return hit;
      },
    });
    const runs = await Promise.all([advance(repository), advance(repository)]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(asked).toBe(2);
    expect(markers(repository)).toEqual([expect.stringContaining('held-back')]);
  });

  test.each(['lose-answer', 'bad-gateway-after', 'truncated-answer'] as const)(
    'stands once after %s',
    async (mode) => {
      const repository = await withOpenPull('policy: hold');
      await declare(stage, repository, 'dev', { api: version('v3') });
      stage.github.inject({ mode, match: ({ operation }) => /POST .*comments/.test(operation) });
      expect(await advance(repository)).toMatchObject({ exitCode: 0 });
      expect(markers(repository)).toEqual([expect.stringContaining('held-back')]);
    },
  );
});

test.each(['lose-answer', 'bad-gateway-after', 'truncated-answer'] as const)(
  'a status stands once after %s',
  async (mode) => {
    const repository = await withOpenPull('policy: supersede');
    await declare(stage, repository, 'dev', { api: version('v3') });
    stage.github.inject({ mode, times: 2, match: ({ operation }) => /POST .*statuses/.test(operation) });
    expect(await advance(repository)).toMatchObject({ exitCode: 0 });
    const written = await statusesOf(repository, repository.pullRequests()[0]?.head.sha ?? '');
    expect(written.length).toBeGreaterThan(1);
    expect(written).toEqual([...new Set(written)]);
  },
);
