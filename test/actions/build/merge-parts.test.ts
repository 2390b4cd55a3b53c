import { describe, expect, test } from '@jest/globals';
import { login } from '../../registry/client.ts';
import { PRIVATE } from '../stage.ts';
import { accepted, variables } from './proven.ts';
import {
  build,
  COMMIT_TAG,
  NO_PROOFS,
  openRegistry,
  registry,
  type Run,
  SAYS_COMMIT,
  useFreshRegistry,
  writes,
} from './stage.ts';

useFreshRegistry();

const part = (platform: string, inputs: Readonly<Record<string, string>> = {}): Promise<Run> =>
  build({ platforms: platform, part: 'true', ...inputs });

interface Index {
  readonly manifests: readonly { readonly digest: string; readonly platform: object }[];
  readonly annotations: Readonly<Record<string, string>>;
}

async function served(reference: string): Promise<Index> {
  const accept = 'application/vnd.oci.image.index.v1+json';
  const answer = await fetch(`http://${registry.host}/v2/acme/api/manifests/${reference}`, {
    headers: { accept },
  });
  return JSON.parse(await answer.text());
}

describe('an image that is built in parts', () => {
  test('has no tag before it is whole, and each part no record', async () => {
    const { runner, error, builder } = await part('linux/amd64');
    expect(error).toBeUndefined();
    expect(builder.builds).toHaveLength(1);
    expect(runner.outputs).toMatchObject({
      digest: expect.stringMatching(/^sha256:/),
      tags: '',
      reused: 'false',
    });
    expect([...registry.tags('acme/api').keys()]).toEqual([]);
    expect(runner.lines.join('\n')).not.toContain('Attached');
  });

  test('is one index of its parts, with one digest, in every run that merges them', async () => {
    const digests: string[] = [];
    for (const platform of ['linux/amd64', 'linux/arm64'])
      digests.push((await part(platform)).runner.outputs['digest'] ?? '');
    const outputs = JSON.stringify({ 'digest-0': digests[0], 'digest-1': digests[1], 'digest-2': '' });
    const merged = await build({ digests: outputs, platforms: 'linux/amd64, linux/arm64', tags: 'main' });
    expect(merged).toMatchObject({ error: undefined, builder: { builds: [] } });
    const { digest } = merged.runner.outputs;
    expect(Object.fromEntries(registry.tags('acme/api'))).toMatchObject({
      [COMMIT_TAG]: digest,
      main: digest,
    });
    const index = await served(digest ?? '');
    expect(index.manifests.map(({ digest: of }) => of)).toEqual(digests);
    expect(index.manifests.map(({ platform }) => platform)).toEqual([
      { architecture: 'amd64', os: 'linux' },
      expect.objectContaining({ architecture: 'arm64', os: 'linux' }),
    ]);
    expect(index.annotations).toEqual(SAYS_COMMIT);
    expect(JSON.parse(merged.runner.outputs['record'] ?? '').platforms).toEqual([
      'linux/amd64',
      expect.stringMatching('arm64'),
    ]);
    const again = await build({ digests: outputs, reuse: 'false', tags: 'main' });
    expect(again.runner.outputs['digest']).toBe(digest);
  });

  test('keeps the entries of parts that are an index themselves, and what describes them', async () => {
    const parts = ['linux/amd64', 'linux/arm64'].map((platform) =>
      registry.seed('acme/api', [], {
        platforms: [platform],
        labels: SAYS_COMMIT,
        attestations: true,
        content: platform,
      }),
    );
    const entries = (await Promise.all(parts.map(served))).flatMap(({ manifests }) => manifests);
    const { runner, error } = await build({ digests: parts.join('\n') });
    expect(error).toBeUndefined();
    expect((await served(runner.outputs['digest'] ?? '')).manifests).toEqual(entries);
    expect(entries).toHaveLength(4);
  });

  test('of one part is that part', async () => {
    const { runner } = await part('linux/amd64');
    const whole = await build({ digests: runner.outputs['digest'] ?? '' });
    expect(whole.runner.outputs['digest']).toBe(runner.outputs['digest']);
    expect(registry.tags('acme/api').get(COMMIT_TAG)).toBe(runner.outputs['digest']);
  });

  test('is not made of two for the same platform', async () => {
    const digests = [await part('linux/amd64'), await part('linux/amd64')].map(
      ({ runner }) => runner.outputs['digest'],
    );
    const { error } = await build({ digests: digests.join(',') });
    expect(error).toMatchObject({
      code: 'PLATFORM_UNSUPPORTED',
      message: expect.stringContaining('linux/amd64'),
    });
    expect(registry.tags('acme/api').size).toBe(0);
  });

  test('lacks no platform that is asked for', async () => {
    const { runner } = await part('linux/amd64');
    const { error } = await build({
      digests: runner.outputs['digest'] ?? '',
      platforms: 'linux/amd64, linux/arm64',
    });
    expect(error).toMatchObject({ code: 'PLATFORM_UNSUPPORTED' });
  });

  test.each([
    ['another commit', { ...SAYS_COMMIT, 'org.opencontainers.image.revision': 'd'.repeat(40) }],
    [
      'another repository',
      { ...SAYS_COMMIT, 'org.opencontainers.image.source': 'https://github.com/evil/shop' },
    ],
    ['nothing', {}],
  ])('takes no part that says it was built from %s', async (_, labels) => {
    const { error } = await build({ digests: registry.seed('acme/api', [], { labels }) });
    expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('"digests"') });
    expect(writes()).toEqual([]);
  });

  test('names a part that is not there', async () => {
    const { error } = await build({ digests: `sha256:${'1'.repeat(64)}` });
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  test('that is proven is reused whole by the jobs that would build its parts', async () => {
    const whole = await build();
    const proofs = {
      prove: () => Promise.resolve({ ...accepted(), rule: undefined, places: [], attestations: [] }),
    };
    const again = await build({ platforms: 'linux/amd64', part: 'true' }, { proofs, variables });
    expect(again.error).toBeUndefined();
    expect(again.builder.builds).toEqual([]);
    expect(again.runner.outputs).toMatchObject({ digest: whole.runner.outputs['digest'], reused: 'true' });
  });

  test('that nobody proves is no part: its parts are built', async () => {
    const planted = registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT });
    const { builder, runner } = await part('linux/amd64');
    expect(builder.builds).toHaveLength(1);
    expect(runner.outputs['digest']).not.toBe(planted);
  });

  test('is built where the registry holds the tag of what nobody proves, and no tag is asked for', async () => {
    await openRegistry({ ...PRIVATE, plays: 'harbor-immutable' });
    registry.seed('acme/api', [COMMIT_TAG, 'main', 'v1'], { labels: SAYS_COMMIT });
    const inputs = { platforms: 'linux/amd64', part: 'true', tags: 'main' };
    const ran = await build(inputs, { credentials: login('ci', 'registry-secret') });
    expect(ran.error).toBeUndefined();
    expect(ran.builder.builds).toHaveLength(1);
    expect(ran.runner.lines.join('\n')).not.toContain('its tag moves');
    expect(registry.requests.filter(({ path }) => path.endsWith('/manifests/main'))).toEqual([]);
  });

  test.each([{ 'require-provenance': 'true' }, { reuse: 'false' }])(
    'is not made of an image that was not believed as a whole: %j',
    async (inputs) => {
      const planted = registry.seed('acme/api', [COMMIT_TAG], { labels: SAYS_COMMIT });
      const { error } = await build({ digests: planted, ...inputs });
      expect(error).toMatchObject({ code: 'REUSE_REFUSED', message: expect.stringContaining(planted) });
      expect(writes()).toEqual([]);
    },
  );

  test.each([
    [{ digests: 'nothing' }, 'holds no digest'],
    [{ part: 'true', reuse: 'tree' }, '"reuse" is "tree"'],
    [{ part: 'true', digests: `sha256:${'1'.repeat(64)}` }, '"digests" names parts'],
  ])('%j is refused', async (inputs, says) => {
    expect((await build(inputs)).error).toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining(says),
    });
  });

  test('needs a builder that pushes without a tag', async () => {
    const { error } = await build({ part: 'true' }, { driver: 'docker' });
    expect(error).toMatchObject({ code: 'BUILDER_UNSUITED' });
  });
});

describe('a build that could not be signed', () => {
  const failing = { ...NO_PROOFS, signer: () => Promise.reject(Object.assign(new Error('down'))) };

  test('keeps its digest and gives no tag, and another step goes on from the digest', async () => {
    const { runner, error } = await build({ tags: 'main', sign: 'true' });
    expect(error).toMatchObject({ code: 'PERMISSION_MISSING' });
    const { digest = '' } = runner.outputs;
    expect(digest).toMatch(/^sha256:/);
    expect(registry.tags('acme/api').size).toBe(0);
    const second = await build({ digests: digest, tags: 'main' });
    expect(second.runner.outputs['digest']).toBe(digest);
    expect(registry.tags('acme/api').get('main')).toBe(digest);
  });

  test('is built anew by the next run, which reuses nothing', async () => {
    const first = await build({ sign: 'auto' }, { proofs: failing });
    expect(first.error).toMatchObject({ message: expect.stringContaining('down') });
    expect(first.builder.builds).toHaveLength(1);
    expect((await build()).builder.builds).toHaveLength(1);
  });
});
