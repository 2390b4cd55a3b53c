import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { yaml } from '../yaml.ts';
import { advance, type AdvanceStage, kustomization, openAdvanceStage } from './advance/stage.ts';
import { run } from './promote/stage.ts';
import { runRollBack } from './rollback/stage.ts';
import { text } from './stage.ts';

// Two waybill.yaml in one repository, on two branches, whose environments are on the same branch: main.

let stage: AdvanceStage;
let repositories = 0;
const digests: Record<string, string> = {};
const HOLD = '.waybill/hold/prod.yaml';

beforeAll(async () => {
  stage = await openAdvanceStage();
  for (const image of ['api', 'team'])
    for (const tag of ['v1', 'v2', 'v3']) digests[`${image} ${tag}`] = stage.release(image, tag);
});

const at = (image: string, tag: string): Record<string, string> => ({
  [image]: `${tag}@${digests[`${image} ${tag}`] ?? ''}`,
});

/** What a home says: its `api` is built into `image`, and its files lie below `folder`. */
const homeOf = (image: string, folder: string, more = ''): string => yaml`
  version: 1
  images:
    api: { repository: ${stage.images}/${image} }
  environments:
    dev: { files: ["${folder}/dev/**"], branch: main${more} }
    prod: { after: [dev], files: ["${folder}/prod/**"], branch: main, merge: auto }
`;

/** One home on main, with the image `api`; another on the branch next, with `image` as its api. */
async function twoHomes(image: string, files: Readonly<Record<string, string>> = {}) {
  repositories += 1;
  const repository = await stage.github.createRepository(`acme/homes-${repositories}`, {
    'waybill.yaml': homeOf('api', 'one'),
    'one/dev/kustomization.yaml': kustomization(stage, at('api', 'v2')),
    'one/prod/kustomization.yaml': kustomization(stage, at('api', 'v1')),
    'two/dev/kustomization.yaml': kustomization(stage, at(image, 'v2')),
    'two/prod/kustomization.yaml': kustomization(stage, at(image, 'v1')),
    ...files,
  });
  await repository.push('next', { 'waybill.yaml': homeOf(image, 'two') });
  return repository;
}

const held = (image: string, more: Readonly<Record<string, unknown>> = {}): string =>
  yaml`
    - image: api
      digest: ${digests[image] ?? ''}
      reason: loses orders
  `.concat(...Object.entries(more).map(([key, value]) => `  ${key}: ${String(value)}\n`));

async function idOf({ fullName }: SandboxRepository): Promise<number> {
  const answer = await fetch(`${stage.github.apiUrl}/repos/${fullName}`, {
    headers: { authorization: `Bearer ${stage.token}` },
  });
  const { id } = (await answer.json()) as { readonly id: number };
  return id;
}

const declares = (repository: SandboxRepository, path: string) =>
  text(repository, 'main', `${path}/kustomization.yaml`);

describe('what one home holds', () => {
  test('is not ended by a promotion of the other', async () => {
    const repository = await twoHomes('team', { [HOLD]: held('api v2') });
    await advance(stage, repository, { branch: 'next' });
    expect(await declares(repository, 'two/prod')).toContain(digests['team v2']);
    expect(await text(repository, 'main', HOLD)).toContain(digests['api v2']);
    await advance(stage, repository);
    expect(await declares(repository, 'one/prod')).toContain(digests['api v1']);
  });

  test('is held in that home alone, although the other promotes the same image', async () => {
    const repository = await twoHomes('api');
    await advance(stage, repository, { branch: 'next' });
    expect(await declares(repository, 'two/prod')).toContain(digests['api v2']);
    const config = { 'config-repository': repository.fullName };
    await runRollBack(stage, { ...config, 'config-branch': 'next', environment: 'prod', pause: 'false' });
    expect(await declares(repository, 'two/prod')).toContain(digests['api v1']);
    expect(await text(repository, 'main', HOLD)).toContain('home: next\n');
    await advance(stage, repository, { branch: 'next' });
    expect(await declares(repository, 'two/prod')).toContain(digests['api v1']);
    await advance(stage, repository);
    expect(await declares(repository, 'one/prod')).toContain(digests['api v2']);
    expect(await text(repository, 'main', HOLD)).toContain(digests['api v2']);
  });

  test('is known by the id of its repository when that was renamed, and ends with a newer digest', async () => {
    const prod = await stage.github.createRepository('acme/homes-prod', {
      'waybill.yaml': homeOf('api', 'one').replaceAll(', branch: main', ''),
      'one/prod/kustomization.yaml': kustomization(stage, at('team', 'v1')),
    });
    const elsewhere = homeOf('team', 'one').replaceAll('branch: main, m', 'repository: acme/homes-prod, m');
    const home = await stage.github.createRepository('acme/homes-home', {
      'waybill.yaml': elsewhere,
      'one/dev/kustomization.yaml': kustomization(stage, at('team', 'v2')),
    });
    const entry = held('team v2', { home: 'acme/before@main', 'home-id': await idOf(home) });
    await prod.push('main', {
      [HOLD]: entry,
      'waybill.yaml': homeOf('api', 'x').replaceAll(', branch: main', ''),
    });
    await advance(stage, home);
    expect(await declares(prod, 'one/prod')).toContain(digests['team v1']);
    await home.push('main', { 'one/dev/kustomization.yaml': kustomization(stage, at('team', 'v3')) });
    await advance(stage, home);
    expect(await declares(prod, 'one/prod')).toContain(digests['team v3']);
    expect(await text(prod, 'main', HOLD)).not.toContain('digest:');
  });

  test('in an environment that the other has not is no file that somebody forgot', async () => {
    const repository = await twoHomes('api', {
      '.waybill/hold/canary.yaml': held('api v2', { home: 'acme/elsewhere@main', 'home-id': 1 }),
    });
    const { warnings } = await advance(stage, repository);
    expect(warnings.join()).not.toContain('canary');
    expect(await declares(repository, 'one/prod')).toContain(digests['api v2']);
  });
});

