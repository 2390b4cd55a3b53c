import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, fileOf, openAdvanceStage, pipeline, statuses } from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { promoteIn } from './promote-in.ts';

// A group whose images come from one commit or version moves as a whole, also into the first environment.

let stage: AdvanceStage;
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
});

/** Puts an image of a version into the registry, as a build of one commit does. */
function build(image: string, version: string, commit = version.padEnd(40, '0').replace('v', 'c')): string {
  return stage.registry.seed(`acme/${image}`, [version, `sha-${commit}`], {
    content: `${image} ${version} ${commit}`,
    labels: {
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.source': `${stage.github.url}/acme/shop`,
      'org.opencontainers.image.revision': commit,
    },
  });
}

async function groupOf(same: string, prefix: string, merge = 'auto'): Promise<SandboxRepository> {
  repositories += 1;
  const [api, web] = [`${prefix}-api`, `${prefix}-web`];
  const config = yaml`
    groups: { shop: { images: [${api}, ${web}], same: ${same} } }
    environments:
      dev: { files: ["envs/dev/**"], merge: ${merge} }
      staging: { after: [dev], files: ["envs/staging/**"], merge: ${merge} }
  `;
  const images = { [api]: `v1@${build(api, 'v1')}`, [web]: `v1@${build(web, 'v1')}` };
  return pipeline(stage, `acme/whole-${repositories}`, config, ['dev', 'staging'], images);
}

const headOf = (repository: SandboxRepository): string => repository.pullRequests()[0]?.head.sha ?? '';

describe.each(['commit', 'version'])('a group of one %s', (same) => {
  test('waits for what is missing, names it, and goes on when it comes', async () => {
    const prefix = `wait-${same}`;
    const repository = await groupOf(same, prefix);
    const api = build(`${prefix}-api`, 'v2');
    const first = await promoteIn(stage, repository.fullName, {
      environment: 'dev',
      images: `${prefix}-api=v2`,
    });
    expect(first).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
    expect(first.stdout).toMatch(
      /wait-\w+-web, of the same \w+ in the group shop, is not in the registry yet/,
    );
    expect(await statuses(stage, repository, headOf(repository))).toMatchObject({
      waybill: expect.stringMatching(/^pending: dev waits for group/),
      'waybill/group': expect.stringMatching(/^pending: .*misses wait-\w+-web, which is wait-\w+-web v1/),
    });
    // Nobody takes a part of it on, here or further.
    await promoteIn(stage, repository.fullName);
    expect(repository.pullRequests()).toMatchObject([{ state: 'open' }]);
    expect(await text(repository, 'main', fileOf('dev'))).not.toContain(api);
    const web = build(`${prefix}-web`, 'v2');
    const second = await promoteIn(stage, repository.fullName, {
      environment: 'dev',
      images: `${prefix}-web=v2`,
    });
    expect(second).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged' } });
    for (const digest of [api, web]) expect(await text(repository, 'main', fileOf('dev'))).toContain(digest);
    const third = await promoteIn(stage, repository.fullName);
    expect(third).toMatchObject({ outputs: { outcome: 'merged' } });
    for (const digest of [api, web])
      expect(await text(repository, 'main', fileOf('staging'))).toContain(digest);
  });

  test('takes along what the registry has, where a part of it is asked for', async () => {
    const prefix = `rest-${same}`;
    const repository = await groupOf(same, prefix);
    const [api, web] = [build(`${prefix}-api`, 'v2'), build(`${prefix}-web`, 'v2')];
    const ran = await promoteIn(stage, repository.fullName, {
      environment: 'dev',
      images: `${prefix}-api=v2`,
    });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'merged' } });
    for (const digest of [api, web]) expect(await text(repository, 'main', fileOf('dev'))).toContain(digest);
    expect(repository.pullRequests()).toHaveLength(1);
  });
});

test('a tag that another commit has is not taken for the rest of the group', async () => {
  const repository = await groupOf('commit', 'other');
  build('other-api', 'v2', 'a'.repeat(40));
  const web = build('other-web', 'v2', 'b'.repeat(40));
  await promoteIn(stage, repository.fullName, { environment: 'dev', images: 'other-api=v2' });
  expect(await text(repository, 'waybill/dev/shop', fileOf('dev'))).not.toContain(web);
  const both = await promoteIn(stage, repository.fullName, {
    environment: 'dev',
    images: 'other-api=v2\nother-web=v2',
  });
  expect(both.outputs['outcome']).not.toBe('merged');
  expect(await statuses(stage, repository, headOf(repository))).toMatchObject({
    'waybill/group': expect.stringContaining('do not come from one commit'),
  });
});

test('what a person brought in part into dev is not taken on into staging', async () => {
  const repository = await groupOf('version', 'part');
  const api = build('part-api', 'v2');
  const before = await text(repository, 'main', fileOf('dev'));
  const parted = before.replace(/newTag: v1\n( +)digest: \S+/, `newTag: v2\n$1digest: ${api}`);
  await repository.push('main', { [fileOf('dev')]: parted });
  await promoteIn(stage, repository.fullName);
  expect(await text(repository, 'main', fileOf('staging'))).not.toContain(api);
  expect(await statuses(stage, repository, headOf(repository))).toMatchObject({
    'waybill/group': expect.stringContaining('misses part-web'),
  });
});
