/** The commit that a lane's branch points to. */
export interface LaneHead {
  readonly oid: string;
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

/** A pull request from a lane's branch into the base branch, of this repository and not of a fork. */
export interface LanePull {
  /** GitHub's node id. */
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly headOid: string;
  readonly title: string;
  readonly body: string;
  /** Whether GitHub can merge it: `unknown` until it has computed that. */
  readonly mergeable: 'mergeable' | 'conflicting' | 'unknown';
  readonly labels: readonly string[];
  /** Users and teams (`owner/team`) that are asked for a review or have given one. */
  readonly reviewers: readonly string[];
  readonly autoMerge: boolean;
  /** The newest comments, as text. */
  readonly comments: readonly string[];
}

/** What GitHub knows of a lane: the head of its branch and its pull requests, newest first. */
export interface LaneState {
  readonly head: LaneHead | undefined;
  readonly pulls: readonly LanePull[];
}
