import { beforeAll } from '@jest/globals';
import type { SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../../yaml.ts';
import { text } from '../../stage.ts';
import { type AdvanceStage, declare, fileOf, HOUR, openAdvanceStage, pipeline } from '../stage.ts';

/** The stand-ins of the file that imports this, with `api` released as v1 and v2. */
export let stage: AdvanceStage;
/** `v1@sha256:…` of each tag. */
export const versions: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const tag of ['v1', 'v2']) versions[tag] = `${tag}@${stage.release('api', tag)}`;
});

/** A config repo whose environments all declared v1 before. */
export function freshPipeline(config: string, environments: readonly string[]): Promise<SandboxRepository> {
  repositories += 1;
  const images = { api: versions['v1'] ?? '' };
  return pipeline(stage, `acme/merging-${repositories}`, config, environments, images);
}

/** dev has declared v2 for an hour, and staging merges by itself behind a soak of 30 minutes. */
export async function soaked(more = '', waits = HOUR): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { soak: 30m }${more} }
  `;
  const repository = await freshPipeline(config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', { api: versions['v2'] ?? '' });
  stage.wait(waits);
  return repository;
}

export async function isMerged(repository: SandboxRepository): Promise<boolean> {
  return (await text(repository, 'main', fileOf('staging'))).includes('v2');
}
