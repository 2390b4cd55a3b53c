import { z } from 'zod';
import { parseJson } from '../transport/json.ts';
import { type Digest, isDigest } from '../../image/digest.ts';
import { type RepositoryName } from '../transport/endpoint.ts';
import { isIndexType, isManifestType } from './media-types.ts';
import { printable, refusedError } from '../transport/registry-error.ts';
import type { Descriptor, FetchedManifest } from './manifest.ts';

const annotationMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const digest = z.custom<Digest>(
  (value) => typeof value === 'string' && isDigest(value),
  'must be sha256:<64 hex>',
);
const platform = z.looseObject({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});

const descriptorSchema = z.object({
  mediaType: z.string().min(1),
  digest,
  size: z.number().int().nonnegative(),
  artifactType: z.string().optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const manifestSchema = z.object({
  mediaType: z.string().optional(),
  artifactType: z.string().optional(),
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
  subject: descriptorSchema.optional(),
  annotations: annotationMap,
});
const indexSchema = z.object({
  mediaType: z.string().optional(),
  manifests: z.array(descriptorSchema.extend({ platform: platform.optional() })),
  subject: descriptorSchema.optional(),
  annotations: annotationMap,
});
const configSchema = z.object({
  os: z.string().optional(),
  architecture: z.string().optional(),
  variant: z.string().optional(),
  created: z.string().nullish(),
  config: z.object({ Labels: annotationMap }).nullish(),
});

export type ImageManifest = z.infer<typeof manifestSchema>;
export type ImageIndex = z.infer<typeof indexSchema>;
export type ConfigBlob = z.infer<typeof configSchema>;

/** A manifest or an index, read from its bytes. */
type ServedDocument =
  | { readonly kind: 'manifest'; readonly manifest: ImageManifest }
  | { readonly kind: 'index'; readonly index: ImageIndex };

/**
 * Reads a served manifest by its media type. Throws `REGISTRY_REFUSED` when its content does not fit the
 * type.
 */
export function readDocument(at: RepositoryName, served: FetchedManifest): ServedDocument {
  const what = `the manifest ${served.digest}`;
  if (isIndexType(served.mediaType))
    return { kind: 'index', index: read(at, what, served.body, indexSchema) };
  if (isManifestType(served.mediaType)) {
    return { kind: 'manifest', manifest: read(at, what, served.body, manifestSchema) };
  }
  throw unreadable(at, what, `its media type is ${served.mediaType}`);
}

export function readConfig(at: RepositoryName, of: Digest, body: Uint8Array): ConfigBlob {
  return read(at, `the configuration ${of}`, body, configSchema);
}

/**
 * The descriptors in a list of referrers. Anyone who may push can write there, so other entries are left out.
 */
export function readDescriptors(body: Uint8Array): readonly Descriptor[] | undefined {
  const list = z.object({ manifests: z.array(z.unknown()) }).safeParse(parseJson(body));
  if (!list.success) return undefined;
  return list.data.manifests.flatMap((entry) => {
    const parsed = descriptorSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}

function read<T>(at: RepositoryName, what: string, body: Uint8Array, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw unreadable(at, what, issues.join('; '));
}

function unreadable(at: RepositoryName, what: string, why: string) {
  return refusedError(
    at,
    `${what} cannot be read: ${printable(why)}`,
    'Push the image again with Docker buildx or another builder that writes OCI or Docker v2 manifests.',
  );
}
