import { describe, expect, test } from '@jest/globals';
import type { PlayedRegistry } from '../../../sandbox/registry/plays.ts';
import { login } from '../../registry/client.ts';
import { build, COMMIT_TAG, image, openRegistry, registry, writes } from './stage.ts';

const LOGIN = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
const credentials = login('ci', 'secret');

async function playing(plays: PlayedRegistry, auth: object = {}): Promise<void> {
  await openRegistry({ plays, auth: { ...LOGIN, ...auth } });
}

/** The tags in the order in which they were written. */
const tagged = (): readonly string[] =>
  writes()
    .filter(({ status }) => status === 201)
    .map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
    .filter((reference) => !reference.includes(':'));

describe('the first build into a repository that is not there', () => {
  test.each<PlayedRegistry>(['quay', 'docker-hub', 'ghcr', 'gitlab', 'aliyun', 'harbor-2.7', 'scaleway'])(
    'at %s builds, and tags what it built',
    async (plays) => {
      await playing(plays);
      const { runner, builder, error } = await build({ tags: 'main, v1.4.0' }, { credentials });
      expect(error).toBeUndefined();
      expect(builder.builds).toHaveLength(1);
      const { digest } = runner.outputs;
      expect(Object.fromEntries(registry.tags('acme/api'))).toMatchObject({
        [COMMIT_TAG]: digest,
        main: digest,
        'v1.4.0': digest,
      });
      const again = await build({ tags: 'main' }, { credentials });
      expect(again.runner.outputs).toMatchObject({ reused: 'true', digest });
    },
  );

  test.each([
    ['a login that is wrong', login('ci', 'wrong'), 'REGISTRY_LOGIN_REJECTED'],
    ['no login', undefined, 'REGISTRY_LOGIN_MISSING'],
  ])('with %s builds nothing', async (_what, given, code) => {
    await playing('quay');
    const { builder, error } = await build({}, given === undefined ? {} : { credentials: given });
    expect(error).toMatchObject({ code });
    expect(builder.builds).toEqual([]);
  });
});

describe('a registry that keeps no records', () => {
  test.each(['gitlab', 'aliyun'] as const)(
    'is a warning at %s, and the outputs have the image with its record',
    async (plays) => {
      await playing(plays);
      const { runner, error } = await build({ tags: 'main' }, { credentials });
      expect(error).toBeUndefined();
      const { digest, reference, record = '' } = runner.outputs;
      expect(digest).toBe(registry.tags('acme/api').get('main'));
      expect(reference).toBe(`${image}@${digest}`);
      expect(JSON.parse(record)).toMatchObject({ digest, run: { id: '7' } });
      const warnings = runner.lines.filter((line) => line.startsWith('warning'));
      expect(warnings).toEqual([
        expect.stringMatching(/not attached to the image.*unknown media type.*"attach: false"/),
      ]);
    },
  );

  test('is not asked to with "attach: false"', async () => {
    await playing('gitlab');
    const { runner, error } = await build({ tags: 'main', attach: 'false' }, { credentials });
    expect(error).toBeUndefined();
    expect(runner.lines.filter((line) => line.startsWith('warning'))).toEqual([]);
    expect(registry.requests.filter(({ status }) => status === 400)).toEqual([]);
  });

  test('and does not let the record be read reuses the image with a warning', async () => {
    await openRegistry();
    const first = await build({ tags: 'main' });
    registry.inject({ mode: 'denied', match: ({ path }) => path.includes('/referrers/'), times: 9 });
    registry.inject({ mode: 'denied', match: ({ path }) => path.includes('/manifests/sha256-'), times: 9 });
    const { runner, builder, error } = await build({ tags: 'v1.4.0' });
    expect(error).toBeUndefined();
    expect(builder.builds).toEqual([]);
    expect(runner.outputs['digest']).toBe(first.runner.outputs['digest']);
    expect(runner.lines).toContainEqual(expect.stringMatching(/^warning The record of the run/));
  });
});

