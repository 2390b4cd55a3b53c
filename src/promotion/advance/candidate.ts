import type { Digest } from '../../image/digest.ts';
import type { Declaration, Since } from './environment-state.ts';

/** What one upstream declares of an image. */
export interface UpstreamDeclaration {
  readonly environment: string;
  readonly declaration: Declaration;
  /** Since when it declares its one version. Undefined when that was not read, or there is not one version. */
  readonly since: Since | undefined;
}

/** Who declares what, for a log. `digest` is undefined where the image is not declared at all. */
export interface Voice {
  readonly environment: string;
  readonly digest: Digest | undefined;
  readonly tag: string | undefined;
}

/** What the upstreams of an environment bring of one image now. */
export type Candidate =
  | {
      readonly kind: 'one';
      readonly digest: Digest;
      readonly tag: string | undefined;
      /** The upstreams that declare it: the gates are judged on these. */
      readonly from: readonly string[];
    }
  /** No upstream declares the image, or there is no upstream. */
  | { readonly kind: 'none' }
  /** The upstreams that count do not declare one and the same digest. */
  | { readonly kind: 'disagree'; readonly who: readonly Voice[] }
  /** Upstreams of `after: { any }` declare different digests, and since when has to be read of all of them first. */
  | { readonly kind: 'undated'; readonly who: readonly Voice[] };
