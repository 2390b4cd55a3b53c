import { beforeAll } from '@jest/globals';
import { openStage, type Stage } from '../../stage.ts';

/** The stand-ins of the file that imports this, with `api` released as v1 and v2. */
export let stage: Stage;
/** The digests. */
export let v1: string;
export let v2: string;

beforeAll(async () => {
  stage = await openStage();
  const shop = await stage.github.createRepository('acme/shop', { 'main.txt': 'one' });
  const commits = [
    await shop.head('main'),
    await shop.push('main', { 'main.txt': 'two' }, { message: 'Open on Sundays (#7)', author: 'carol' }),
  ];
  v1 = stage.release('api', 'v1', { source: 'acme/shop', commit: commits[0] ?? '' });
  v2 = stage.release('api', 'v2', { source: 'acme/shop', commit: commits[1] ?? '' });
});
