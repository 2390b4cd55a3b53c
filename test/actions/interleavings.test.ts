import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { rounds } from '../rounds.ts';
import {
  advance,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  openAdvanceStage,
  pipeline,
  writes,
} from './advance/stage.ts';
import { interleave } from './interleave.ts';
import { run } from './promote/stage.ts';
import { runRollBack } from './rollback/stage.ts';
import { text } from './stage.ts';

// Two runs at once, in whatever order their requests reach GitHub: nothing twice, nothing lost, one end.

const IMAGES = ['api', 'web'];
let stage: AdvanceStage;
let repositories = 0;
const digests = new Map<string, string>();

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of IMAGES)
    for (const tag of ['v1', 'v2', 'v3']) digests.set(`${image} ${tag}`, stage.release(image, tag));
});

const version = (image: string, tag: string): string => `${tag}@${digests.get(`${image} ${tag}`) ?? ''}`;
const declared = (api: string, web = 'v1'): Record<string, string> => ({
  api: version('api', api),
  web: version('web', web),
});

interface Scene {
  /** What staging says beside its files. */
  readonly staging: string;
  /** What happens before the two runs. */
  readonly before: (repository: SandboxRepository) => Promise<unknown>;
  readonly runs: (repository: SandboxRepository) => readonly [() => Promise<unknown>, () => Promise<unknown>];
  /** What `main` declares of api at the end, by environment. */
  readonly end: Readonly<Record<string, string>>;
}

const promote = (repository: SandboxRepository, images: string) => () =>
  run(stage, { images, environment: 'dev', 'config-repository': repository.fullName, 'auto-merge': 'true' });
const onward = (repository: SandboxRepository) => () => advance(stage, repository);
const dev = (api: string, web?: string) => (repository: SandboxRepository) =>
  declare(stage, repository, 'dev', declared(api, web));

const SCENES: Readonly<Record<string, Scene>> = {
  'advance, twice': {
    staging: 'merge: auto',
    before: dev('v2', 'v2'),
    runs: (repository) => [onward(repository), onward(repository)],
    end: { dev: 'v2', staging: 'v2' },
  },
  'advance that leaves it to a person, twice': {
    staging: 'gates: { soak: 30m }',
    before: dev('v2'),
    runs: (repository) => [onward(repository), onward(repository)],
    end: { dev: 'v2', staging: 'v1' },
  },
  'a newer digest, twice': {
    staging: 'gates: { manual: true }',
    before: async (repository) => {
      await dev('v2')(repository);
      await advance(stage, repository);
      await dev('v3')(repository);
    },
    runs: (repository) => [onward(repository), onward(repository)],
    end: { dev: 'v3', staging: 'v1' },
  },
  'a close, twice': {
    staging: 'gates: { manual: true }',
    before: async (repository) => {
      await dev('v2')(repository);
      await advance(stage, repository);
      await dev('v1')(repository);
    },
    runs: (repository) => [onward(repository), onward(repository)],
    end: { dev: 'v1', staging: 'v1' },
  },
  'promote beside advance': {
    staging: 'merge: auto',
    before: dev('v1', 'v2'),
    runs: (repository) => [promote(repository, 'api=v2'), onward(repository)],
    end: { dev: 'v2', staging: 'v2' },
  },
  'promote of two images of one file': {
    staging: 'merge: auto',
    before: () => Promise.resolve(),
    runs: (repository) => [promote(repository, 'api=v2'), promote(repository, 'web=v2')],
    end: { dev: 'v2', staging: 'v2' },
  },
  'a roll back beside advance': {
    staging: 'gates: { manual: true }',
    before: async (repository) => {
      await dev('v2')(repository);
      stage.wait(HOUR);
      await declare(stage, repository, 'staging', declared('v2'));
      stage.wait(HOUR);
    },
    runs: (repository) => [
      () =>
        runRollBack(stage, {
          environment: 'staging',
          images: 'api',
          'auto-merge': 'true',
          'config-repository': repository.fullName,
        }),
      onward(repository),
    ],
    end: { dev: 'v2', staging: 'v1' },
  },
};

async function fresh(scene: Scene): Promise<SandboxRepository> {
  repositories += 1;
  const config = `environments:
  dev: { files: ["envs/dev/**"] }
  staging: { after: [dev], files: ["envs/staging/**"], ${scene.staging} }
`;
  const name = `acme/turns-${repositories}`;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], declared('v1'));
  await scene.before(repository);
  return repository;
}

/** Runs one after the other until nothing is written any more. */
async function settle(repository: SandboxRepository): Promise<void> {
  for (let left = 8; left > 0; left -= 1) {
    stage.github.clearRequests();
    await advance(stage, repository);
    if (writes(stage).length === 0) return;
  }
  throw new Error('the runs never came to rest');
}

/** What is there twice, or was left behind, as sentences. */
async function wrongWith(repository: SandboxRepository, { end }: Scene): Promise<readonly string[]> {
  const wrong: string[] = [];
  const pulls = repository.pullRequests();
  const open = pulls.filter(({ state }) => state === 'open');
  for (const { head, number } of open) {
    if (open.some((other) => other.number !== number && other.head.ref === head.ref))
      wrong.push(`${head.ref} has two open pull requests`);
    if ((await repository.head(head.ref)) !== head.sha) wrong.push(`#${number} is not at its branch`);
  }
  const merged = pulls.filter((pull) => pull.merged).map(({ title }) => title);
  if (new Set(merged).size < merged.length) wrong.push(`merged twice: ${merged.join(', ')}`);
  for (const { number, comments } of pulls) {
    const marks = comments.flatMap(({ body }) => /<!-- waybill-comment .* -->/.exec(body)?.[0] ?? []);
    if (new Set(marks).size < marks.length) wrong.push(`#${number} says something twice`);
  }
  const refs = new Set([
    'main',
    ...pulls.filter(({ state, merged: is }) => is || state === 'open').map(({ head }) => head.ref),
  ]);
  for (const branch of await repository.branches())
    if (!refs.has(branch)) wrong.push(`${branch} was left behind`);
  for (const [environment, tag] of Object.entries(end)) {
    const file = await text(repository, 'main', fileOf(environment));
    if (!file.includes(version('api', tag).replace('@', '\n    digest: ')))
      wrong.push(`${environment} does not declare api ${tag}`);
  }
  return wrong;
}

describe('in any order of their requests', () => {
  const names = Object.keys(SCENES);
  const each = Math.ceil(rounds(500).numRuns / names.length);

  test.each(names)('%s', async (name) => {
    const scene = SCENES[name];
    if (scene === undefined) throw new Error('no such scene');
    let mixed = 0;
    for (let seed = 1; seed <= each; seed += 1) {
      const repository = await fresh(scene);
      const { ended, turns } = await interleave(seed, scene.runs(repository));
      if (turns.lastIndexOf(0) > turns.indexOf(1) && turns.lastIndexOf(1) > turns.indexOf(0)) mixed += 1;
      const failed = ended.flatMap((run) => (run.status === 'rejected' ? [String(run.reason)] : []));
      await settle(repository);
      expect({ seed, failed, wrong: await wrongWith(repository, scene) }).toEqual({
        seed,
        failed: [],
        wrong: [],
      });
    }
    // A run that has little to ask may be through before the other begins, but not in most of the orders.
    expect(mixed).toBeGreaterThan(each / 2);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
