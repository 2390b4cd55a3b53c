/*
 * The room that decides what a promotion is: what upstreams offer (`advance`), what stands against it
 * (`gates`, `hold`), what a lane's branch and pull request say (`lane`, `pull-request`), and what a roll back
 * returns to (`roll-back`). It decides on values that others read. It may not know GitHub's API, the registry
 * or the clock.
 */
import { createHash } from 'node:crypto';
import type { PresentStatus } from '../status/commit-status.ts';

/**
 * One group of images, or one image alone, on its way into one environment. It has one branch and at most one
 * open pull request.
 */
export interface Lane {
  readonly environment: string;
  /** The group's name, or the image's. */
  readonly unit: string;
  /** All images that move in this lane, by name: the members of the group, or the one image. */
  readonly images: readonly string[];
}

export const LANE_PREFIX = 'waybill/';

const SAFE_SEGMENT = /^(?!.*\.\.)(?!.*\.lock$)[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/;
const LONGEST_SEGMENT = 100;

/** `waybill/<environment>/<group or image>`. */
export function laneBranch(lane: Pick<Lane, 'environment' | 'unit'>): string {
  return `${LANE_PREFIX}${segment(lane.environment)}/${segment(lane.unit)}`;
}

/**
 * `my app` becomes `my-app-` and 8 digits: a name as one segment of a git branch (git-check-ref-format), of
 * `[A-Za-z0-9._-]` only. A name that had to be changed gets a part of its hash, so that two names never share
 * a branch.
 */
function segment(name: string): string {
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
  readonly labels: readonly string[];
  /** Users and teams (`owner/team`) that are asked for a review or have given one. */
  readonly reviewers: readonly string[];
  readonly autoMerge: boolean;
  /** Whether it is in the merge queue. */
  readonly queued: boolean;
  /** The newest comments, as text. */
  readonly comments: readonly string[];
}

/** What GitHub knows of a lane: the head of its branch and its pull requests, newest first. */
export interface LaneState {
  readonly head: LaneHead | undefined;
  readonly pulls: readonly LanePull[];
}
