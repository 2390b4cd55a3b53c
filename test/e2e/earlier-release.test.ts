import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  openAdvanceStage,
  pipeline,
  writes,
} from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { yaml } from '../yaml.ts';
import { runInConfigRepo } from './config-repo-run.ts';
import { leaveAsBefore, withVersion } from './earlier-release.ts';

// A config repo as release 0.1.0 left it, which today's bundles go on with: a promotion into dev, one into
// staging that waits for a person, a roll back of prod, and holds.

const git = promisify(execFile);
let stage: AdvanceStage;
let repositories = 0;
const versions: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'web'])
    for (const tag of ['v1', 'v2', 'v3']) versions[`${image} ${tag}`] = `${tag}@${stage.release(image, tag)}`;
});

const version = (name: string): string => versions[name] ?? '';
const digest = (name: string): string => version(name).split('@')[1] ?? '';
const both = (api: string, web = 'v1') => ({ api: version(`api ${api}`), web: version(`web ${web}`) });

const ROAD = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    staging: { after: [dev], files: ["envs/staging/**"], merge: auto, gates: { manual: true } }
    prod: { after: [staging], files: ["envs/prod/**"], merge: auto }
`;

/** `prod` was rolled back from api v3 before, and the file that says so is merged. */
const held = (): string => yaml`
  # What Waybill does not promote into prod again. Remove an entry to end its hold.
  - image: api
    digest: ${digest('api v3')}
    reason: loses orders
    by: alice
    at: 2026-01-05T09:00:00Z
