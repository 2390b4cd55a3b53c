import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { statuses } from '../advance/stage.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { yaml } from '../../yaml.ts';
import { configRepo, run } from './stage.ts';

let stage: Stage;
let repo: SandboxRepository;
const digests: Record<string, string> = {};
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  for (const tag of ['v1.0.0', 'v2.0.0', 'v3.0.0'])
    for (const image of ['api', 'web']) digests[`${image} ${tag}`] = stage.release(image, tag);
});

/** dev with some gates, and prod after it with the same. */
async function gated(gates: string): Promise<void> {
  repositories += 1;
  const v1 = digests['api v1.0.0'] ?? '';
  repo = await configRepo(stage, `acme/gated-${repositories}`, v1, {
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api }
        web: { repository: ${stage.images}/web }
      groups: { shop: [api, web] }
      environments:
        dev: { files: ["envs/dev/**"], gates: ${gates} }
        prod: { files: ["envs/prod/**"], after: [dev], gates: ${gates} }
    `,
    'envs/dev/web.yaml': yaml`
      kind: Pod
      spec:
        containers:
          - image: ${stage.images}/web:v1.0.0@${digests['web v1.0.0'] ?? ''}
    `,
  });
}

/** Brings an image into an environment; returns what the status `waybill` says of the pull request. */
async function promote(environment: string, image: string, tag: string): Promise<string | undefined> {
  await run(stage, {
    images: `${image}=${tag}@${digests[`${image} ${tag}`] ?? ''}`,
    environment,
    'config-repository': repo.fullName,
  });
  const pull = repo.pullRequests().at(-1);
  return (await statuses(stage, repo, pull?.head.sha ?? ''))['waybill'];
}

/** Declares a release of `api` in dev, as a merge would. */
async function declareInDev(tag: string): Promise<void> {
  const path = 'envs/dev/kustomization.yaml';
  const before = await text(repo, 'main', path);
  await repo.push('main', { [path]: before.replace(/sha256:\w+/, digests[`api ${tag}`] ?? '') });
}

describe('an environment that comes after no other', () => {
  const YEAR = new Date().getUTCFullYear();

  test.each([
    ['a freeze that is on', `{ freeze: [{ from: ${YEAR}-01-01, to: ${YEAR}-12-31 }] }`, /^pending: .*Frozen/],
    ['a freeze that is over', '{ freeze: [{ from: 2020-01-01, to: 2020-01-02 }] }', /^success: .*window/],
    ['a version in the range', '{ version: ">=2.0.0" }', /^success: .*version/],
    ['a version out of the range', '{ version: ">=3.0.0" }', /^failure: .*version/],
    ['a review that nobody gave', '{ manual: true }', /^pending: .*approval of a person/],
    [
      'two gates of which one passed',
      '{ version: ">=2.0.0", manual: true }',
      /^pending: .*approval of a person/,
    ],
  ])('is judged as it is proposed: %s', async (_, gates, expected) => {
    await gated(gates);
    expect(await promote('dev', 'api', 'v2.0.0')).toMatch(expected);
    expect(repo.pullRequests()[0]?.body).toMatch(/\| (?:window|version|manual) \|/);
  });

  test('has the images judged that stay on its pull request, not only those that this run brings', async () => {
    await gated('{ version: ">=3.0.0" }');
    expect(await promote('dev', 'api', 'v2.0.0')).toMatch(/^failure: .*version/);
    expect(await promote('dev', 'web', 'v3.0.0')).toMatch(/^failure: .*version/);
    expect(await promote('dev', 'api', 'v3.0.0')).toMatch(/^success: .*version/);
  });
});

describe.each(['dev', 'prod'])('an approval of a person in %s', (environment) => {
  test('counts for the head that was approved, and not for the digest that takes its place', async () => {
    await gated('{ manual: true }');
    if (environment === 'prod') await declareInDev('v2.0.0');
    expect(await promote(environment, 'api', 'v2.0.0')).toMatch(/^pending: .*approval of a person/);
    await repo.approve(1, 'alice');
    expect(await promote(environment, 'api', 'v2.0.0')).toMatch(/^success: .*manual/);
    if (environment === 'prod') await declareInDev('v3.0.0');
    expect(await promote(environment, 'api', 'v3.0.0')).toMatch(/^pending: .*approval of a person/);
    expect(repo.pullRequests()[0]?.body).toMatch(/\| manual \| .*pending/);
  });
});
