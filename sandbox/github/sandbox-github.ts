import type { WorkLimits } from './graphql/work.ts';
import type { MergeKind } from './git/merge.ts';

/**
 * A file of a repository: its text, or its bytes with a mode other than 100644 (`120000` is a symlink, its
 * content the target).
 */
export type SeedFile =
  string | { readonly content: string | Uint8Array; readonly mode: '100644' | '100755' | '120000' };

type Level = 'read' | 'write' | 'admin';

/** What a token may do. Names are those of GitHub's fine-grained permissions. */
export interface TokenGrant {
  /**
   * `workflow` cannot leave its repository and never has the `workflows` permission. `installation` is an
   * App. `pat` is a person, whose commits are not Verified.
   */
  readonly kind: 'workflow' | 'installation' | 'pat';
  /** Who acts: `github-actions[bot]`, `acme-waybill[bot]`, `alice`. */
  readonly login: string;
  /** `owner/name`; absent means every repository of the stand-in. */
  readonly repositories?: readonly string[];
  readonly permissions: Readonly<
    Partial<
      Record<
        | 'contents'
        | 'pull_requests'
        | 'issues'
        | 'statuses'
        | 'metadata'
        | 'workflows'
        | 'members'
        | 'deployments'
        | 'actions'
        | 'administration'
        | 'actions_variables'
        | 'organization_administration'
        | 'packages'
        | 'attestations'
        | 'artifact_metadata',
        Level | undefined
      >
    >
  >;
  /** Whether rules of branches do not hold for it: an App on the list of those that may bypass them. */
  readonly bypassesRules?: boolean;
  /** So many requests are answered by servers that have not heard of the token yet. */
  readonly unknownFor?: number;
  /** After so many requests the token is expired: 401. */
  readonly validFor?: number;
}

/** A job of a workflow run, as the token that says who it is names it. */
export interface SandboxJob {
  /** `owner/name` */
  readonly repository: string;
  /** `.github/workflows/build.yml` */
  readonly workflow: string;
  readonly ref: string;
  readonly sha: string;
  /** `push` where it is left out. */
  readonly event?: string;
  /**
   * The reusable workflow that the job is in: `acme/workflows/.github/workflows/build.yml@refs/heads/main`.
   */
  readonly calledWorkflow?: string;
  readonly runner?: 'github-hosted' | 'self-hosted';
  readonly runId?: string;
  readonly runAttempt?: string;
}

/** A GitHub App, and where it is installed. */
export interface AppRegistration {
  readonly clientId: string;
  /** `acme-waybill`; it acts as `acme-waybill[bot]`. */
  readonly slug: string;
  /** The account that it is installed on. */
  readonly owner: string;
  readonly permissions: TokenGrant['permissions'];
  /** `owner/name`; absent means every repository of the owner. */
  readonly repositories?: readonly string[];
  /** What belongs to the private key that the App signs with, as PEM. */
  readonly publicKey: string;
}

/** What an organization keeps of an artifact that it runs. */
export interface DeploymentRecord {
  readonly organization: string;
  readonly name: string;
  readonly digest: string;
  readonly version: string;
  readonly status: string;
  readonly environment: string;
  readonly cluster: string;
  readonly deployment: string;
}

/** Something that starts the workflows that listen to it. */
export interface WorkflowEvent {
  /** `pull_request` stands for `pull_request_target`, too. */
  readonly name: 'push' | 'status' | 'repository_dispatch' | 'merge_group' | 'pull_request';
  readonly repository: string;
  readonly sender: string;
  /** Of a push: `refs/heads/main`. Of a merge group: `refs/heads/gh-readonly-queue/main/pr-7-<sha>`. */
  readonly ref?: string;
  /**
   * The commit that was pushed, that has the status, that a merge queue made, or the head of a pull request.
   */
  readonly sha?: string;
  /** Of a merge group and a pull request: the branch to be merged into, and the commit it stands on. */
  readonly base?: { readonly ref: string; readonly sha: string };
  readonly context?: string;
  readonly state?: string;
  /** Of a pull request. */
  readonly number?: number;
  /** Of a pull request that was edited: `title`, `body`, `base`. */
  readonly changes?: readonly string[];
  /** The type of a `repository_dispatch`; of a merge group `checks_requested`; of a pull request `opened`. */
  readonly action?: string;
}

/** One request that was answered, in order. */
export interface RequestEntry {
  readonly method: string;
  readonly path: string;
  /**
   * `owner/name` that the request is about; GraphQL: of the first `repository(owner:, name:)` or of the node
   * named.
   */
  readonly repository: string | undefined;
  /**
   * The route template (`POST /repos/{owner}/{repo}/pulls`) or the GraphQL root fields
   * (`graphql updateRefs`).
   */
  readonly operation: string;
  readonly write: boolean;
  readonly status: number;
}

