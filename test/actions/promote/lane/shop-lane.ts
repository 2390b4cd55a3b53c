import { beforeAll } from '@jest/globals';
import type { SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';
import { openStage, type Stage } from '../../stage.ts';
import { configRepo, type Ran, run } from '../stage.ts';
import { yaml } from '../../../yaml.ts';

/** The lane of the group `shop` on its way into dev. */
export const BRANCH = 'waybill/dev/shop';
export const FILE = 'envs/dev/kustomization.yaml';

/** The stand-ins of the file that imports this, with `api` released as v1 to v3, and `web` as w1 and w2. */
export let stage: Stage;
/** The config repo that was made last. */
export let repo: SandboxRepository;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  for (const tag of ['v1', 'v2', 'v3']) {
    const commit = await shop.push('main', { 'main.txt': tag });
    digests[tag] = stage.release('api', tag, { source: 'acme/shop', commit });
  }
  for (const tag of ['w1', 'w2']) digests[tag] = stage.release('web', tag);
});

export async function freshRepo(): Promise<void> {
  repositories += 1;
  repo = await configRepo(stage, `acme/lane-${repositories}`, digestOf('v1'), {
    'envs/dev/web.yaml': yaml`
      image:
        repository: ${stage.images}/web
        tag: w1
        digest: ${digestOf('w1')}
    `,
  });
}

export function digestOf(tag: string): string {
  return digests[tag] ?? '';
}

export function promote(images: string, more: Record<string, string> = {}): Promise<Ran> {
  return run(stage, { images, environment: 'dev', 'config-repository': repo.fullName, ...more });
}

export function outcomes({ report }: Ran): readonly string[] {
  return report.lanes.map(({ outcome }) => outcome);
}
