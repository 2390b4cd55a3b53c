import type { PlayedRegistry } from './plays.ts';

export interface SandboxRegistryOptions {
  /** The registry that it plays; without it, one that keeps to the specification. */
  readonly plays?: PlayedRegistry;
  /** Whether the referrers API answers; without it a client needs the tag schema. Default true. */
  readonly referrers?: boolean;
  readonly auth?:
    | { readonly kind: 'none' }
    | { readonly kind: 'basic'; readonly username: string; readonly password: string }
    /**
     * Token authentication; `pull` and `push` say what the user may do. Anonymous pull when `anonymousPull`.
     */
    | {
        readonly kind: 'bearer';
        readonly username: string;
        readonly password: string;
        readonly push?: boolean;
        readonly anonymousPull?: boolean;
        /**
         * Repositories that this login may not reach although they are there: private packages of which
         * nobody gave it any, under "Manage Actions access".
         */
        readonly hidden?: readonly string[];
        /** A refresh token that the token endpoint takes in place of the password. */
        readonly identityToken?: string;
        /** After so many requests a token is refused and a new one is needed. */
        readonly tokenUses?: number;
      };
  /** The most entries of one page of referrers. Default 100. */
  readonly pageSize?: number;
  /** The address under which a token server of its own is announced; by default where it listens. */
  readonly announcedTokenServer?: string;
  /** How many pulls are allowed, where they are counted. Default 100. */
  readonly pullLimit?: number;
  readonly port?: number;
}

export interface RegistryRequestEntry {
  readonly method: string;
  /** Decoded, without the query. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly query: string;
  /** What the registry did, also when the answer was lost on its way. */
  readonly status: number;
  readonly authorization: string | undefined;
}

export type RegistryFaultMode =
  | 'unavailable' // 503
  | 'lose-answer'
  | 'too-many-requests' // 429 with retry-after
  | 'wrong-digest-header'
  | 'tampered-body'
  | 'endless-body'
  | 'denied' // 403 DENIED
  | 'missing'; // 404 MANIFEST_UNKNOWN

export interface RegistryFault {
  readonly mode: RegistryFaultMode;
  readonly match?: (request: { readonly method: string; readonly path: string }) => boolean;
  readonly times?: number;
  /** Seconds, for `too-many-requests`. Default 1. */
  readonly retryAfter?: number;
}

/**
 * What to write straight into the registry, without a builder: one image or an index of several platforms.
 */
export interface SeedImage {
  /** Default `['linux/amd64']`; more than one makes an index. */
  readonly platforms?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Annotations of the manifest of each platform, where there are several. */
  readonly platformAnnotations?: Readonly<Record<string, string>>;
  readonly created?: string;
  /** Text that goes into the only layer, so that images differ. */
  readonly content?: string;
  readonly mediaTypes?: 'oci' | 'docker';
  /** Adds an attestation manifest for every platform, as BuildKit does; the image is an index then. */
  readonly attestations?: boolean;
}

/** An OCI registry in memory with the distribution API. */
export interface SandboxRegistry {
  /** `127.0.0.1:<port>`: what stands in an image reference. */
  readonly host: string;
  readonly url: string;
  /** Writes an image and puts the tags on it; returns the digest of the manifest or index. */
  seed(repository: string, tags: readonly string[], image?: SeedImage): string;
  /** tag -> digest. */
  tags(repository: string): ReadonlyMap<string, string>;
  readonly requests: readonly RegistryRequestEntry[];
  /** How many pulls a registry has counted that counts them. */
  readonly pulls: number;
  /** Where tokens are given: the registry itself, or a server of its own. */
  readonly tokenServer: string;
  clearRequests(): void;
  inject(fault: RegistryFault): void;
  close(): Promise<void>;
}
