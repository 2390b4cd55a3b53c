import { expect, test } from '@jest/globals';
import type { PlayedRegistry } from '../../../sandbox/registry/plays.ts';
import { openStage, PRIVATE, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';

test.each<PlayedRegistry>([
  'quay',
  'harbor-2.7',
  'ecr-immutable',
  'ghcr',
  'gitlab',
  'docker-hub',
  'scaleway',
])('a private image in %s is promoted, and what it says of itself is known', async (plays) => {
  const stage = await openStage({ ...PRIVATE, plays });
  const [before, after] = ['v1', 'v2'].map((tag) =>
    stage.release('api', tag, { source: 'acme/shop', commit: tag.replace('v', 'c').padEnd(40, '0') }),
  );
  const repo = await configRepo(stage, 'acme/config', before ?? '');
  const ran = await run(stage, {
    images: 'api=v2',
    environment: 'dev',
    'config-repository': repo.fullName,
  });
  expect(ran.report.lanes).toMatchObject([{ outcome: 'created' }]);
  expect(ran.warnings.filter((warning) => /not known|registry/.test(warning))).toEqual([]);
  expect(await text(repo, 'waybill/dev/shop', 'envs/dev/kustomization.yaml')).toContain(after);
  expect(repo.pullRequests()[0]?.body).toContain('c20000000000');
});
