import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultMode, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { oncePerCause } from '../../../src/actions/lane/once-per-cause.ts';
import { yaml } from '../../yaml.ts';
import { text } from '../stage.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  kustomization,
  openAdvanceStage,
  pipeline,
  statuses,
  writes,
} from './stage.ts';

let stage: AdvanceStage;
const versions: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

const version = (tag: string): string => versions[tag] ?? '';

/** dev declares v2 for long enough; nothing is proposed yet. */
async function ready(staging: string): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], ${staging} }
  `;
  const repository = await pipeline(stage, `acme/faults-${repositories}`, config, ['dev', 'staging'], {
    api: version('v1'),
  });
  stage.wait(HOUR);
  await declare(stage, repository, 'dev', { api: version('v2') });
  stage.wait(HOUR);
  stage.github.clearRequests();
  return repository;
}

/** Whatever becomes of a run: another one ends what it began, and then nothing is left to write. */
async function recover(repository: SandboxRepository): Promise<void> {
  await advance(stage, repository).catch(() => undefined);
  await advance(stage, repository);
  stage.github.clearRequests();
  await advance(stage, repository);
  expect(writes(stage)).toEqual([]);
}

const AMBIGUOUS: readonly FaultMode[] = [
  'lose-answer',
  'bad-gateway-after',
  'bad-gateway-before',
  'truncated-answer',
];
const MERGING = [1, 2, 3, 4, 5, 6, 7];

describe.each(AMBIGUOUS)('%s', (mode) => {
  test.each(MERGING)(
    'on write %i of a promotion that is merged: one pull request, merged once',
    async (nth) => {
      const repository = await ready('merge: auto, gates: { soak: 30m }');
      stage.github.inject({ mode, nth, match: ({ write }) => write });
      await recover(repository);
      expect(repository.pullRequests()).toMatchObject([{ merged: true }]);
      expect(await text(repository, 'main', fileOf('staging'))).toBe(
        kustomization(stage, { api: version('v2') }),
      );
    },
  );

  test.each([1, 2, 3, 4])(
    'on write %i of a close: closed, said once, and the branch is gone',
    async (nth) => {
      const repository = await ready('gates: { soak: 7d }');
      await advance(stage, repository);
      await declare(stage, repository, 'dev', { api: version('v1') });
      stage.github.inject({ mode, nth, match: ({ write }) => write });
      await recover(repository);
      const [pull] = repository.pullRequests();
      expect(pull).toMatchObject({ state: 'closed', merged: false });
      expect(pull?.comments).toHaveLength(1);
      expect(await repository.branches()).toEqual(['main']);
    },
  );
});

/** Ends a run before its request of that number, as a cancelled job does. */
async function cutOff(repository: SandboxRepository, nth: number): Promise<void> {
  let seen = 0;
  let off = true;
  stage.github.inject({
    mode: 'reset-before',
    times: 1_000,
    match: () => {
      seen += 1;
      return off && seen >= nth;
    },
  });
  await advance(stage, repository).catch(() => undefined);
  off = false;
  await recover(repository);
}

describe('a run that is cut off', () => {
  test.each(Array.from({ length: 13 }, (_, index) => index + 1))(
    'before request %i of a promotion is finished by the next',
    async (nth) => {
      const repository = await ready('merge: auto, gates: { soak: 30m }');
      await cutOff(repository, nth);
      expect(repository.pullRequests()).toMatchObject([{ merged: true }]);
      const file = await text(repository, 'main', fileOf('staging'));
      expect(file).toBe(kustomization(stage, { api: version('v2') }));
    },
  );

  test.each(Array.from({ length: 8 }, (_, index) => index + 1))(
    'before request %i of a close is finished by the next',
    async (nth) => {
      const repository = await ready('gates: { soak: 7d }');
      await advance(stage, repository);
      await declare(stage, repository, 'dev', { api: version('v1') });
      await cutOff(repository, nth);
      expect(repository.pullRequests()).toMatchObject([{ state: 'closed', merged: false }]);
      expect(await repository.branches()).toEqual(['main']);
    },
  );
});

test('a token that may write nothing is one message, however many lanes there are', async () => {
  const repository = await pipeline(
    stage,
    'acme/one-message',
    yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"] }
        preview: { after: [dev], files: ["envs/preview/**"] }
    `,
    ['dev', 'staging', 'preview'],
    { api: version('v1') },
  );
  await declare(stage, repository, 'dev', { api: version('v2') });
  const permissions = { contents: 'read', pull_requests: 'read', metadata: 'read' } as const;
  const token = stage.github.grant({ kind: 'installation', login: 'idle[bot]', permissions });
  const { report } = await advance({ ...stage, token }, repository);
  const errors = report.lanes.flatMap((lane) => lane.errors);
  expect(errors).toHaveLength(2);
  expect(oncePerCause(errors).map(({ code, message }) => [code, message])).toEqual([
    ['PERMISSION_MISSING', expect.stringMatching(/"contents: write".*one more failed for the same reason/)],
  ]);
});

test('a token that may not set statuses is told so, and nothing is merged behind its back', async () => {
  const repository = await ready('merge: auto, gates: { soak: 7d }');
  const token = stage.github.grant({
    kind: 'installation',
    login: 'poor[bot]',
    permissions: { contents: 'write', pull_requests: 'write', metadata: 'read' },
  });
  const { report } = await advance({ ...stage, token }, repository);
  expect(report.lanes).toMatchObject([{ outcome: 'blocked', errors: [{ code: 'PERMISSION_MISSING' }] }]);
  expect(report.lanes[0]?.errors[0]?.message).toContain('statuses: write');
  await advance(stage, repository);
  const [pull] = repository.pullRequests();
  expect(Object.keys(await statuses(stage, repository, pull?.head.sha ?? '')).toSorted()).toEqual([
    'waybill',
    'waybill/soak',
  ]);
});
