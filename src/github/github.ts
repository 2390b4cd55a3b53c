/*
 * The door of the room that talks to GitHub: `transport` sends requests, `read` asks, `write` changes. It
 * knows repositories, commits, branches and pull requests. It may not know environments, gates, inputs or
 * registries: what to write is decided elsewhere. Nothing else of this room is imported from outside.
 */
import type { Result } from '../errors/result.ts';
import type { SourceChanges } from '../promotion/pull-request/source-commit.ts';
import { type ApiOptions, createApi } from './transport/api.ts';
import { type Arrival, arrivals, type BlamedLines, blameFiles } from './read/blame.ts';
import { type BaseCommit, baseHistory } from './read/base-history.ts';
import { type FileHistoriesRequest, type FileHistory, fileHistories } from './read/file-history.ts';
import { type FileAt, fileOids } from './read/file-oids.ts';
import {
  dequeue,
  enqueue,
  type Mergeable,
  type MergeAnswer,
  mergeNoMore,
  mergeNow,
  mergeWhenReady,
  type RefusedMethods,
} from './write/merge-pull.ts';
import { type NewStatus, showStatus, writeStatus } from './write/write-status.ts';
import type { FollowUps } from './write/follow-up-fields.ts';
import { followUp } from './write/follow-ups.ts';
import { type BranchMove, moveBranch, type MoveResult } from './write/move-branch.ts';
import { createMadeLabels } from './write/made-labels.ts';
import { type NewPull, type OpenedPull, openPull } from './write/open-pull.ts';
import { type PlacedPull, placePulls, type PullPlacement } from './write/place-pulls.ts';
import { waitForToken } from './transport/fresh-token.ts';
import { type MergeFacts, readMergeFacts } from './read/merge-facts.ts';
import { type FilesRequest, type ReadFiles, readFiles } from './read/read-files.ts';
import { type Surveyed, type SurveyRequest, surveyEnvironment } from './read/read-lanes.ts';
import { readRepository, type RepositoryState } from './read/read-repository.ts';
import { type PullChange, type PullNumber, rewritePull } from './write/rewrite-pull.ts';
import { type CommitOrder, commitOrder, type OrderedCommits } from './read/proposed/commit-order.ts';
import { type Comparison, compareCommits } from './read/proposed/compare-commits.ts';
import { type ProposedPull, proposedPull, proposedPulls } from './read/proposed/proposed-pulls.ts';
import { type CommitPair, sourceChanges } from './read/changes/source-changes.ts';
import type { NewCommit } from './write/commit-files.ts';
import type { SideBySide } from './write/trees-together.ts';
import { comment, type MarkedComment } from './write/write-comment.ts';
import { writeCommits, type WrittenCommit } from './write/write-commit.ts';

