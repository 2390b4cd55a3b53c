import type { Digest } from '../image/digest.ts';

/** A secret of the build. Its value goes into the environment of the builder, never into its arguments. */
export interface BuildSecret {
  readonly id: string;
  readonly value: string;
}

/**
 * Where the built image goes. `digest` pushes it without a tag, so that a tag is put on it once its digest is
 * known. The `docker` driver cannot do that, and pushes under a tag.
 */
export type PushDestination =
  | { readonly kind: 'digest'; readonly image: string }
  | { readonly kind: 'tag'; readonly image: string; readonly tag: string };

/** One build, as `docker buildx build` needs it. Paths are relative to `workspace`. */
export interface BuildRequest {
  readonly workspace: string;
  /** A folder, or the address of a git repository. */
  readonly context: string;
  /** The Dockerfile; `Dockerfile` in the context when absent. */
  readonly file: string | undefined;
  readonly target: string | undefined;
  readonly destination: PushDestination;
  readonly platforms: readonly string[];
  /** `NAME=value`, or `NAME` for the value in the environment. */
  readonly buildArgs: readonly string[];
  readonly secrets: readonly BuildSecret[];
  /** `id=path`. */
  readonly secretFiles: readonly string[];
  /** `key=value`. */
  readonly labels: readonly string[];
  /** `[level:]key=value`. */
  readonly annotations: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly provenance: string | undefined;
  readonly sbom: string | undefined;
  /** The builder instance; the current one when absent. */
  readonly builder: string | undefined;
  readonly buildContexts: readonly string[];
  readonly noCache: boolean;
  readonly noCacheFilters: readonly string[];
  readonly pull: boolean;
  readonly network: string | undefined;
  readonly ssh: readonly string[];
  readonly addHosts: readonly string[];
  readonly allow: readonly string[];
}

/** The builder that will do the work. */
export interface BuilderInfo {
  readonly name: string;
  /** `docker`, `docker-container`, `kubernetes`, `remote`, `cloud`. */
  readonly driver: string;
}

/** Builds images. Methods throw `WaybillError`; its code says what has to be set up or mended. */
export interface Builder {
  /** Finds the builder and checks that it can be used, before anything is built. */
  inspect(name: string | undefined): Promise<BuilderInfo>;
  /** Builds and pushes; returns the digest that the builder says it pushed. */
  build(request: BuildRequest): Promise<Digest>;
}