export type FaultMode =
  | 'lose-answer' // the write is done, the connection is cut before the answer
  | 'reset-before' // the connection is cut before anything is done
  | 'bad-gateway-after' // 502 with an HTML body after the write is done
  | 'bad-gateway-before'
  | 'truncated-answer' // 200 with half of the JSON
  | 'delay'
  | 'secondary-limit' // 403 with GitHub's text and retry-after
  | 'secondary-limit-without-time' // the same without retry-after
  | 'secondary-limit-as-200' // GraphQL: the text in `errors`, without type and without a time
  | 'secondary-limit-midway' // GraphQL: the same for the fields of a mutation after `amount` of them
  | 'cut-off-midway' // GraphQL: 502 after `amount` fields of a mutation are done
  | 'too-quickly' // new content is refused; of a mutation, its pull requests and comments after `amount`
  | 'too-many-requests' // 429 with retry-after
  | 'primary-limit' // 403, x-ratelimit-remaining: 0, x-ratelimit-reset
  | 'unauthorized'
  | 'node-not-ready' // 422 "Could not resolve to a node", as right after something was created
  | 'stale-read' // a list of pull requests answers as it was before the last write
  | 'null-folder' // GraphQL: the folder at `path` is null, without an error
  | 'null-entries'; // GraphQL: the folder at `path` is there, and its entries are null

export interface Fault {
  readonly mode: FaultMode;
  /** Which request: the n-th from now on (1 is the next), counted over those that `match` accepts. */
  readonly nth?: number;
  readonly match?: (
    entry: Pick<RequestEntry, 'method' | 'path' | 'operation' | 'write' | 'repository'>,
  ) => boolean;
  /** How often; 1 when absent. */
  readonly times?: number;
  /** For `delay`: what the request waits for, in place of a time. */
  readonly until?: Promise<unknown>;
  /** For `delay`: milliseconds. For limits: `retry-after` in seconds, or the reset time from now. */
  readonly amount?: number;
  /** For folders that are null: which; below a folder that is listed by its id, its name from there. */
  readonly path?: string;
}

export interface RepositorySettings {
  readonly private?: boolean;
  /** What its owner pays for; `free` when absent. Private repositories of a free plan lack a lot. */
  readonly plan?: 'free' | 'team' | 'enterprise';
  readonly archived?: boolean;
  readonly defaultBranch?: string;
  readonly allowAutoMerge?: boolean;
  readonly deleteBranchOnMerge?: boolean;
  /** "Allow GitHub Actions to create and approve pull requests". */
  readonly actionsMayCreatePullRequests?: boolean;
  readonly mergeQueue?: boolean;
  /** Whether a workflow's own token may write where a workflow says nothing. */
  readonly workflowTokenMayWrite?: boolean;
  /** Variables of Actions, by their names in capitals. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether GitHub locks each release and its tag. */
  readonly immutableReleases?: boolean;
  /** The methods that the repository allows; all three when absent. The first is what GitHub offers first. */
  readonly mergeMethods?: readonly MergeKind[];
}

export interface PullRequestView {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly draft: boolean;
  readonly title: string;
  readonly body: string;
  readonly author: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly base: { readonly ref: string; readonly sha: string };
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly teamReviewers: readonly string[];
  readonly comments: readonly { readonly author: string; readonly body: string }[];
  readonly autoMerge: boolean;
  /** The commit that the merge queue would put on the base branch; undefined where it is in no queue. */
  readonly mergeGroup: { readonly ref: string; readonly sha: string } | undefined;
}

