import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import type { Fault } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';

let stage: Stage;
let v1: string;
let v2: string;
let count = 0;

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  v2 = stage.release('api', 'v2');
});

const DEEP = 'envs/dev/a/b/c/d/e/f';

/** A repository of which dev has two files, the second of them below the folders of one request. */
async function freshRepo(): Promise<{ name: string; promoted: () => Promise<readonly string[]> }> {
  count += 1;
  const name = `acme/nulls-${count}`;
  const image = `${stage.images}/api:v1@${v1}`;
  const deep = `kind: Pod\nspec: { containers: [{ name: api, image: "${image}" }] }\n`;
  const hold = '# nothing is held\n';
  const files = { [`${DEEP}/pod.yaml`]: deep, '.waybill/hold/dev.yaml': hold };
  const repo = await configRepo(stage, name, v1, files);
  const paths = ['envs/dev/kustomization.yaml', `${DEEP}/pod.yaml`];
  const promoted = async () => {
    const texts = await Promise.all(paths.map((path) => text(repo, 'waybill/dev/shop', path)));
    return paths.filter((_, index) => texts[index]?.includes(v2));
  };
  return { name, promoted };
}

const inputs = (name: string) => ({ images: 'api=v2', environment: 'dev', 'config-repository': name });

/** What GitHub answers null for, where nothing else says what it holds. */
const NULLS: readonly Pick<Fault, 'mode' | 'path'>[] = [
  { mode: 'null-folder', path: 'envs/dev' },
  { mode: 'null-folder', path: '' },
  { mode: 'null-folder', path: '.waybill/hold' },
  { mode: 'null-entries', path: 'envs/dev' },
  { mode: 'null-entries', path: '.waybill/hold' },
  // Asked for by its id, where nothing says its path.
  { mode: 'null-entries', path: '' },
];

/** What another part of the answer, or another request, still tells. */
const TOLD_ELSEWHERE: typeof NULLS = [
  { mode: 'null-folder', path: 'envs' },
  { mode: 'null-folder', path: 'envs/dev/a/b' },
  { mode: 'null-entries', path: 'envs/dev/a/b' },
];

test.each(TOLD_ELSEWHERE)('$mode at "$path" takes no file away', async (fault) => {
  const { name, promoted } = await freshRepo();
  let broken = true;
  stage.github.inject({ ...fault, times: 10_000, match: () => broken });
  await run(stage, inputs(name));
  broken = false;
  expect(await promoted()).toHaveLength(2);
});

describe.each(NULLS)('$mode at "$path", which is there', (fault) => {
  test('once, is asked for again', async () => {
    const { name, promoted } = await freshRepo();
    stage.github.inject({ ...fault, match: ({ operation }) => operation.includes('viewer') });
    await run(stage, inputs(name));
    expect(await promoted()).toHaveLength(2);
  });

  test('always, is an error of GitHub, and nothing is written', async () => {
    const { name, promoted } = await freshRepo();
    let broken = true;
    stage.github.inject({ ...fault, times: 10_000, match: () => broken });
    const thrown: unknown = await run(stage, inputs(name)).catch((error: unknown) => error);
    broken = false;
    expect(errorsOf(thrown)).toMatchObject([{ code: 'GITHUB_UNAVAILABLE', party: 'platform' }]);
    expect(await promoted()).toEqual([]);
  });
});

describe('a null for waybill.yaml, which is there', () => {
  const fault = { mode: 'null-folder', path: 'waybill.yaml' } as const;

  test('once, is asked for again', async () => {
    const { name, promoted } = await freshRepo();
    stage.github.inject(fault);
    await run(stage, inputs(name));
    expect(await promoted()).toHaveLength(2);
  });

  test('always, is an error of GitHub, also where the inputs would do without the file', async () => {
    const { name, promoted } = await freshRepo();
    let broken = true;
    stage.github.inject({ ...fault, times: 10_000, match: () => broken });
    const thrown: unknown = await run(stage, {
      ...inputs(name),
      images: `${stage.images}/api:v2`,
      files: '**',
    }).catch((error: unknown) => error);
    broken = false;
    expect(errorsOf(thrown)).toMatchObject([{ code: 'GITHUB_UNAVAILABLE', party: 'platform' }]);
    expect(await promoted()).toEqual([]);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
