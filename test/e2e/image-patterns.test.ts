import { describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { text } from '../actions/stage.ts';
import { yaml } from '../yaml.ts';
import { freshName, promote, stage } from './own-images.ts';
import { runIn } from './run-action.ts';

// A service that waybill.yaml has never heard of: a pattern of `images` stands for it.

const release = (name: string, tag: string): string =>
  stage.registry.seed(`acme/${name}`, [tag], { content: `${name} ${tag}` });

const values = (name: string, tag: string): string => yaml`
  image:
    repository: ${stage.images}/${name}
    tag: ${tag}
    digest: ${release(name, tag)}
`;

const config = (images: string, more = ''): string => yaml`
  version: 1
  images:
    ${images}
  environments:
    dev: { files: ["dev/**"] }
    prod: { after: [dev], files: ["prod/**"]${more} }
`;

const any = (): string => `'*': { repository: ${stage.images}/* }`;

async function configRepo(
  waybill: string,
  services: readonly string[],
  devTag = 'v1',
): Promise<SandboxRepository> {
  const files = services.flatMap((name) => [
    [`dev/${name}.yaml`, values(name, devTag)] as const,
    [`prod/${name}.yaml`, values(name, 'v1')] as const,
  ]);
  return stage.github.createRepository(freshName(), {
    'waybill.yaml': waybill,
    ...Object.fromEntries(files),
  });
}

const branches = (repo: SandboxRepository): readonly string[] =>
  repo
    .pullRequests()
    .filter(({ state }) => state === 'open')
    .map(({ head }) => head.ref)
    .sort();

describe('an image by pattern', () => {
  test.each([
    ['its name', () => 'cart=v2'],
    ['its repository', () => `${stage.images}/cart:v2`],
    ['tag and digest, and its name', () => `cart=v2@${release('cart', 'v2')}`],
  ])('is promoted by %s', async (_how, images) => {
    release('cart', 'v2');
    const repo = await configRepo(config(any()), ['cart', 'pay']);
    const ran = await promote(repo.fullName, { environment: 'dev', images: images() });
    expect(ran.exitCode).toBe(0);
    expect(branches(repo)).toEqual(['waybill/dev/cart']);
    expect(await text(repo, 'waybill/dev/cart', 'dev/cart.yaml')).toContain(release('cart', 'v2'));
  });

  test('advances, each in a lane of its own, without a change of waybill.yaml', async () => {
    const repo = await configRepo(config(any()), ['cart', 'pay'], 'v2');
    expect((await promote(repo.fullName)).exitCode).toBe(0);
    expect(branches(repo)).toEqual(['waybill/prod/cart', 'waybill/prod/pay']);
    // The next run knows both lanes again, and leaves them as they are.
    const again = await promote(repo.fullName);
    expect([again.exitCode, branches(repo)]).toEqual([0, ['waybill/prod/cart', 'waybill/prod/pay']]);
    expect(again.outputs['outcome']).toBe('unchanged');
  });

  test('is judged by verify: a hand-made change into prod is not what dev declares', async () => {
    release('cart', 'v7');
    const repo = await configRepo(config(any()), ['cart']);
    await repo.push('by-hand', { 'prod/cart.yaml': values('cart', 'v7') });
    await repo.openPullRequest({ head: 'by-hand', base: 'main', title: 'By hand' });
    const ran = await runIn(stage, repo.fullName, 'verify', { 'pull-request': '1' });
    expect([ran.outputs['verdict'], ran.summary]).toEqual([
      expect.stringMatching(/^(?:pending|failed)$/),
      expect.stringContaining('v7 is not declared in dev'),
    ]);
  });

  test('has an entry of its own where somebody wrote one, which counts', async () => {
    const repo = await configRepo(
      config(`${any()}\nbasket: { repository: ${stage.images}/cart }`),
      ['cart', 'pay'],
      'v2',
    );
    expect((await promote(repo.fullName)).exitCode).toBe(0);
    expect(branches(repo)).toEqual(['waybill/prod/basket', 'waybill/prod/pay']);
  });

  test('is called as the pattern says', async () => {
    const repo = await configRepo(config(`'team-*': { repository: ${stage.images}/* }`), ['cart'], 'v2');
    expect((await promote(repo.fullName)).exitCode).toBe(0);
    expect(branches(repo)).toEqual(['waybill/prod/team-cart']);
  });

  test('goes back by its name; a whole environment goes back by no name', async () => {
    const repo = await configRepo(config(any()), ['cart'], 'v2');
    await repo.push('main', { 'prod/cart.yaml': values('cart', 'v2') });
    const inputs = { environment: 'prod', reason: 'it is slow' };
    const whole = await runIn(stage, repo.fullName, 'rollback', inputs);
    expect([whole.exitCode, whole.stdout]).toEqual([1, expect.stringContaining('images by pattern')]);
    const named = await runIn(stage, repo.fullName, 'rollback', { ...inputs, images: 'cart' });
    expect(named.exitCode).toBe(0);
    expect(branches(repo)).toEqual(['waybill/prod/cart']);
    expect(await text(repo, 'waybill/prod/cart', 'prod/cart.yaml')).toContain('tag: v1\n');
  });

  test('two repositories of one name are an error that names both', async () => {
    const repo = await configRepo(
      config(
        `${any()}\n'team-*': { repository: ${stage.images}/*/api }\ncart: { repository: ${stage.images}/other }`,
      ),
      ['cart'],
    );
    const ran = await promote(repo.fullName);
    expect([ran.exitCode, ran.stdout]).toEqual([
      1,
      expect.stringContaining('and another entry is called so'),
    ]);
    expect(branches(repo)).toEqual([]);
  });
});
