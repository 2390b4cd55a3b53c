import { expect, test } from '@jest/globals';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

const FILE = 'envs/dev/pod.yaml';

/** The line of the reference after a promotion of a digest that no tag points to any more. */
async function promoted(stage: Stage, name: string, digest: string): Promise<[line: string, body: string]> {
  const v1 = stage.release('api', 'v1');
  const repo = await configRepo(stage, `acme/${name}`, v1, {
    'envs/dev/kustomization.yaml': 'kind: Kustomization\n',
    [FILE]: yaml`
      kind: Pod
      spec:
        containers:
        - image: ${stage.images}/api@${v1} # v1
    `,
  });
  const images = `api=${digest}`;
  await run(stage, { images, environment: 'dev', 'config-repository': repo.fullName });
  const written = await text(repo, 'waybill/dev/shop', FILE);
  return [written.split('\n')[3] ?? '', repo.pullRequests()[0]?.body ?? ''];
}

test('a version in a comment follows the label where a digest is promoted alone', async () => {
  const stage = await openStage();
  const v2 = stage.release('api', 'v2');
  stage.registry.seed('acme/api', ['v2'], { content: 'somebody moved the tag' });
  const [line] = await promoted(stage, 'labelled', v2);
  expect(line).toBe(`  - image: ${stage.images}/api@${v2} # v2`);
});

test('a version in a comment stays, and the pull request says so, where nothing says the new one', async () => {
  const stage = await openStage();
  const unknown = stage.registry.seed('acme/api', ['v2'], { content: 'no labels' });
  stage.registry.seed('acme/api', ['v2'], { content: 'somebody moved the tag' });
  const [line, body] = await promoted(stage, 'unlabelled', unknown);
  expect(line).toBe(`  - image: ${stage.images}/api@${unknown} # v1`);
  expect(body).toMatch(/Left alone: 1 place.*\n\n- `api` in `envs\/dev\/pod\.yaml:4`: `v1`: `this comment/);
});
