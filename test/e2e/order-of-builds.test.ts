import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, openAdvanceStage, pipeline, statuses } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { runIn } from './run-in.ts';
import { declaredTag } from './declared-tag.ts';
import { type ShopBuilds, shopBuilds } from './shop-builds.ts';

// A build that ends late does not take an environment back. Git says which build is older, and no date.

let stage: AdvanceStage;
let shop: ShopBuilds;
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  shop = await shopBuilds(stage);
});

/** A config repo whose dev declares `tag`, and merges by itself. */
function dev(tag: string, { merge = 'auto' }: { readonly merge?: string } = {}) {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"], merge: ${merge} }
  `;
  return pipeline(stage, `acme/order-${repositories}`, config, ['dev'], { api: shop.version(tag) });
}

const promote = (repository: SandboxRepository, tag: string, more: Record<string, string> = {}) =>
  runIn(stage, repository, 'promote', { environment: 'dev', images: `api=${shop.version(tag)}`, ...more });

describe('what is declared was built from a descendant', () => {
  test('an older build is blocked, and the way out is named', async () => {
    const repository = await dev('v3');
    const ran = await promote(repository, 'v2');
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'blocked', changed: 'false' } });
    expect(ran.stdout).toContain('v2 was built from an ancestor of v3, which dev declares');
    expect(ran.stdout).toContain('allow-older');
    expect(repository.pullRequests()).toEqual([]);
    expect(await declaredTag(repository, 'dev')).toBe('v3');
  });

  test('it is blocked as well where a person merges, and where a file holds a tag alone', async () => {
    const repository = await dev('v3', { merge: 'manual' });
    await repository.push('main', {
      'envs/dev/kustomization.yaml': yaml`
        kind: Kustomization
        images:
          - name: ${stage.images}/api
            newTag: v3
      `,
    });
    expect(await promote(repository, 'v2')).toMatchObject({ outputs: { outcome: 'blocked' } });
    expect(repository.pullRequests()).toEqual([]);
  });

  test('allow-older lets it pass', async () => {
    const repository = await dev('v3');
    const ran = await promote(repository, 'v2', { 'allow-older': 'true' });
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(await declaredTag(repository, 'dev')).toBe('v2');
  });

  test('an open pull request of the newer one stays, too', async () => {
    const repository = await dev('v1', { merge: 'manual' });
    await promote(repository, 'v3');
    expect(await promote(repository, 'v2')).toMatchObject({ outputs: { outcome: 'blocked' } });
    expect(repository.pullRequests()).toMatchObject([{ title: 'Promote api v3 to dev' }]);
    await promote(repository, 'v2', { 'allow-older': 'true' });
    expect(repository.pullRequests()).toMatchObject([{ title: 'Promote api v2 to dev' }]);
  });

  test('one that was opened before waits for a person, and its auto-merge ends', async () => {
    const repository = await dev('v1', { merge: 'manual' });
    await promote(repository, 'v2');
    await repository.push('main', {
      'envs/dev/more.yaml': yaml`
        kind: Kustomization
        images:
          - name: ${stage.images}/api
            newTag: v3
            digest: ${shop.digest('v3')}
      `,
    });
    const ran = await promote(repository, 'v2', { 'auto-merge': 'true' });
    expect(ran.outputs['outcome']).toBe('blocked');
    expect(repository.pullRequests()).toMatchObject([{ state: 'open', merged: false }]);
  });
});

describe('a newer build', () => {
  test('passes, whatever the dates say', async () => {
    const repository = await dev('v1');
    expect(await promote(repository, 'v3')).toMatchObject({ exitCode: 0 });
    expect(await declaredTag(repository, 'dev')).toBe('v3');
  });

  test('of the same commit passes', async () => {
    shop.release('v2-again', 'v2');
    const repository = await dev('v2');
    await promote(repository, 'v2-again');
    expect(await declaredTag(repository, 'dev')).toBe('v2-again');
  });
});

describe('what git does not order', () => {
  test.each([
    ['the commits are on two branches', 'v3', 'side', 'their commits are on two branches of acme/shop'],
    ['one image says no commit', 'v3', 'plain-1', 'does not say which commit'],
    ['the declared image says none', 'plain-1', 'v1', 'does not say which commit'],
  ])('passes with a note where %s', async (_where, declared, wanted, note) => {
    const repository = await dev(declared);
    const ran = await promote(repository, wanted);
    expect(ran.stdout).toContain(note);
    expect(await declaredTag(repository, 'dev')).toBe(wanted);
  });

  test('passes with a note where nobody names a source and the repository cannot be read', async () => {
    const repository = await dev('v1');
    const ran = await promote(repository, 'v2', { 'source-token': shop.blind });
    expect(ran.stdout).toContain('are not ordered: this token cannot read acme/shop');
    expect(await declaredTag(repository, 'dev')).toBe('v2');
  });
});

describe('a source that waybill.yaml names and nobody can read', () => {
  async function withSource(): Promise<SandboxRepository> {
    const repository = await dev('v1');
    const config = await repository.read('main', 'waybill.yaml');
    const text = Buffer.from(config ?? []).toString('utf8');
    await repository.push('main', { 'waybill.yaml': text.replace('/api }', '/api, source: acme/shop }') });
    return repository;
  }

  test('waits for a person, and says so on the pull request', async () => {
    const repository = await withSource();
    const ran = await promote(repository, 'v2', { 'source-token': shop.blind });
    expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
    const [pull] = repository.pullRequests();
    expect(pull).toMatchObject({ state: 'open', autoMerge: false });
    expect(pull?.body).toMatch(/hold \| ⏳ pending .*is not known: this token cannot read acme\/shop/);
    expect(await statuses(stage, repository, pull?.head.sha ?? '')).toMatchObject({
      waybill: expect.stringMatching(/^pending: dev waits for hold/),
      'waybill/hold': expect.stringMatching(/^pending: Whether v2 was built after v1 is not known/),
    });
    // Nothing changes from run to run, and nothing merges it.
    expect(await promote(repository, 'v2', { 'source-token': shop.blind })).toMatchObject({
      outputs: { outcome: 'unchanged', changed: 'false' },
    });
    expect(await declaredTag(repository, 'dev')).toBe('v1');
  });

  test('merges once a person approved it, by the next look', async () => {
    const repository = await withSource();
    await promote(repository, 'v2', { 'source-token': shop.blind });
    await runIn(stage, repository, 'promote', { 'source-token': shop.blind });
    expect(await declaredTag(repository, 'dev')).toBe('v1');
    await repository.approve(1, 'bob');
    await promote(repository, 'v2', { 'source-token': shop.blind });
    expect(await declaredTag(repository, 'dev')).toBe('v1');
    await runIn(stage, repository, 'promote', { 'source-token': shop.blind });
    expect(await declaredTag(repository, 'dev')).toBe('v2');
  });
});
