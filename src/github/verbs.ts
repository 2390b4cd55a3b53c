import type { Digest } from '../image/digest.ts';
import { type AttestationPage, attestationsOf } from './read/attestations/attestations.ts';
import { bundleFetcher } from './read/attestations/fetch-bundle.ts';
import type { Api } from './transport/api.ts';
import { type Arrival, type BlamedLines, arrivals, blameFiles } from './read/history/blame.ts';
import { type BaseCommit, baseHistory } from './read/history/base-history.ts';
import { type FileHistoriesRequest, type FileHistory, fileHistories } from './read/history/file-history.ts';
import { type FileAt, fileOids } from './read/file-oids.ts';
import {
  type Mergeable,
  type MergeAnswer,
  type RefusedMethods,
  dequeue,
  enqueue,
  mergeNoMore,
  mergeNow,
  mergeWhenReady,
} from './write/merge-pull.ts';
import { type NewAttestation, storeAttestation } from './write/attestations/store-attestation.ts';
import { type NewStatus, showStatus, writeStatus } from './write/write-status.ts';
import { followUp } from './write/follow-ups.ts';
import { type BranchMove, type MoveResult, moveBranch } from './write/move-branch.ts';
import { createMadeLabels } from './write/made-labels.ts';
import { type NewPull, type OpenedPull, openPull } from './write/open-pull.ts';
import { type PlacedPull, type PullPlacement, placePulls } from './write/place-pulls.ts';
import { type MergeFacts, readMergeFacts } from './read/merge-facts.ts';
import { type FilesRequest, type ReadFiles, readFiles } from './read/read-files.ts';
import { type Surveyed, type SurveyRequest, surveyEnvironment } from './read/read-lanes.ts';
import { type PullChange, type PullNumber, rewritePull } from './write/rewrite-pull.ts';
import { type CommitOrder, type OrderedCommits, commitOrder } from './read/proposed/commit-order.ts';
import { type Comparison, compareCommits } from './read/proposed/compare-commits.ts';
import { type ProposedPull, proposedPull, proposedPulls } from './read/proposed/proposed-pulls.ts';
import { commitTimes } from './read/changes/commit-times.ts';
import { type CommitPair, sourceChanges } from './read/changes/source-changes.ts';
import type { SideBySide } from './write/trees-together.ts';
import { type MarkedComment, comment } from './write/write-comment.ts';
import { type WrittenCommit, writeCommits } from './write/write-commit.ts';
import type { Deployment, DeploymentStatus } from './read/deployed/deployments.ts';
import type { CommitPull } from './read/deployed/commit-pulls.ts';
import type { PastStatus } from './read/deployed/statuses-of.ts';
import type { NewDeployment } from './write/deployed/write-deployment.ts';
import type { DeploymentRecord } from './write/deployed/record-deployment.ts';
import type { RepositorySettings, SettingsRequest } from './read/settings/read-settings.ts';
import type { Result } from '../errors/result.ts';
import type { SourceChanges } from '../promotion/pull-request/source-commit.ts';
import type { FollowUps } from './write/follow-up-fields.ts';
import type { NewCommit } from './write/commit-files.ts';

/**
 * What a run asks of GitHub and tells it, but for the first read. It is loaded when it is needed, so that the
 * first request does not wait for it.
 */
export interface Verbs {
  survey(survey: SurveyRequest): Promise<Surveyed>;
  readFiles(request: FilesRequest): Promise<ReadFiles>;
  proposedPull(repository: string, number: number): Promise<ProposedPull | undefined>;
  proposedPulls(repository: string): Promise<readonly ProposedPull[]>;
  compareCommits(repository: string, base: string, head: string): Promise<Comparison>;
  commitOrder(commits: OrderedCommits): Promise<CommitOrder>;
  sourceChanges(pairs: readonly CommitPair[]): Promise<readonly SourceChanges[]>;
  commitTimes(repository: string, commits: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  attestations(repository: string, digest: Digest): Promise<AttestationPage>;
  storeAttestation(attestation: NewAttestation): Promise<void>;
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
  settings(request: SettingsRequest): Promise<RepositorySettings>;
  statusesOf(repository: string, commit: string, context: string): Promise<readonly PastStatus[] | undefined>;
  deployments(
    repository: string,
    environments: readonly string[],
    isEnough: (found: readonly Deployment[]) => boolean,
  ): Promise<readonly Deployment[]>;
  commitPulls(
    repository: string,
    commits: readonly string[],
  ): Promise<ReadonlyMap<string, readonly CommitPull[]>>;
  pullCommit(repository: string, number: number): Promise<string | undefined>;
  writeDeployment(deployment: NewDeployment): Promise<number>;
  writeDeploymentStatus(
    deployment: { readonly repository: string; readonly id: number },
    status: DeploymentStatus,
  ): Promise<void>;
  putComment(pull: PullNumber, text: MarkedComment): Promise<boolean>;
  recordDeployment(record: DeploymentRecord): Promise<boolean>;
}

/** The verbs of one token; `sources` reads the source repositories. */
export function createVerbs(api: Api, sources: Api): Verbs {
  const refused: RefusedMethods = new Map();
  const made = createMadeLabels();
  const strangers = new Set<string>();
  const sideBySide: SideBySide = new Map();
  const fetchBundle = bundleFetcher(sources, (url, init) => globalThis.fetch(url, init));
  return {
    survey: (survey) => surveyEnvironment(api, survey),
    readFiles: (request) => readFiles(api, request),
    proposedPull: (repository, number) => proposedPull(api, repository, number),
    proposedPulls: (repository) => proposedPulls(api, repository),
    compareCommits: (repository, base, head) => compareCommits(api, repository, base, head),
    commitOrder: (commits) => commitOrder(sources, commits),
    sourceChanges: (pairs) => sourceChanges(sources, pairs),
    commitTimes: (repository, commits) => commitTimes(sources, repository, commits),
    attestations: (repository, digest) => attestationsOf(sources, fetchBundle, repository, digest),
    storeAttestation: (attestation) =>
      storeAttestation(
        api,
        (repository, digest) => attestationsOf(api, fetchBundle, repository, digest),
        attestation,
      ),
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
    settings: async (request) =>
      (await import('./read/settings/read-settings.ts')).readSettings(api, request),
    statusesOf: async (...asked) =>
      (await import('./read/deployed/statuses-of.ts')).statusesOf(api, ...asked),
    deployments: async (...asked) =>
      (await import('./read/deployed/deployments.ts')).deployments(api, ...asked),
    commitPulls: async (...asked) =>
      (await import('./read/deployed/commit-pulls.ts')).commitPulls(api, ...asked),
    pullCommit: async (...asked) =>
      (await import('./read/deployed/pull-commit.ts')).pullCommit(sources, ...asked),
    writeDeployment: async (deployment) =>
      (await import('./write/deployed/write-deployment.ts')).writeDeployment(api, deployment),
    writeDeploymentStatus: async (...said) =>
      (await import('./write/deployed/write-deployment.ts')).writeDeploymentStatus(api, ...said),
    putComment: async (...put) => (await import('./write/deployed/put-comment.ts')).putComment(api, ...put),
    recordDeployment: async (record) =>
      (await import('./write/deployed/record-deployment.ts')).recordDeployment(api, record),
  };
}
