import { beforeAll } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { advance, type AdvanceStage, declare, HOUR, openAdvanceStage, pipeline } from './stage.ts';

/** The stand-ins of the file that imports this, with `api` and `web` released as v1 to v4. */
export let stage: AdvanceStage;
const versions: Record<string, Record<string, string>> = { api: {}, web: {} };

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2', 'v3', 'v4'])
      versions[image] = { ...versions[image], [tag]: `${tag}@${stage.release(image, tag)}` };
});

/** `v1@sha256:…` */
const version = (tag: string, image = 'api'): string => versions[image]?.[tag] ?? '';
export const digest = (tag: string, image = 'api'): string => version(tag, image).split('@')[1] ?? '';

/** A config repo whose environments all declare v1 of both images since an hour. */
export async function environments(
  name: string,
  config: string,
  names: readonly string[],
): Promise<SandboxRepository> {
  const repository = await pipeline(stage, name, config, names, {
    api: version('v1'),
    web: version('v1', 'web'),
  });
  stage.wait(HOUR);
  return repository;
}

/** What an environment declares of both images. */
export const both = (api: string, web = 'v1') => ({ api: version(api), web: version(web, 'web') });

/** A config repo where v2 of `api` has an open pull request into staging, and dev declares v3 by now. */
export async function openAndNewer(name: string, policy: string, waits = 0): Promise<SandboxRepository> {
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"], policy: ${policy}, gates: { soak: 30m } }
  `;
  const repository = await environments(name, config, ['dev', 'staging']);
  await declare(stage, repository, 'dev', both('v2', 'v1'));
  await advance(stage, repository);
  stage.wait(waits);
  await declare(stage, repository, 'dev', both('v3', 'v1'));
  return repository;
}
