import type { Digest } from '../../image/digest.ts';
import type { GateResult } from '../gates/gate.ts';
import type { Hold } from '../hold/holds.ts';

/** An environment on the road of a digest, and since when it declares it. */
export interface EarlierDeclaration {
  readonly environment: string;
  /** The image, by name. */
  readonly image: string;
  readonly digest: Digest;
  readonly since: Date | undefined;
  /** The commit that brought it. */
  readonly commit: { readonly oid: string; readonly url: string | undefined } | undefined;
  /** The pull request that brought it. */
  readonly pull: { readonly number: number; readonly url: string } | undefined;
}

/** What a pull request says beside the images: the gates, promotion history, and what comes next. */
export interface PullRequestFacts {
  readonly gates: readonly GateResult[];
  /** Where the proposed digests are declared already, in the order of the environments. */
  readonly history: readonly EarlierDeclaration[];
  /** The environments that come after this one. */
  readonly next: readonly string[];
  /** Who merges; undefined when that is not known. */
  readonly merge: 'manual' | 'auto' | undefined;
  /** What waits until this pull request is merged or closed: one line of Markdown that Waybill wrote. */
  readonly nextInLine: string | undefined;
  /** Holds whose entries go with the same commit: nothing could bring their digests back any more. */
  readonly endedHolds?: readonly Hold[];
}

/** Nothing is known beside the images. */
export const NO_FACTS: PullRequestFacts = {
  gates: [],
  history: [],
  next: [],
  merge: undefined,
  nextInLine: undefined,
};
