/*
 * The room that decides what a promotion is: what upstreams offer (`advance`), what stands against it
 * (`gates`, `hold`), what a lane's branch and pull request say (`lane`, `pull-request`), and what a roll back
 * returns to (`roll-back`). It decides on values that others read. It may not know GitHub's API, the registry
 * or the clock.
 */
import { createHash } from 'node:crypto';
import type { PresentStatus } from '../status/commit-status.ts';

/** What a lane is called, and what moves in it: a group of images, or one image alone. */
export interface LaneNames {
  readonly environment: string;
  /** The group's name, or the image's. */
  readonly unit: string;
  /** All images that move in this lane, by name: the members of the group, or the one image. */
  readonly images: readonly string[];
}

/**
 * One group of images, or one image alone, on its way into one environment. It has one branch and at most one
 * open pull request.
 */
export interface Lane extends LaneNames {
  readonly site: LaneSite;
}

/** Whose a lane is, and where it goes: what tells it from another lane with the same names. */
export interface LaneSite {
  /** Where `waybill.yaml` was read from; undefined where the inputs of a run alone declare the lane. */
  readonly home: RepositoryBranch | undefined;
  readonly base: RepositoryBranch & { readonly isDefault: boolean };
  /** `registry/repository` of each image of the lane, by its name. */
  readonly repositories: ReadonlyMap<string, string>;
  /** The branch of its open pull request, where that has the name that an earlier release gave it. */
  readonly oldBranch?: string;
}

/** A branch of a repository. The numeric id stays when somebody renames the repository. */
export interface RepositoryBranch {
  readonly repository: string;
  readonly id: number;
  readonly branch: string;
}

export const LANE_PREFIX = 'waybill/';

const SAFE_SEGMENT = /^(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const LONGEST_SEGMENT = 100;

/**
 * `waybill/<environment>/<group or image>`. A lane into another branch than the default one, or of a
 * `waybill.yaml` that was not read from its base branch, appends `+` and 8 digits: no name holds a `+`.
 */
export function laneBranch(
  lane: Pick<LaneNames, 'environment' | 'unit'> & { readonly site?: LaneSite },
): string {
  const plain = plainBranch(lane);
  if (lane.site === undefined || hasPlainName(lane.site)) return plain;
  const { home, base } = lane.site;
  const identity = JSON.stringify([home?.id, home?.branch, base.branch]);
  return `${plain}+${createHash('sha256').update(identity).digest('hex').slice(0, 8)}`;
}

/**
 * The branch that a lane has now: its own, or the one that an earlier release opened its pull request from.
 */
export function presentBranch(lane: Lane): string {
  return lane.site.oldBranch ?? laneBranch(lane);
}

/** The name that earlier releases gave to every lane with these names. */
export function plainBranch(lane: Pick<LaneNames, 'environment' | 'unit'>): string {
  return `${LANE_PREFIX}${branchSegment(lane.environment)}/${branchSegment(lane.unit)}`;
}

function hasPlainName({ home, base }: LaneSite): boolean {
  return base.isDefault && (home === undefined || (home.id === base.id && home.branch === base.branch));
}

/** `acme/config@main staging/api into main`: whose lane it is, as its commits say it. */
export function laneText({ environment, unit, site: { home, base } }: Lane): string {
  const whose = home === undefined ? '' : `${home.repository}@${home.branch} `;
  // Without `waybill.yaml` the names are inputs, and can hold anything.
  return `${whose}${environment}/${unit} into ${base.branch}`.replaceAll(/\s+/g, ' ');
}

/**
 * `my app` becomes `my-app-` and 8 digits: a name as one segment of a git branch (git-check-ref-format), of
 * `[A-Za-z0-9._-]` only. A name that had to be changed gets a part of its hash, so that two names never share
 * a branch.
 */
export function branchSegment(name: string): string {
  if (name.length <= LONGEST_SEGMENT && SAFE_SEGMENT.test(name)) return name;
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, LONGEST_SEGMENT);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return slug === '' ? hash : `${slug}-${hash}`;
}

/** The commit that a lane's branch points to. */
export interface LaneHead {
  readonly oid: string;
  readonly message: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** The commit statuses that it has. */
  readonly statuses?: readonly PresentStatus[];
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
  /** Whether GitHub can merge it. `unknown` until GitHub has computed that. */
  readonly mergeable: 'mergeable' | 'conflicting' | 'unknown';
  /**
   * The commit by which GitHub tried to merge it: what merging it comes to, for the base and the head that
   * are its parents. Undefined where there is none yet, or it conflicts.
   */
  readonly testMerge?: { readonly oid: string; readonly parents: readonly string[] } | undefined;
  readonly labels: readonly string[];
  /** Users and teams (`owner/team`) that are asked for a review or have given one. */
  readonly reviewers: readonly string[];
  readonly autoMerge: boolean;
  /** Whether it is in the merge queue. */
  readonly queued: boolean;
  /** The newest comments, as text. */
  readonly comments: readonly string[];
  /** The message of its last commit. */
  readonly headMessage?: string | undefined;
}

/** An open pull request from the branch of a lane, into whatever base. */
export interface PullFromBranch {
  readonly number: number;
  readonly url: string;
  readonly base: string;
  /** The first hundred paths that it changes; empty where only its base matters. */
  readonly paths: readonly string[];
}

/** What GitHub knows of a lane: the head of its branch and its pull requests, newest first. */
export interface LaneState {
  readonly head: LaneHead | undefined;
  /** Every open pull request from its branch, also into another base than the lane's. */
  readonly openFrom: readonly PullFromBranch[];
  readonly pulls: readonly LanePull[];
}