/** One repository, seen and changed from outside the API: what people and their git clients do. */
export interface SandboxRepository {
  readonly fullName: string;
  /** The bare repository on disk, for `git` itself. */
  readonly gitDirectory: string;
  readonly cloneUrl: string;
  head(branch: string): Promise<string | undefined>;
  branches(): Promise<readonly string[]>;
  /** The bytes of a file at a branch or commit, undefined when it is not there. */
  read(revision: string, path: string): Promise<Uint8Array | undefined>;
  mode(revision: string, path: string): Promise<string | undefined>;
  /**
   * Commits as a person who pushed: changed files, `null` deletes one. Creates the branch from the default
   * branch when it is missing.
   */
  push(
    branch: string,
    files: Readonly<Record<string, SeedFile | null>>,
    options?: { readonly message?: string; readonly author?: string; readonly date?: Date },
  ): Promise<string>;
  /** Points a branch elsewhere, as a forced push does; undefined deletes it. */
  force(branch: string, commit: string | undefined): Promise<void>;
  pullRequests(): readonly PullRequestView[];
  /** Opens one as a person does in the browser; the base is the default branch when absent. */
  openPullRequest(wish: {
    readonly title: string;
    readonly head: string;
    readonly base?: string;
    readonly body?: string;
    readonly author?: string;
    readonly draft?: boolean;
  }): Promise<PullRequestView>;
  /** Merges as the button does. */
  merge(number: number, method?: 'merge' | 'squash' | 'rebase'): Promise<string>;
  close(number: number): Promise<void>;
  /** A person approves the runs that pull requests of a workflow's own token wait with. */
  approveRuns(): void;
  /** A person's approving review. */
  approve(number: number, login: string): Promise<void>;
  /** Requires pull requests, statuses or reviews on a branch. */
  protect(
    branch: string,
    rule: {
      readonly requirePullRequest?: boolean;
      readonly requiredContexts?: readonly string[];
      readonly requiredReviews?: number;
      readonly creation?: boolean;
      /** No merge commits. */
      readonly linearHistory?: boolean;
      /** The only methods that a ruleset lets merge into the branch. */
      readonly mergeMethods?: readonly MergeKind[];
      /** The App, by its slug, whose statuses alone count. */
      readonly statusApp?: string;
      /** A rule of a ruleset, and not a branch protection of the old kind. */
      readonly isRuleset?: boolean;
    },
  ): void;
  configure(settings: RepositorySettings): void;
  setStatus(
    commit: string,
    context: string,
    state: 'success' | 'failure' | 'pending' | 'error',
    description?: string,
  ): Promise<void>;
  /** What `GET attestations/{subject_digest}` then lists for the digest; with `url`, by its address. */
  addAttestation(digest: string, bundle: unknown, url?: string): void;
  /** Gives a workflow run a page. */
  showRun(id: string, run: { readonly title: string; readonly summary: string }): void;
  /** Gives a container image a page. */
  showPackage(image: {
    readonly name: string;
    readonly image: string;
    readonly isPrivate: boolean;
    readonly tags: () => Readonly<Record<string, string>>;
  }): void;
  /** Publishes a release on a commit, with its tag. */
  release(
    tag: string,
    wish: { readonly commit: string; readonly name?: string; readonly notes?: string },
  ): Promise<void>;
  /** The `repository_dispatch` events that were sent, in order. */
  dispatches(): readonly { readonly eventType: string; readonly payload: unknown; readonly sender: string }[];
  deployments(): readonly {
    readonly environment: string;
    readonly sha: string;
    readonly ref: string;
    readonly task: string;
    readonly payload: unknown;
    readonly states: readonly string[];
    /** Of the newest status; empty where it has none. */
    readonly description: string;
    readonly environmentUrl: string;
    readonly logUrl: string;
  }[];
}

/** A GitHub over HTTP whose objects live in real bare git repositories. */
export interface SandboxGitHub {
  /** Pages and `git clone`: `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** As on GitHub Enterprise Server: `<url>/api/v3`; GraphQL is `<url>/api/graphql`. */
  readonly apiUrl: string;
  createRepository(
    fullName: string,
    files?: Readonly<Record<string, SeedFile>>,
    settings?: RepositorySettings,
  ): Promise<SandboxRepository>;
  repository(fullName: string): SandboxRepository;
  /** The variables by which a job with the permission `id-token: write` asks who it is. */
  startJob(job: SandboxJob): Readonly<Record<string, string>>;
  /** What belongs to the key that signs who a job is, as PEM. */
  readonly identityKey: string;
  /** Makes a token and returns its text. */
  grant(grant: TokenGrant): string;
  /** An App that mints its own tokens through the API. */
  registerApp(registration: AppRegistration): void;
  /** The owner suspends the installation of an App, or takes it away: by its login, `acme-waybill[bot]`. */
  endInstallation(login: string, how: 'suspended' | 'uninstalled'): void;
  /** Teams that can be asked for a review: `acme/sre`. Users exist as soon as they are named here. */
  addPeople(people: { readonly users?: readonly string[]; readonly teams?: readonly string[] }): void;
  /** What the organizations keep of the artifacts that they run. */
  readonly deploymentRecords: readonly DeploymentRecord[];
  readonly requests: readonly RequestEntry[];
  /** What has started workflows so far, in order: not what a workflow's own token pushed, merged or said. */
  readonly workflowEvents: readonly WorkflowEvent[];
  clearRequests(): void;
  inject(fault: Fault): void;
  /**
   * Requests and answers that GitHub's published schemas do not allow; a test asserts that it is empty.
   * Filled with `validate: true`.
   */
  readonly violations: readonly string[];
  /**
   * Reads GitHub's GraphQL schema now; otherwise the first GraphQL request of the process waits a quarter of
   * a second for it.
   */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

export interface SandboxGitHubOptions {
  /** Where the bare repositories live; a temporary folder, removed at `close`, when absent. */
  readonly directory?: string;
  /** Validates every request and answer against GitHub's OpenAPI and GraphQL schemas. */
  readonly validate?: boolean;
  readonly now?: () => Date;
  /** How much one query may make it do; less than what GitHub takes at most. */
  readonly workLimits?: Partial<WorkLimits>;
  /** A free port when absent. */
  readonly port?: number;
}
