import type { EnvironmentConfig } from '../../config/config.ts';
import type { Digest } from '../../image/digest.ts';
import type { Since } from '../advance/environment-state.ts';
import type { Hold } from '../hold/holds.ts';
import type { KnownPause } from '../pause/pauses.ts';

/** Everything that the gates of one proposal look at. Nothing of it comes from the text of a pull request. */
export interface GateQuestion {
  readonly environment: Pick<EnvironmentConfig, 'name' | 'after' | 'gates'>;
  /** The images that move. */
  readonly members: readonly ImageQuestion[];
  /** The groups of these images that come from one commit or version. */
  readonly groups?: readonly GroupQuestion[];
  /** The wave that is proposed; undefined where the environment has none. */
  readonly wave: WaveStanding | undefined;
  /** What keeps these images from being merged now; a roll back passes it. */
  readonly pauses: readonly KnownPause[];
  /** The reviews of the open pull request. Undefined while there is none. */
  readonly review: ReviewStanding | undefined;
  /** GitHub's clock, not the runner's. */
  readonly now: Date;
}

/** One image of a proposal. */
export interface ImageQuestion {
  readonly name: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  /** The version that the image says of itself. What a record says is not asked here. */
  readonly version: string | undefined;
  /** The registry did not say what the image is. */
  readonly unanswered?: boolean;
  /** What the environment declares of it now. */
  readonly declared: readonly KnownVersion[];
  /** Each upstream of the environment, in the order of `waybill.yaml`. */
  readonly upstreams: readonly UpstreamStanding[];
  /** The hold on this very digest in this environment. */
  readonly hold: Hold | undefined;
  /** Who built it, where the environment asks; undefined where that has not been read. */
  readonly provenance?: ProvenanceStanding | undefined;
}

/** Whether it is proved that an image was built as `waybill.yaml` says. */
export interface ProvenanceStanding {
  readonly kind: 'accepted' | 'refused' | 'unknown';
  /** Of what is not accepted. */
  readonly code: string | undefined;
  /** One sentence. */
  readonly words: string;
  /** The run that built it. */
  readonly run: string | undefined;
}

/** A group whose images have to come from one commit, or to have one version. */
export interface GroupQuestion {
  readonly name: string;
  readonly same: 'commit' | 'version';
  /** The images of it that the environment declares, as they are after the promotion. */
  readonly members: readonly GroupMember[];
}

export interface GroupMember {
  readonly name: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  readonly isMoving: boolean;
  /** The commit or version that the digest says of itself: `acme/shop@<commit>`, `1.2.0`. */
  readonly from: string | undefined;
  /** The registry did not say what it is. */
  readonly isUnanswered: boolean;
}

/** A version that a file declares, as far as it is known. */
export interface KnownVersion {
  readonly digest: Digest;
  readonly tag: string | undefined;
  readonly version: string | undefined;
}

/** How one upstream stands to the digest of one image. */
export interface UpstreamStanding {
  readonly environment: string;
  readonly declares: UpstreamDeclares;
  /** The commit statuses to look for there, from `healthContexts`. */
  readonly contexts: readonly string[];
  readonly commits: readonly CommitStatuses[];
}

export type UpstreamDeclares =
  /** It declares the digest, and no other. `since` is undefined when that could not be read. */
  | { readonly kind: 'now'; readonly since: Since | undefined }
  /** It declared the digest from `since` until `until`, and then a promotion brought another one. */
  | { readonly kind: 'before'; readonly since: Since; readonly until: Since }
  /**
   * As far as is known it does not declare the digest. `instead` is what it declares, and empty when it
   * declares nothing of this image. `isRolledBack`: the digest was there, and something older came back over
   * it, or it is held there now.
   */
  | {
      readonly kind: 'not';
      readonly instead: readonly Pick<KnownVersion, 'digest' | 'tag'>[];
      readonly isRolledBack?: boolean;
    };

/**
 * A commit of a base branch that contains a declaration, with its statuses. A list of them is newest first.
 */
export interface CommitStatuses {
  readonly oid: string;
  readonly url: string | undefined;
  readonly statuses: readonly CommitStatus[];
}

export interface CommitStatus {
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending' | 'expected';
  /** Empty where none was given. */
  readonly description: string;
  readonly url: string | undefined;
  /** When it was set; undefined where that was not read. */
  readonly at?: Date | undefined;
}

/** The wave that is proposed, and how the targets of the waves before it stand. */
export interface WaveStanding {
  /** Counted from 1, for people. */
  readonly number: number;
  readonly targets: readonly string[];
  readonly earlier: readonly TargetStanding[];
}

export interface TargetStanding {
  readonly target: string;
  /** It declares every digest that is proposed. */
  readonly converged: boolean;
  readonly contexts: readonly string[];
  readonly commits: readonly CommitStatuses[];
}

/** The open pull request as far as reviews go. */
export interface ReviewStanding {
  readonly head: string;
  /** Login of who opened it. */
  readonly author: string | undefined;
  readonly reviews: readonly Review[];
}

/** A review by a person; the newest one of each counts. A list of them is oldest first. */
export interface Review {
  readonly by: string;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'commented';
  /** The head that was reviewed. */
  readonly commit: string | undefined;
  readonly url: string | undefined;
}
