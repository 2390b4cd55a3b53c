import { z } from 'zod';
import { isDigestText } from './grammar.ts';

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';
export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

const MANIFESTS = new Set([OCI_MANIFEST, DOCKER_MANIFEST]);
const INDEXES = new Set([OCI_INDEX, DOCKER_LIST]);
/** Layers that a registry is not asked to hold: they carry their own addresses. */
const FOREIGN_LAYER = /\b(?:nondistributable|foreign)\b/;

const descriptor = z.looseObject({
  mediaType: z.string().min(1),
  digest: z.string().refine(isDigestText, 'is not a digest'),
  size: z.number().int().nonnegative(),
});
const annotations = z.record(z.string(), z.string()).optional();
const shared = {
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  subject: descriptor.optional(),
  annotations,
};
const manifestDocument = z.looseObject({ ...shared, config: descriptor, layers: z.array(descriptor) });
const indexDocument = z.looseObject({ ...shared, manifests: z.array(descriptor) });

export type StoredDocument =
  | { readonly kind: 'manifest'; readonly value: z.infer<typeof manifestDocument> }
  | { readonly kind: 'index'; readonly value: z.infer<typeof indexDocument> };

/** Reads a manifest or index of the media type it was sent with; a string says what is wrong with it. */
export function readManifest(mediaType: string, body: Uint8Array): StoredDocument | string {
  const value = parse(body);
  if (value === undefined) return 'the body is not JSON';
  const schema = MANIFESTS.has(mediaType)
    ? manifestDocument
    : INDEXES.has(mediaType)
      ? indexDocument
      : undefined;
  if (schema === undefined) return `unsupported media type ${JSON.stringify(mediaType)}`;
  const checked = schema.safeParse(value);
  if (!checked.success) {
    return checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  const declared = checked.data.mediaType;
  const required = mediaType === DOCKER_MANIFEST || mediaType === DOCKER_LIST;
  if (declared === undefined ? required : declared !== mediaType) {
    return `mediaType ${JSON.stringify(declared)} is not the content type ${mediaType}`;
  }
  return 'manifests' in checked.data && INDEXES.has(mediaType)
    ? { kind: 'index', value: indexDocument.parse(value) }
    : { kind: 'manifest', value: manifestDocument.parse(value) };
}

/** What must be in the repository before the document: the blobs of a manifest, the manifests of an index. */
export function requiredDigests(document: StoredDocument): readonly string[] {
  if (document.kind === 'index') return document.value.manifests.map((entry) => entry.digest);
  const layers = document.value.layers.filter((layer) => !FOREIGN_LAYER.test(layer.mediaType));
  return [document.value.config, ...layers].map((entry) => entry.digest);
}

export interface ReferrerDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * The entry of a manifest in the referrers list of `subject`, or undefined when it refers to something else.
 */
export function referrerOf(
  manifest: { readonly digest: string; readonly mediaType: string; readonly body: Uint8Array },
  subject: string,
): ReferrerDescriptor | undefined {
  const document = readManifest(manifest.mediaType, manifest.body);
  if (typeof document === 'string' || document.value.subject?.digest !== subject) return undefined;
  const { value } = document;
  const artifactType =
    value.artifactType ?? (document.kind === 'manifest' ? document.value.config.mediaType : undefined);
  return {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.body.byteLength,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(value.annotations === undefined ? {} : { annotations: value.annotations }),
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
