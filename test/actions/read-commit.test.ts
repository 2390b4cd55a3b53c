import { expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { yaml } from '../yaml.ts';
import { advance, type AdvanceStage, declare, openAdvanceStage, pipeline } from './advance/stage.ts';
import { run } from './promote/stage.ts';
import { runRollBack } from './rollback/stage.ts';
import type { Written } from './stage.ts';
import { runVerify } from './verify/stage.ts';

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    prod: { files: ["envs/prod/**"], after: [dev] }
`;

type Act = (stage: AdvanceStage, repository: SandboxRepository) => Promise<Written>;

const ACTIONS: readonly (readonly [string, Act])[] = [
  [
    'promote',
    (stage, { fullName }) =>
      run(stage, { images: 'api=v2', environment: 'dev', 'config-repository': fullName }),
  ],
  ['advance', advance],
  ['verify', runVerify],
  [
    'rollback',
    (stage, { fullName }) =>
      runRollBack(stage, { environment: 'dev', images: 'api', 'config-repository': fullName }),
  ],
];

test.each(ACTIONS)('%s says which commit of the base branch it read', async (_, act) => {
  const stage = await openAdvanceStage();
  const [v1, v2] = ['v1', 'v2'].map((tag) => `${tag}@${stage.release('api', tag)}`);
  const repository = await pipeline(stage, 'acme/config', CONFIG, ['dev', 'prod'], { api: v2 ?? '' });
  const head = await declare(stage, repository, 'dev', { api: v1 ?? '' });
  const { log } = await act(stage, repository);
  expect(log).toContain(`acme/config, main at ${head}`);
});