export type { BaseCommit } from './read/base-history.ts';
export type { Arrival, BlamedLines } from './read/blame.ts';
export type { FileHistory, FileRevision, HistoryCommit } from './read/file-history.ts';
export { blobOid } from './read/git-blob.ts';
export type { MergeFacts } from './read/merge-facts.ts';
export type { OpenPull } from './read/open-pulls.ts';
export type { ReadFiles } from './read/read-files.ts';
export type { Surveyed } from './read/read-lanes.ts';
export type { MergeMethod, RepositoryState } from './read/read-repository.ts';
export type { CommitOrder } from './read/proposed/commit-order.ts';
export type { ProposedPull } from './read/proposed/proposed-pulls.ts';
export type { CommitPair } from './read/changes/source-changes.ts';
export type { ListedFile } from './read/tree-listing.ts';
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
export interface GitHub {
  /** How many writes were done so far, or may have been: what a run that fails says of itself. */
  writes(): number;
  readRepository(repository: string, branch: string | undefined): Promise<RepositoryState>;
  survey(survey: SurveyRequest): Promise<Surveyed>;
  readFiles(request: FilesRequest): Promise<ReadFiles>;
  proposedPull(repository: string, number: number): Promise<ProposedPull | undefined>;
  proposedPulls(repository: string): Promise<readonly ProposedPull[]>;
  compareCommits(repository: string, base: string, head: string): Promise<Comparison>;
  commitOrder(commits: OrderedCommits): Promise<CommitOrder>;
  sourceChanges(pairs: readonly CommitPair[]): Promise<readonly SourceChanges[]>;
  writeCommits(commits: readonly NewCommit[]): Promise<readonly Result<WrittenCommit, unknown>[]>;
  moveBranch(move: BranchMove): Promise<MoveResult>;
  openPull(pull: NewPull): Promise<OpenedPull>;
  rewritePull(pull: PullNumber, change: PullChange): Promise<{ readonly headOid: string }>;
  comment(pull: PullNumber, text: MarkedComment): Promise<void>;
  placePulls(lanes: readonly PullPlacement[]): Promise<readonly Result<PlacedPull, unknown>[]>;
  followUp(pulls: readonly FollowUps[]): Promise<void>;
  blame(
    repository: string,
    commit: string,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, readonly BlamedLines[]>>;
  arrivals(
    repository: string,
    branch: string,
    commits: readonly string[],
  ): Promise<ReadonlyMap<string, Arrival>>;
  baseHistory(repository: string, head: string, since: Date): Promise<readonly BaseCommit[]>;
  fileOids(repository: string, files: readonly FileAt[]): Promise<readonly (string | undefined)[]>;
  fileHistories(request: FileHistoriesRequest): Promise<readonly FileHistory[]>;
  writeStatus(status: NewStatus): Promise<void>;
  showStatus(status: NewStatus): Promise<boolean>;
  mergeFacts(repository: string, number: number): Promise<MergeFacts>;
  mergeNow(wish: Mergeable): Promise<MergeAnswer>;
  mergeWhenReady(wish: Mergeable): Promise<MergeAnswer>;
  mergeNoMore(wish: Mergeable): Promise<MergeAnswer>;
  enqueue(wish: Mergeable): Promise<MergeAnswer>;
  dequeue(wish: Mergeable): Promise<MergeAnswer>;
}

/**
 * One GitHub, as one token, and as another one where source repositories are read: that one may do nothing
 * else. Waits, the clock and chance come from outside.
 */
export function createGitHub(options: ApiOptions & { readonly sourceToken?: string | undefined }): GitHub {
  const { sourceToken } = options;
  const api = createApi(options);
  const sources = sourceToken === undefined ? api : createApi({ ...options, token: sourceToken });
  const whenKnown = waitForToken(api, options.token);
  const refused: RefusedMethods = new Map();
  const made = createMadeLabels();
  const strangers = new Set<string>();
  const sideBySide: SideBySide = new Map();
  return {
    writes: api.writes,
    readRepository: (repository, branch) => whenKnown(() => readRepository(api, repository, branch)),
    survey: (survey) => surveyEnvironment(api, survey),
    readFiles: (request) => readFiles(api, request),
    proposedPull: (repository, number) => proposedPull(api, repository, number),
    proposedPulls: (repository) => proposedPulls(api, repository),
    compareCommits: (repository, base, head) => compareCommits(api, repository, base, head),
    commitOrder: (commits) => commitOrder(sources, commits),
    sourceChanges: (pairs) => sourceChanges(sources, pairs),
    writeCommits: (commits) => writeCommits(api, sideBySide, commits),
    moveBranch: (move) => moveBranch(api, move),
    openPull: (pull) => openPull(api, pull),
    rewritePull: (pull, change) => rewritePull(api, pull, change),
    comment: (pull, text) => comment(api, pull, text),
    placePulls: (lanes) => placePulls(api, made, lanes),
    followUp: (pulls) => followUp(api, { made, strangers }, pulls),
    blame: (repository, commit, paths) => blameFiles(api, repository, commit, paths),
    arrivals: (repository, branch, commits) => arrivals(api, repository, branch, commits),
    baseHistory: (repository, head, since) => baseHistory(api, repository, head, since),
    fileOids: (repository, files) => fileOids(api, repository, files),
    fileHistories: (request) => fileHistories(api, request),
    writeStatus: (status) => writeStatus(api, status),
    showStatus: (status) => showStatus(api, status),
    mergeFacts: (repository, number) => readMergeFacts(api, repository, number),
    mergeNow: (wish) => mergeNow(api, refused, wish),
    mergeWhenReady: (wish) => mergeWhenReady(api, refused, wish),
    mergeNoMore: (wish) => mergeNoMore(api, wish),
    enqueue: (wish) => enqueue(api, wish),
    dequeue: (wish) => dequeue(api, wish),
  };
}
