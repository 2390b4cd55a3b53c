import { describe, expect, test } from '@jest/globals';
import type { RegistryFault, SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import type { FetchedManifest } from '../../../src/registry/registry.ts';
import { quickClient, referenceTo, refusal } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';

const isPut: NonNullable<RegistryFault['match']> = ({ method }) => method === 'PUT';

async function seeded(): Promise<{ registry: SandboxRegistry; digest: string; manifest: FetchedManifest }> {
  const registry = await registryStandIn();
  const digest = registry.seed('acme/api', ['v1'], { platforms: ['linux/amd64', 'linux/arm64'] });
  const manifest = await quickClient().manifest(referenceTo(registry, 'acme/api:v1'));
  if (manifest === undefined) throw new Error('not there');
  registry.clearRequests();
  return { registry, digest, manifest };
}

function puts(registry: SandboxRegistry): readonly (readonly [string, number])[] {
  return registry.requests.filter(isPut).map(({ path, status }) => [path, status]);
}

describe('tag', () => {
  test.each(['v1.4.0', 'latest', `sha-${'a'.repeat(40)}`])('puts %s on the same bytes', async (tag) => {
    const { registry, digest, manifest } = await seeded();
    await quickClient().tag(referenceTo(registry, 'acme/api'), tag, manifest);
    expect(registry.tags('acme/api').get(tag)).toBe(digest);
    expect(puts(registry)).toEqual([[`/v2/acme/api/manifests/${tag}`, 201]]);
  });

  test('writes nothing when the tag is there', async () => {
    const { registry, manifest } = await seeded();
    await quickClient().tag(referenceTo(registry, 'acme/api'), 'v1', manifest);
    expect(puts(registry)).toEqual([]);
  });

  test('moves a tag from another digest', async () => {
    const { registry, digest, manifest } = await seeded();
    registry.seed('acme/api', ['latest'], { content: 'older' });
    await quickClient().tag(referenceTo(registry, 'acme/api'), 'latest', manifest);
    expect(registry.tags('acme/api').get('latest')).toBe(digest);
  });

  test('whose answer is lost is looked for and not written again', async () => {
    const { registry, digest, manifest } = await seeded();
    registry.inject({ mode: 'lose-answer', match: isPut });
    await quickClient().tag(referenceTo(registry, 'acme/api'), 'v2', manifest);
    expect(puts(registry)).toEqual([['/v2/acme/api/manifests/v2', 201]]);
    expect(registry.tags('acme/api').get('v2')).toBe(digest);
  });

  test('that was not written is written again', async () => {
    const { registry, digest, manifest } = await seeded();
    registry.inject({ mode: 'unavailable', match: isPut, times: 2 });
    await quickClient().tag(referenceTo(registry, 'acme/api'), 'v2', manifest);
    expect(puts(registry).map(([, status]) => status)).toEqual([503, 503, 201]);
    expect(registry.tags('acme/api').get('v2')).toBe(digest);
  });

  test('that is limited is written after the wait', async () => {
    const { registry, manifest } = await seeded();
    registry.inject({ mode: 'too-many-requests', match: isPut, retryAfter: 30 });
    await quickClient().tag(referenceTo(registry, 'acme/api'), 'v2', manifest);
    expect(registry.requests.map(({ method, status }) => [method, status])).toEqual([
      ['HEAD', 404],
      ['PUT', 429],
      ['PUT', 201],
    ]);
  });

  test('that never gets an answer ends with an error, after looking each time', async () => {
    const { registry, manifest } = await seeded();
    registry.inject({ mode: 'unavailable', match: isPut, times: 99 });
    const { code, message } = await refusal(
      quickClient().tag(referenceTo(registry, 'acme/api'), 'v2', manifest),
    );
    expect([code, message]).toEqual([
      'REGISTRY_UNAVAILABLE',
      expect.stringContaining(`${registry.host}/acme/api`),
    ]);
    expect(registry.requests.map(({ method }) => method).join(' ')).toBe(
      'HEAD PUT HEAD PUT HEAD PUT HEAD PUT HEAD',
    );
  });

  test('that somebody else moves in the meantime is left to them', async () => {
    const { registry, manifest } = await seeded();
    registry.inject({
      mode: 'unavailable',
      match: (request) => isPut(request) && registry.seed('acme/api', ['v2'], { content: 'theirs' }) !== '',
    });
    const theirs = registry.seed('acme/web', [], { content: 'theirs' });
    const { code, message } = await refusal(
      quickClient().tag(referenceTo(registry, 'acme/api'), 'v2', manifest),
    );
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining(`was moved to ${theirs}`)]);
    expect(registry.tags('acme/api').get('v2')).toBe(theirs);
  });

  test('is refused with a name that is no tag, and nothing is sent', async () => {
    const { registry, manifest } = await seeded();
    for (const tag of ['../x', '-x', 'a b', '', 'x'.repeat(129)]) {
      const { code, hint } = await refusal(
        quickClient().tag(referenceTo(registry, 'acme/api'), tag, manifest),
      );
      expect([code, hint]).toEqual(['REFERENCE_INVALID', expect.stringContaining('up to 128')]);
    }
    expect(registry.requests).toEqual([]);
  });

  test('into a repository that lacks the parts says what the registry said', async () => {
    const { registry, manifest } = await seeded();
    const { code, message } = await refusal(
      quickClient().tag(referenceTo(registry, 'acme/web'), 'v2', manifest),
    );
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      `${registry.host}/acme/web: the registry answered 400 (MANIFEST_BLOB_UNKNOWN: blob unknown to registry) to a request to push to it`,
    ]);
  });
});
