import { beforeAll, describe, expect, test } from '@jest/globals';
import { type AdvanceStage, declare, fileOf, openAdvanceStage, pipeline } from '../actions/advance/stage.ts';
import { random } from '../actions/interleave.ts';
import { text } from '../actions/stage.ts';
import { rounds } from '../rounds.ts';
import { yaml } from '../yaml.ts';
import { promoteIn } from './promote-in.ts';

// Two jobs at once, as two processes, each time slowed down at other requests.

let stage: AdvanceStage;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2']) versions[`${image} ${tag}`] = `${tag}@${stage.release(image, tag)}`;
});

const both = (api: string, web: string): Record<string, string> => ({
  api: versions[`api ${api}`] ?? '',
  web: versions[`web ${web}`] ?? '',
});

const SEEDS = Array.from({ length: rounds(20).numRuns }, (_, index) => index + 1);

describe('two runs of the bundle at once', () => {
  test.each(SEEDS)('do nothing twice and lose nothing (%i)', async (seed) => {
    const next = random(seed);
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"], merge: auto }
        staging: { after: [dev], files: ["envs/staging/**"], merge: auto }
    `;
    const name = `acme/at-once-${seed}`;
    const repository = await pipeline(stage, name, config, ['dev', 'staging'], both('v1', 'v1'));
    await declare(stage, repository, 'dev', both('v1', 'v2'));
    for (let left = 5; left > 0; left -= 1)
      stage.github.inject({ mode: 'delay', amount: 100 + next(900), nth: 1 + next(20) });
    const images = { environment: 'dev', images: 'api=v2' };
    const runs = [promoteIn(stage, name, next(2) === 0 ? images : {}), promoteIn(stage, name, images)];
    for (const ran of await Promise.all(runs)) expect(ran).toMatchObject({ exitCode: 0 });
    for (let left = 2; left > 0; left -= 1)
      expect(await promoteIn(stage, name)).toMatchObject({ exitCode: 0 });
    for (const environment of ['dev', 'staging']) {
      const file = await text(repository, 'main', fileOf(environment));
      for (const image of ['api', 'web'])
        expect(file).toContain(versions[`${image} v2`]?.replace('v2@', 'digest: '));
    }
    const pulls = repository.pullRequests();
    expect(pulls.filter(({ state }) => state === 'open')).toEqual([]);
    const merged = pulls.filter((pull) => pull.merged).map(({ title }) => title);
    expect(new Set(merged).size).toBe(merged.length);
  });
});

test('nothing that was asked or answered was against the published schemas', () => {
  expect(stage.github.violations).toEqual([]);
});
