import { expect, test } from '@jest/globals';
import { openStage } from './client.ts';

test('the newest status of a context counts, whichever letters of it are capitals', async () => {
  const { client, repo } = await openStage();
  const head = (await repo.head('main')) ?? '';
  await repo.setStatus(head, 'Kustomization/apps', 'success');
  await repo.setStatus(head, 'kustomization/apps', 'failure');
  await repo.setStatus(head, 'other', 'success');
  const { json } = await client.rest('GET', `/repos/acme/config/commits/${head}/status`);
  expect(json.value).toMatchObject({
    state: 'failure',
    total_count: 2,
    statuses: [{ context: 'kustomization/apps', state: 'failure' }, { context: 'other' }],
  });
});
