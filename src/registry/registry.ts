import type { Digest } from '../image/digest.ts';
import type { Platform } from '../image/platform.ts';
import type { ImageReference } from '../image/reference.ts';

/** A manifest or index as the registry served it. `digest` is the SHA-256 of `body`, computed here. */
export interface FetchedManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly body: Uint8Array;
}

/** An OCI content descriptor (opencontainers/image-spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** What an image says of itself: the manifest or index, and the labels of its configuration (of the first platform of an index). */
export interface ImageDescription {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly platforms: readonly Platform[];
  /** Annotations of the manifest or index itself. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `created` of the configuration, RFC 3339, when it says. */
  readonly created: string | undefined;
}

/** What to attach to a digest. `content` becomes the only layer, so that generic tools can pull it. */
export interface Attachment {
  readonly artifactType: string;
  readonly content: Uint8Array;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * An OCI registry, as promotion needs it. Methods throw `WaybillError` with a `REGISTRY_*` code when the registry
 * refuses or does not answer; absence is a value (`undefined`, an empty list), never an error.
 */
export interface Registry {
  /** The digest that a reference points to now, or undefined when there is none. A tag is read, hashed and compared; a digest is checked to exist. */
  resolve(reference: ImageReference): Promise<Digest | undefined>;
  manifest(reference: ImageReference): Promise<FetchedManifest | undefined>;
  describe(reference: ImageReference): Promise<ImageDescription | undefined>;
  /** Puts `tag` on a manifest by writing the same bytes under that name. */
  tag(repository: ImageReference, tag: string, manifest: FetchedManifest): Promise<void>;
  /** Attaches content to a digest as an OCI artifact with `subject`; with the fallback tag where the registry has no referrers API. Attaching the same bytes again changes nothing. */
  attach(subject: ImageReference & { readonly digest: Digest }, attachment: Attachment): Promise<Descriptor>;
  /** The artifacts of one type attached to a digest, in the registry's order. */
  attachments(
    subject: ImageReference & { readonly digest: Digest },
    artifactType: string,
  ): Promise<readonly Descriptor[]>;
  /** The content of one attached artifact, checked against its digest. */
  attachedContent(repository: ImageReference, artifact: Descriptor): Promise<Uint8Array>;
}