describe('a hold file of an environment that waybill.yaml has no more', () => {
  const promote = (repository: SandboxRepository) =>
    run(stage, { 'config-repository': repository.fullName, environment: 'dev', images: 'api=v3' });

  test('is held where promote brings the digest straight into a first environment', async () => {
    const repository = await twoHomes('team', { '.waybill/hold/old.yaml': held('api v3') });
    await expect(promote(repository)).rejects.toMatchObject({
      errors: [{ code: 'DIGEST_HELD', message: expect.stringContaining('loses orders') }],
    });
  });

  test('that cannot be read stops the run', async () => {
    const repository = await twoHomes('team', { '.waybill/hold/old.yaml': 'holds: 7\n' });
    await expect(promote(repository)).rejects.toMatchObject({ errors: [{ code: 'CONFIG_INVALID' }] });
    await expect(advance(stage, repository)).rejects.toMatchObject({ errors: [{ code: 'CONFIG_INVALID' }] });
  });
});

describe('a file that two homes give to an environment', () => {
  const wide = (image: string) =>
    homeOf(image, 'two').replaceAll('prod', 'live').replace('two/live', '*/prod');
  const config = ({ fullName }: SandboxRepository) => ({ 'config-repository': fullName });

  test('is refused where both know an image in it, by promote, advance and rollback', async () => {
    const repository = await twoHomes('api');
    await repository.push('next', { 'waybill.yaml': wide('api') });
    const both =
      /one\/prod\/kustomization\.yaml belongs to two environments, live \("\*\/prod\/\*\*"\) and prod of the waybill\.yaml on main \("one\/prod\/\*\*"\)/;
    const refusal = { errors: [{ code: 'CONFIG_INVALID', message: expect.stringMatching(both) }] };
    await expect(advance(stage, repository, { branch: 'next' })).rejects.toMatchObject(refusal);
    const asked = { ...config(repository), 'config-branch': 'next', environment: 'live' };
    await expect(run(stage, { ...asked, images: 'api=v2' })).rejects.toMatchObject(refusal);
    await expect(runRollBack(stage, asked)).rejects.toMatchObject(refusal);
    expect(await declares(repository, 'one/prod')).toContain(digests['api v1']);
  });

  test('is shared in peace where each has images of its own', async () => {
    const shared = { ...at('api', 'v1'), ...at('team', 'v1') };
    const repository = await twoHomes('team', {
      'one/prod/kustomization.yaml': kustomization(stage, shared),
    });
    await repository.push('next', { 'waybill.yaml': wide('team') });
    await advance(stage, repository, { branch: 'next' });
    const declared = await declares(repository, 'one/prod');
    expect(declared).toContain(digests['team v2']);
    expect(declared).toContain(digests['api v1']);
  });

  test('is one environment where a branch brought a copy of waybill.yaml along', async () => {
    const repository = await twoHomes('api');
    const config = await text(repository, 'main', 'waybill.yaml');
    await repository.push('next', { 'waybill.yaml': config });
    await advance(stage, repository, { branch: 'next' });
    expect(await declares(repository, 'one/prod')).toContain(digests['api v2']);
  });

  test('is nobody’s concern where the waybill.yaml on that branch has mistakes of its own', async () => {
    const repository = await twoHomes('api');
    await repository.push('main', { 'waybill.yaml': 'version: 1\nenvironments: 7\n' });
    await advance(stage, repository, { branch: 'next' });
    expect(await declares(repository, 'two/prod')).toContain(digests['api v2']);
  });
});
