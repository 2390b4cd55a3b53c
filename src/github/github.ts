/*
 * The door of the room that talks to GitHub: `transport` sends requests, `read` asks, `write` changes. It
 * knows repositories, commits, branches and pull requests. It may not know environments, gates, inputs or
 * registries: what to write is decided elsewhere. Nothing else of this room is imported from outside.
 */
import { type ApiOptions, createApi } from './transport/api.ts';
import type { Verbs } from './verbs.ts';
import { waitForToken } from './transport/fresh-token.ts';
import { type RepositoryState, readRepository } from './read/read-repository.ts';

export type { AttestationPage } from './read/attestations/attestations.ts';
export type { BaseCommit } from './read/history/base-history.ts';
export type { Arrival, BlamedLines } from './read/history/blame.ts';
export type { CommitPull } from './read/deployed/commit-pulls.ts';
export type { Deployment, DeploymentStatus } from './read/deployed/deployments.ts';
export type { FileHistory, FileRevision, HistoryCommit } from './read/history/file-history.ts';
export { blobOid } from './read/git-blob.ts';
export type { MergeFacts } from './read/merge-facts.ts';
export type { OpenPull } from './read/open-pulls.ts';
export type { ReadFiles } from './read/read-files.ts';
export type { Surveyed } from './read/read-lanes.ts';
export type { MergeMethod, RepositoryState } from './read/read-repository.ts';
export type { CommitOrder } from './read/proposed/commit-order.ts';
export type { ProposedPull } from './read/proposed/proposed-pulls.ts';
export type { CommitPair } from './read/changes/source-changes.ts';
export type { InstalledApp, RepositorySettings } from './read/settings/read-settings.ts';
export type { BranchRules } from './read/settings/branch-rules.ts';
export type { ListedFile } from './read/tree-listing.ts';
export { apiAddress } from './transport/api-address.ts';
export { readOnly } from './transport/explain.ts';
export type { NewCommit } from './write/commit-files.ts';
export type { BranchMove } from './write/move-branch.ts';
export type { FollowUps, Named } from './write/follow-up-fields.ts';
export type { MergeAnswer, Mergeable } from './write/merge-pull.ts';
export type { OpenedPull } from './write/open-pull.ts';
export type { PlacedPull, PullPlacement } from './write/place-pulls.ts';

/**
 * A GitHub, as promotion needs it. Methods throw `WaybillError`; none leaves a write half known: after an
 * unclear answer they look what became of it.
 */
export interface GitHub extends Verbs {
  /** How many writes were done so far, or may have been: what a run that fails says of itself. */
  writes(): number;
  readRepository(repository: string, branch: string | undefined): Promise<RepositoryState>;
}

/**
 * One GitHub, as one token, and as another one where source repositories are read: that one may do nothing
 * else. Waits, the clock and chance come from outside. All but the first read is loaded when it is asked for.
 */
export function createGitHub(options: ApiOptions & { readonly sourceToken?: string | undefined }): GitHub {
  const { sourceToken } = options;
  const api = createApi(options);
  const sources = sourceToken === undefined ? api : createApi({ ...options, token: sourceToken });
  const whenKnown = waitForToken(api, options.token);
  let loaded: Promise<Verbs> | undefined;
  const load = async (): Promise<Verbs> => (await import('./verbs.ts')).createVerbs(api, sources);
  const later = (): Promise<Verbs> => (loaded ??= load());
  return {
    writes: api.writes,
    readRepository: (repository, branch) => whenKnown(() => readRepository(api, repository, branch)),
    survey: async (...asked) => (await later()).survey(...asked),
    readFiles: async (...asked) => (await later()).readFiles(...asked),
    proposedPull: async (...asked) => (await later()).proposedPull(...asked),
    proposedPulls: async (...asked) => (await later()).proposedPulls(...asked),
    compareCommits: async (...asked) => (await later()).compareCommits(...asked),
    commitOrder: async (...asked) => (await later()).commitOrder(...asked),
    sourceChanges: async (...asked) => (await later()).sourceChanges(...asked),
    commitTimes: async (...asked) => (await later()).commitTimes(...asked),
    attestations: async (...asked) => (await later()).attestations(...asked),
    storeAttestation: async (...asked) => (await later()).storeAttestation(...asked),
    writeCommits: async (...asked) => (await later()).writeCommits(...asked),
    moveBranch: async (...asked) => (await later()).moveBranch(...asked),
    openPull: async (...asked) => (await later()).openPull(...asked),
    rewritePull: async (...asked) => (await later()).rewritePull(...asked),
    comment: async (...asked) => (await later()).comment(...asked),
    placePulls: async (...asked) => (await later()).placePulls(...asked),
    followUp: async (...asked) => (await later()).followUp(...asked),
    blame: async (...asked) => (await later()).blame(...asked),
    arrivals: async (...asked) => (await later()).arrivals(...asked),
    baseHistory: async (...asked) => (await later()).baseHistory(...asked),
    fileOids: async (...asked) => (await later()).fileOids(...asked),
    fileHistories: async (...asked) => (await later()).fileHistories(...asked),
    writeStatus: async (...asked) => (await later()).writeStatus(...asked),
    showStatus: async (...asked) => (await later()).showStatus(...asked),
    mergeFacts: async (...asked) => (await later()).mergeFacts(...asked),
    mergeNow: async (...asked) => (await later()).mergeNow(...asked),
    mergeWhenReady: async (...asked) => (await later()).mergeWhenReady(...asked),
    mergeNoMore: async (...asked) => (await later()).mergeNoMore(...asked),
    enqueue: async (...asked) => (await later()).enqueue(...asked),
    dequeue: async (...asked) => (await later()).dequeue(...asked),
    settings: async (...asked) => (await later()).settings(...asked),
    statusesOf: async (...asked) => (await later()).statusesOf(...asked),
    deployments: async (...asked) => (await later()).deployments(...asked),
    commitPulls: async (...asked) => (await later()).commitPulls(...asked),
    pullCommit: async (...asked) => (await later()).pullCommit(...asked),
    writeDeployment: async (...asked) => (await later()).writeDeployment(...asked),
    writeDeploymentStatus: async (...asked) => (await later()).writeDeploymentStatus(...asked),
    putComment: async (...asked) => (await later()).putComment(...asked),
    recordDeployment: async (...asked) => (await later()).recordDeployment(...asked),
  };
}