`;

async function asLeft(): Promise<SandboxRepository> {
  repositories += 1;
  const name = `acme/before-${repositories}`;
  const repository = await pipeline(stage, name, ROAD, ['dev', 'staging', 'prod'], both('v1'));
  await repository.push('main', { '.waybill/hold/prod.yaml': held() });
  stage.wait(HOUR);
  await declare(stage, repository, 'dev', both('v2'));
  await declare(stage, repository, 'prod', both('v1', 'v2'));
  await leaveAsBefore(stage, repository, {
    ...{ environment: 'staging', image: 'api', title: 'Promote api v2 to staging' },
    ...{ from: version('api v1'), to: version('api v2') },
    files: await withVersion(repository, fileOf('staging'), version('api v1'), version('api v2')),
  });
  await leaveAsBefore(stage, repository, {
    ...{ environment: 'dev', image: 'web', title: 'Promote web v3 to dev' },
    ...{ from: version('web v1'), to: version('web v3') },
    files: await withVersion(repository, fileOf('dev'), version('web v1'), version('web v3')),
  });
  const left = { name: 'web', digest: parseDigest(digest('web v2')) };
  await leaveAsBefore(stage, repository, {
    ...{ environment: 'prod', image: 'web', title: 'Roll prod back to web v1' },
    ...{ from: version('web v2'), to: version('web v1') },
    files: await withVersion(repository, fileOf('prod'), version('web v2'), version('web v1')),
    trailers: [`Waybill-Roll-Back: web ${left.digest}`, 'Waybill-Reason: alice: loses orders'],
    purpose: {
      ...{ kind: 'roll-back', holds: true, from: [left] },
      asked: { by: 'alice', reason: 'loses orders', run: undefined },
    },
  });
  return repository;
}

const pullOf = (repository: SandboxRepository, branch: string) =>
  repository.pullRequests().filter(({ head }) => head.ref === branch);
const advance = ({ fullName }: SandboxRepository) => runInConfigRepo(stage, fullName, 'promote');

describe('a config repo of release 0.1.0', () => {
  test('is gone on with: each lane keeps its pull request, and says whose it is from now on', async () => {
    const repository = await asLeft();
    expect(await advance(repository)).toMatchObject({ exitCode: 0 });
    expect(repository.pullRequests()).toHaveLength(3);
    const [staging] = pullOf(repository, 'waybill/staging/api');
    expect(staging).toMatchObject({ number: 1, state: 'open' });
    const log = ['-C', repository.gitDirectory, 'log', '-1', '--format=%B', staging?.head.sha ?? ''];
    const { stdout: message } = await git('git', log);
    expect(message).toContain(`Waybill-Lane: ${repository.fullName}@main staging/api into main`);
    await repository.approve(1, 'bob');
    await advance(repository);
    expect(await text(repository, 'main', fileOf('staging'))).toContain(digest('api v2'));
    await advance(repository);
    await advance(repository);
    expect(await text(repository, 'main', fileOf('prod'))).toContain(digest('api v2'));
  });

  test('keeps its roll back for a person, and what it held stays held', async () => {
    const repository = await asLeft();
    await advance(repository);
    const [back] = pullOf(repository, 'waybill/prod/web');
    expect(back).toMatchObject({ state: 'open', title: 'Roll prod back to web v1' });
    await declare(stage, repository, 'dev', both('v3'));
    await declare(stage, repository, 'staging', both('v3'));
    const ran = await advance(repository);
    expect(ran.stdout).toContain('loses orders');
    expect(await text(repository, 'main', fileOf('prod'))).not.toContain(digest('api v3'));
    expect(pullOf(repository, 'waybill/prod/web')).toMatchObject([{ state: 'open', number: back?.number }]);
  });

  test('takes a newer version into the pull request that is open', async () => {
    const repository = await asLeft();
    const asked = { environment: 'dev', images: 'web=v2' };
    expect(await runInConfigRepo(stage, repository.fullName, 'promote', asked)).toMatchObject({
      outputs: { outcome: 'superseded' },
    });
    expect(pullOf(repository, 'waybill/dev/web')).toMatchObject([
      { number: 2, state: 'open', title: 'Promote web v2 to dev' },
    ]);
  });

  test('can roll back again, and the commit of 0.1.0 is replaced by one that says whose it is', async () => {
    const repository = await asLeft();
    const asked = { environment: 'prod', images: 'web', reason: 'loses orders' };
    expect(await runInConfigRepo(stage, repository.fullName, 'rollback', asked)).toMatchObject({
      exitCode: 0,
    });
    const [back, another] = pullOf(repository, 'waybill/prod/web');
    expect(another).toBeUndefined();
    const hold = await text(repository, back?.head.ref ?? '', '.waybill/hold/prod.yaml');
    for (const name of ['api v3', 'web v2']) expect(hold).toContain(digest(name));
  });
});

describe('a change of plan', () => {
  test('that removes an environment leaves its pull request and hold to people', async () => {
    const repository = await asLeft();
    const config = await text(repository, 'main', 'waybill.yaml');
    await repository.push('main', { 'waybill.yaml': config.replace(/^ {2}prod: .*\n/m, '') });
    const ran = await advance(repository);
    expect(ran.exitCode).toBe(0);
    const [back] = pullOf(repository, 'waybill/prod/web');
    expect(back).toMatchObject({ state: 'open', merged: false });
    expect(ran.stdout).toContain('.waybill/hold/prod.yaml');
  });

  test.each([
    ['source', 'source: acme/shop'],
    ['path', 'source: acme/shop, path: services/api'],
  ])('of the %s of an image keeps its lane and its proposal', async (_key, more) => {
    const repository = await asLeft();
    await advance(repository);
    const before = pullOf(repository, 'waybill/staging/api')[0]?.head.sha;
    const config = await text(repository, 'main', 'waybill.yaml');
    const changed = config.replace(/api: \{ repository: (\S+) \}/, `api: { repository: $1, ${more} }`);
    expect(changed).not.toBe(config);
    await repository.push('main', { 'waybill.yaml': changed });
    expect(await advance(repository)).toMatchObject({ exitCode: 0 });
    expect(pullOf(repository, 'waybill/staging/api')).toMatchObject([
      { state: 'open', head: { sha: before } },
    ]);
    stage.github.clearRequests();
    await advance(repository);
    expect(writes(stage)).toEqual([]);
  });
});