describe('immutable tags', () => {
  const held = (): string => registry.seed('acme/api', ['main', 'edge', 'v1.3.0'], { content: 'older' });

  test('that would move stop the build before it begins at Harbor, and the error names each', async () => {
    await playing('harbor-immutable');
    const older = held();
    const { builder, error } = await build({ tags: 'main, edge, next, v1.4.0' }, { credentials });
    expect(builder.builds).toEqual([]);
    expect(error).toMatchObject({
      errors: ['main', 'edge'].map((tag) => ({
        code: 'TAG_IMMUTABLE',
        message: expect.stringContaining(`${image}:${tag} cannot be moved`),
        hint: expect.stringContaining(`Leave the tag "${tag}" out`),
      })),
    });
    expect(Object.fromEntries(registry.tags('acme/api'))).toEqual({
      main: older,
      edge: older,
      'v1.3.0': older,
    });
  });

  test.each(['bearer', 'basic'] as const)(
    'that would move are found after the build where the registry reads first what is pushed (%s)',
    async (kind) => {
      await openRegistry({ plays: 'ecr-immutable', auth: { kind, username: 'ci', password: 'secret' } });
      const older = held();
      const { builder, error } = await build({ tags: 'main, next, edge' }, { credentials });
      expect(builder.builds).toHaveLength(1);
      expect(error).toMatchObject({
        errors: ['main', 'edge'].map((tag) => ({
          code: 'TAG_IMMUTABLE',
          message: expect.stringContaining(`${image}:${tag} cannot be moved`),
          hint: expect.stringMatching(/Leave the tag .* out.*sha-<commit>/),
        })),
      });
      const tags = registry.tags('acme/api');
      expect([tags.get('main'), tags.get('edge')]).toEqual([older, older]);
      expect(tags.get('next')).toBe(tags.get(COMMIT_TAG));
      const again = await build({ tags: 'next' }, { credentials });
      expect(again.runner.outputs).toMatchObject({ reused: 'true', digest: tags.get(COMMIT_TAG) });
    },
  );

  test.each(
    ([undefined, 'harbor-2.7', 'quay'] as const).flatMap((plays) =>
      [1, 2, 3, 4, 5, 6, 7, 8].map((nth) => [plays, nth] as const),
    ),
  )('are looked for in a way that takes back no move of another run (%s, request %i)', async (plays, nth) => {
    await openRegistry({ ...(plays === undefined ? {} : { plays }), auth: LOGIN });
    let newest = held();
    let seen = 0;
    let isBuilding = false;
    const match = (): boolean => {
      seen += 1;
      if (seen === nth && !isBuilding) newest = registry.seed('acme/api', ['main'], { content: 'newer' });
      return false;
    };
    registry.inject({ mode: 'denied', match });
    let present: string | undefined;
    const meanwhile = (): void => {
      isBuilding = true;
      present = registry.tags('acme/api').get('main');
    };
    await build({ tags: 'main' }, { credentials, meanwhile });
    expect(present).toBe(newest);
  });

  test('that are new are written, also the one of the record', async () => {
    await playing('ecr-immutable');
    held();
    const { runner, error } = await build({ tags: 'v1.4.0' }, { credentials });
    expect(error).toBeUndefined();
    expect(registry.tags('acme/api').get('v1.4.0')).toBe(runner.outputs['digest']);
    const again = await build({ tags: 'v1.4.0' }, { credentials });
    expect(again.error).toBeUndefined();
    expect(again.runner.outputs).toMatchObject({ reused: 'true', digest: runner.outputs['digest'] });
  });

  test('of an image that is built already are named too', async () => {
    await playing('ecr-immutable');
    held();
    await build({}, { credentials });
    const { error } = await build({ tags: 'main' }, { credentials });
    expect(error).toMatchObject({
      errors: [{ code: 'TAG_IMMUTABLE', message: expect.stringContaining(`${image}:main`) }],
    });
  });

  test('are not asked about where a dry run writes nothing', async () => {
    await playing('ecr-immutable');
    held();
    const { error } = await build({ tags: 'main', 'dry-run': 'true' }, { credentials });
    expect(error).toBeUndefined();
    expect(writes()).toEqual([]);
  });

  test('that can be moved stay where they are until the build is done', async () => {
    await openRegistry();
    const older = registry.seed('acme/api', ['main'], { content: 'older' });
    const during: (string | undefined)[] = [];
    const meanwhile = (): void => void during.push(registry.tags('acme/api').get('main'));
    const { runner } = await build({ tags: 'main' }, { meanwhile });
    expect(during).toEqual([older]);
    expect(registry.tags('acme/api').get('main')).toBe(runner.outputs['digest']);
  });
});

describe('the tags of a new image', () => {
  test('come after the tag of its record, the last one last, so that a package page shows the image', async () => {
    await playing('ghcr');
    const { runner } = await build({ tags: 'main' }, { credentials });
    const list = runner.outputs['digest']?.replace(':', '-') ?? '';
    expect(tagged()).toEqual([list, COMMIT_TAG, 'main']);
  });
});
