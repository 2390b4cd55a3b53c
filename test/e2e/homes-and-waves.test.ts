import { beforeAll, expect, test } from '@jest/globals';
import { type AdvanceStage, HOUR, kustomization, openAdvanceStage } from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { runInConfigRepo } from './config-repo-run.ts';

// Two waybill.yaml that declare their environments on one branch, and a first environment with waves: through
// the bundles.

let stage: AdvanceStage;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'team'])
    for (const tag of ['v1', 'v2']) versions[`${image} ${tag}`] = `${tag}@${stage.release(image, tag)}`;
});

const at = (image: string, tag: string): string =>
  kustomization(stage, { [image]: versions[`${image} ${tag}`] ?? '' });
const digest = (version: string): string => versions[version]?.split('@')[1] ?? '';

const homeOf = (image: string, folder: string): string => yaml`
  version: 1
  images:
    api: { repository: ${stage.images}/${image} }
  environments:
    dev: { files: ["${folder}/dev/**"], branch: main }
    prod: { after: [dev], files: ["${folder}/prod/**"], branch: main, merge: auto }
`;

test('what one home rolled back does not come back because another one promoted', async () => {
  const HOLD = '.waybill/hold/prod.yaml';
  const repository = await stage.github.createRepository('acme/two-homes', {
    'waybill.yaml': homeOf('api', 'one'),
    'one/dev/k.yaml': at('api', 'v2'),
    'one/prod/k.yaml': at('api', 'v1'),
    'two/dev/k.yaml': at('team', 'v2'),
    'two/prod/k.yaml': at('team', 'v1'),
  });
  await repository.push('next', { 'waybill.yaml': homeOf('team', 'two') });
  await runInConfigRepo(stage, repository.fullName, 'promote');
  expect(await text(repository, 'main', 'one/prod/k.yaml')).toContain(digest('api v2'));
  const back = { environment: 'prod', images: 'api', reason: 'loses orders', pause: 'false' };
  await runInConfigRepo(stage, repository.fullName, 'rollback', back);
  expect(await text(repository, 'main', HOLD)).toContain('home: main\n');
  await runInConfigRepo(stage, repository.fullName, 'promote', { 'config-branch': 'next' });
  expect(await text(repository, 'main', 'two/prod/k.yaml')).toContain(digest('team v2'));
  expect(await text(repository, 'main', HOLD)).toContain(digest('api v2'));
  await runInConfigRepo(stage, repository.fullName, 'promote');
  expect(await text(repository, 'main', 'one/prod/k.yaml')).toContain(digest('api v1'));
});

test('a first environment is promoted wave by wave, and arrives', async () => {
  const targets = ['eu', 'us'];
  const repository = await stage.github.createRepository('acme/first-waves', {
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api }
      environments:
        live: { files: ["clusters/{target}/**"], waves: [[eu], [us]], merge: auto }
    `,
    ...Object.fromEntries(targets.map((target) => [`clusters/${target}/k.yaml`, at('api', 'v1')])),
  });
  stage.wait(HOUR);
  const declared = async (): Promise<readonly boolean[]> => {
    const texts = targets.map((target) => text(repository, 'main', `clusters/${target}/k.yaml`));
    return (await Promise.all(texts)).map((content) => content.includes(digest('api v2')));
  };
  const asked = { environment: 'live', images: 'api=v2' };
  const first = await runInConfigRepo(stage, repository.fullName, 'promote', asked);
  expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged' } });
  expect(await declared()).toEqual([true, false]);
  stage.wait(HOUR);
  await runInConfigRepo(stage, repository.fullName, 'promote');
  expect(await declared()).toEqual([true, true]);
});
