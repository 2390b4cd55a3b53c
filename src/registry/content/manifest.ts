import type { Digest } from '../../image/digest.ts';
import type { Platform } from '../../image/platform.ts';

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

/**
 * What an image says of itself: its manifest or index, and the labels in its configuration. For an index they
 * are those of its first platform.
 */
export interface ImageDescription {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly size: number;
  readonly platforms: readonly Platform[];
  /** Annotations of the manifest or index itself. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** `created` of the configuration, as RFC 3339; undefined when it is not set. */
  readonly created: string | undefined;
}
