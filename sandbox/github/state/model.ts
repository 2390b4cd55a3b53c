import type { App } from './apps.ts';
import type { RepositorySettings, TokenGrant } from '../sandbox-github.ts';
import type { MergeKind } from '../git/merge.ts';
import type { ObjectStore } from '../git/object-store.ts';

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
}

export interface Team {
  readonly organization: string;
  readonly slug: string;
  readonly id: number;
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface IssueComment {
  readonly id: number;
  readonly author: string;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface PullReview {
  readonly id: number;
  readonly author: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  readonly body: string;
  readonly commit: string;
  readonly submittedAt: Date;
}

interface AutoMerge {
  readonly by: string;
  readonly method: MergeKind;
  readonly title: string | undefined;
  readonly message: string | undefined;
  readonly enabledAt: Date;
}

export interface Pull {
  readonly id: number;
  readonly number: number;
  readonly author: string;
  readonly createdAt: Date;
  title: string;
  body: string | null;
  draft: boolean;
  state: 'open' | 'closed';
  headRef: string;
  /** Follows the branch while the pull request is open. */
  headSha: string;
  baseRef: string;
  baseSha: string;
  merged: { readonly at: Date; readonly by: string; readonly commit: string } | undefined;
  closedAt: Date | undefined;
  updatedAt: Date;
  labels: Label[];
  reviewers: string[];
  /** Slugs of teams of the owner. */
  teamReviewers: string[];
  comments: IssueComment[];
  reviews: PullReview[];
  autoMerge: AutoMerge | undefined;
  /** Its place in the merge queue; undefined where it is not in it. */
  queue: QueueEntry | undefined;
}

/** A pull request in a merge queue. */
export interface QueueEntry {
  readonly by: string;
  /** Smaller is earlier. */
  readonly place: number;
  readonly enqueuedAt: Date;
  group: MergeGroup | undefined;
}

/** What a merge queue proposes: a commit of its own, on a branch of its own. */
interface MergeGroup {
  /** `refs/heads/gh-readonly-queue/main/pr-7-<onto>`. */
  readonly name: string;
  /** The head of the base branch, or the commit of the merge group before it. */
  readonly onto: string;
  /** The head of the pull request. */
  readonly head: string;
  readonly commit: string;
}

export type StatusState = 'success' | 'failure' | 'pending' | 'error';

export interface Status {
  readonly id: number;
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: Date;
}

export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: string;
  readonly createdAt: Date;
}

export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly sha: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: string;
  readonly createdAt: Date;
  readonly statuses: DeploymentStatus[];
}

export interface Protection {
  readonly requirePullRequest: boolean;
  readonly requiredContexts: readonly string[];
  readonly requiredReviews: number;
  readonly creation: boolean;
  readonly linearHistory: boolean;
  readonly mergeMethods: readonly MergeKind[] | undefined;
  /** The slug of the App whose statuses alone count; undefined where those of everybody do. */
  readonly statusApp: string | undefined;
  readonly isRuleset: boolean;
}

interface Dispatch {
  readonly eventType: string;
  readonly payload: unknown;
  readonly sender: string;
}

export interface Release {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly author: string;
  /** Its tag cannot be moved or deleted. */
  readonly immutable: boolean;
  readonly createdAt: Date;
}

/** A signed statement about a digest, as the store of attestations keeps it. */
export interface Attestation {
  readonly bundle: unknown;
  /** Where the bundle is, if it is not in the list itself. */
  readonly url: string | undefined;
  /** What the statement says that it is; undefined where it cannot be read. */
  readonly predicateType: string | undefined;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly createdAt: Date;
  readonly store: ObjectStore;
  readonly settings: Required<RepositorySettings>;
  pushedAt: Date;
  nextNumber: number;
  /** Set once the default branch has been seen to exist. */
  hasCommits: boolean;
  readonly pulls: Map<number, Pull>;
  /** The pull requests as they were before the last write: what a list that lags behind answers. */
  pullsBefore: readonly Pull[];
  readonly labels: Label[];
  readonly statuses: Map<string, Status[]>;
  readonly deployments: Deployment[];
  readonly protections: Map<string, Protection>;
  /** Base branch to the commit that the last merge of a pull request left there. */
  readonly mergedInto: Map<string, string>;
  readonly dispatches: Dispatch[];
  readonly attestations: Map<string, readonly Attestation[]>;
  readonly releases: Release[];
  /** What a person finds at the pages of workflow runs and packages; no route of the API knows them. */
  readonly shown: { readonly runs: Map<string, ShownRun>; readonly packages: ShownPackage[] };
}

/** A workflow run as its page shows it. */
interface ShownRun {
  readonly title: string;
  /** The job summary, as Markdown. */
  readonly summary: string;
}

/** A container image as its page shows it. */
export interface ShownPackage {
  readonly name: string;
  /** `registry/repository`. */
  readonly image: string;
  readonly isPrivate: boolean;
  /** Tag to digest, as the registry has them now. */
  readonly tags: () => Readonly<Record<string, string>>;
}

export interface Token {
  readonly text: string;
  readonly grant: TokenGrant;
  /** When it is worth nothing any more. */
  readonly expires: Date | undefined;
  uses: number;
}

/**
 * Who makes a request: a token's holder, an App by its own key, somebody without a token, or somebody outside
 * the API who may do everything.
 */
export type Actor =
  | { readonly kind: 'token'; readonly login: string; readonly token: Token }
  | { readonly kind: 'app'; readonly login: string; readonly app: App }
  | { readonly kind: 'anonymous'; readonly login: '' }
  | { readonly kind: 'outside'; readonly login: string };
