import { parseDigest } from '../../src/image/digest.ts';
import { type ImageRecord, RECORD_ARTIFACT_TYPE } from '../../src/image/record.ts';
import { parseReference } from '../../src/image/reference.ts';
import { createRegistry } from '../../src/registry/registry.ts';

/** Attaches a record to a digest of `image`, as anybody can who may push there. */
export async function attach(image: string, digest: string, record: Partial<ImageRecord>): Promise<void> {
  const whole = {
    ...{ schemaVersion: 1, image, digest, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
    ...{ platforms: ['linux/amd64'], tags: [], ...record },
  };
  const registry = createRegistry({ credentials: { of: () => Promise.resolve(undefined) } });
  await registry.attach(
    { ...parseReference(image), digest: parseDigest(digest) },
    {
      artifactType: RECORD_ARTIFACT_TYPE,
      content: new TextEncoder().encode(JSON.stringify(whole)),
      annotations: {},
    },
  );
}
