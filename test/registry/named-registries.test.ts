import { describe, expect, test } from '@jest/globals';
import type { SandboxRegistry } from '../../sandbox/registry/sandbox-registry.ts';
import type { Attachment } from '../../src/registry/registry.ts';
import { login, quickClient, refusal, subjectAt } from './client.ts';
import { registryStandIn } from '../stand-ins.ts';

const TYPE = 'application/vnd.waybill.record.v1+json';
const RECORD: Attachment = { artifactType: TYPE, content: Buffer.from('{}'), annotations: {} };
const auth = { kind: 'bearer', username: 'ci', password: 'secret' } as const;
const credentials = login('ci', 'secret');

function fallbackTags(registry: SandboxRegistry): readonly string[] {
  return [...registry.tags('acme/api').keys()].filter((tag) => tag.startsWith('sha256-'));
}

describe('Harbor 2.7, which answers the referrers with 401', () => {
  test('keeps the list of artifacts under the tag that stands for it', async () => {
    const registry = await registryStandIn({ plays: 'harbor-2.7', auth });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const client = quickClient({ credentials });
    const attached = await client.attach(subject, RECORD);
    expect(fallbackTags(registry)).toEqual([subject.digest.replace(':', '-')]);
    expect(await client.attachments(subject, TYPE)).toEqual([attached]);
  });

  test('is still told apart from a login that may not read', async () => {
    const registry = await registryStandIn({ plays: 'harbor-2.7', auth: { ...auth, hidden: ['acme/api'] } });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const { code } = await refusal(quickClient({ credentials }).attachments(subject, TYPE));
    expect(code).toBe('REGISTRY_DENIED');
  });
});

describe('GitLab, which reads the tag of the list as the digest', () => {
  test.each([
    ['one platform', ['linux/amd64']],
    ['several platforms', ['linux/amd64', 'linux/arm64']],
  ])('lists no artifacts of an image with %s', async (_what, platforms) => {
    const registry = await registryStandIn({ plays: 'gitlab', auth });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1'], { platforms }));
    expect(await quickClient({ credentials }).attachments(subject, TYPE)).toEqual([]);
  });

  test('refuses the record by its type, and the error says which', async () => {
    const registry = await registryStandIn({ plays: 'gitlab', auth });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const { code, message } = await refusal(quickClient({ credentials }).attach(subject, RECORD));
    expect([code, message]).toEqual([
      'REGISTRY_REFUSED',
      expect.stringContaining(`MANIFEST_INVALID: manifest invalid: unknown media type: ${TYPE}`),
    ]);
  });

  test('keeps no list of what it takes either, and the error says so', async () => {
    const registry = await registryStandIn({ plays: 'gitlab', auth });
    const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
    const known = { ...RECORD, artifactType: 'application/vnd.cncf.helm.config.v1+json' };
    const { code, message, hint } = await refusal(quickClient({ credentials }).attach(subject, known));
    expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('no list of artifacts')]);
    expect(hint).toContain('"attach: false"');
  });
});

test('Aliyun, which refuses the empty config of an artifact, is named with the type that it does not know', async () => {
  const registry = await registryStandIn({ plays: 'aliyun', auth });
  const subject = subjectAt(registry, 'acme/api', registry.seed('acme/api', ['v1']));
  const client = quickClient({ credentials });
  expect(await client.attachments(subject, TYPE)).toEqual([]);
  const { code, message } = await refusal(client.attach(subject, RECORD));
  expect([code, message]).toEqual(['REGISTRY_REFUSED', expect.stringContaining('unknown media type')]);
  expect(fallbackTags(registry)).toEqual([]);
});
