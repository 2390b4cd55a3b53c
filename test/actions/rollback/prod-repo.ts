import { beforeAll } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage } from '../stage.ts';
import { configRepo, type Ran } from '../promote/stage.ts';
import { declare, runRollBack } from './stage.ts';
import { yaml } from '../../yaml.ts';

export const FILE = 'envs/prod/deploy.yaml';
export const WEB = 'envs/prod/web.yaml';
export const JOB = 'envs/prod/job.yaml';
export const HOLD = '.waybill/hold/prod.yaml';
export const BRANCH = 'waybill/prod/shop';

/**
 * The stand-ins of the file that imports this, with four versions of `api`, two of `web` and two of `job`.
 */
export let stage: Stage;
/** The config repo that was made last. */
export let repo: SandboxRepository;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  for (const tag of ['v1', 'v2', 'v3', 'v4']) digests[tag] = stage.release('api', tag);
  for (const tag of ['w1', 'w2']) digests[tag] = stage.release('web', tag);
  for (const tag of ['j1', 'j2']) digests[tag] = stage.release('job', tag);
});

export const digestOf = (tag: string): string => digests[tag] ?? '';

/** prod declares v1, w1 and j1 from the first commit. */
export async function freshRepo(): Promise<void> {
  repositories += 1;
  const values = (image: string, tag: string): string =>
    yaml`
      image:
        repository: ${stage.images}/${image}
        tag: ${tag}
        digest: ${digestOf(tag)}
    `;
  repo = await configRepo(stage, `acme/roll-${repositories}`, digestOf('v1'), {
    [WEB]: values('web', 'w1'),
    [JOB]: values('job', 'j1'),
  });
}

/** One version after the other comes to the base branch. */
export async function declareInTurn(...tags: readonly string[]): Promise<void> {
  let last = 'v1';
  for (const tag of tags) {
    await declare(repo, FILE, { [`:${last}@`]: `:${tag}@`, [digestOf(last)]: digestOf(tag) });
    last = tag;
  }
}

export function rollBack(
  inputs: Record<string, string> = {},
  options: Parameters<typeof runRollBack>[2] = {},
): Promise<Ran> {
  const all = { environment: 'prod', images: 'api', 'config-repository': repo.fullName, ...inputs };
  return runRollBack(stage, all, options);
}

export const outcomes = ({ report }: Ran): readonly string[] => report.lanes.map(({ outcome }) => outcome);
