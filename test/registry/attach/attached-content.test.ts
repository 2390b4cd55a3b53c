import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../../sandbox/registry/sandbox-registry.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { quickClient, referenceTo, refusal, subjectAt } from '../client.ts';
import { registryStandIn } from '../../stand-ins.ts';
import { MANIFEST, INDEX, record } from './a-record.ts';

describe('attached content that is not what it should be', () => {
  async function attachedTo(): Promise<{ registry: SandboxRegistry; digest: string }> {
    const registry = await registryStandIn();
    return { registry, digest: registry.seed('acme/api', ['v1']) };
  }

  test('an artifact of another digest is not used', async () => {
    const { registry, digest } = await attachedTo();
    const other = registry.seed('acme/api', ['v2'], { content: 'other' });
    const artifact = await quickClient().attach(subjectAt(registry, 'acme/api', other), record('theirs'));
    const { code, message } = await refusal(
      quickClient().attachedContent(subjectAt(registry, 'acme/api', digest), artifact),
    );
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining(`it belongs to ${other} and not to ${digest}`),
    ]);
  });

  test.each(['/manifests/', '/blobs/'])('other bytes under %s are not used', async (part) => {
    const { registry, digest } = await attachedTo();
    const subject = subjectAt(registry, 'acme/api', digest);
    const artifact = await quickClient().attach(subject, record('mine'));
    registry.inject({
      mode: 'tampered-body',
      match: ({ path, method }) => method === 'GET' && path.includes(part),
    });
    expect((await refusal(quickClient().attachedContent(subject, artifact))).code).toBe('DIGEST_MISMATCH');
  });

  test('content that goes on past its size is dropped', async () => {
    const { registry, digest } = await attachedTo();
    const subject = subjectAt(registry, 'acme/api', digest);
    const artifact = await quickClient().attach(subject, record('mine'));
    registry.inject({ mode: 'endless-body', match: ({ path }) => path.includes('/blobs/') });
    const { code, message } = await refusal(quickClient().attachedContent(subject, artifact));
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('larger than 4 bytes')]);
  });

  test('an image is not an artifact', async () => {
    const { registry } = await attachedTo();
    const index = registry.seed('acme/api', ['v2'], { platforms: ['linux/amd64', 'linux/arm64'] });
    const artifact = { mediaType: INDEX, digest: parseDigest(index), size: 1 };
    const { message } = await refusal(
      quickClient().attachedContent(referenceTo(registry, 'acme/api'), artifact),
    );
    expect(message).toContain('it has not exactly one layer');
  });

  test('an artifact that is listed and gone is said to be missing', async () => {
    const { registry, digest } = await attachedTo();
    const artifact = { mediaType: MANIFEST, digest: parseDigest(`sha256:${'0'.repeat(64)}`), size: 1 };
    const { code } = await refusal(
      quickClient().attachedContent(subjectAt(registry, 'acme/api', digest), artifact),
    );
    expect(code).toBe('IMAGE_NOT_FOUND');
  });
});
