import type { Attachment } from '../../../src/registry/registry.ts';

export const TYPE = 'application/vnd.waybill.record.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const INDEX = 'application/vnd.oci.image.index.v1+json';

export function record(text: string, annotations: Record<string, string> = {}): Attachment {
  return { artifactType: TYPE, content: Buffer.from(text), annotations };
}
