import { createHash } from 'node:crypto';
import type { Config, EnvironmentConfig } from '../../../../src/config/config.ts';
import { parseConfig } from '../../../../src/config/parse.ts';
import { type Digest, parseDigest } from '../../../../src/image/digest.ts';
import type { ProposedImage } from '../../../../src/promotion/lane/images.ts';
import type { GateStatus } from '../../../../src/promotion/status/commit-status.ts';
import type { CommitStatus, Review } from '../../../../src/promotion/gates/question.ts';
import type { Hold } from '../../../../src/promotion/hold/holds.ts';
import type { KnownPause } from '../../../../src/promotion/pause/pauses.ts';
import type { Wave } from '../../../../src/promotion/lane/purpose.ts';
import { configText, type Plan } from './plan.ts';

/**
 * What one target of an environment declares; the name of an environment without waves stands for its one
 * target.
 */
export type Versions = ReadonlyMap<string, number>;

/** A commit of an environment's base branch, with all that it declares. Newest last. */
export interface BaseCommit {
  readonly oid: string;
  readonly at: number;
  readonly targets: ReadonlyMap<string, Versions>;
  readonly statuses: CommitStatus[];
}

export interface OpenPull {
  readonly images: readonly ProposedImage[];
  readonly wave: Wave | undefined;
  readonly head: string;
  readonly openedAt: number;
  statuses: readonly GateStatus[];
  reviews: Review[];
}

/**
 * Everything that git and GitHub would hold. Versions of an image are counted from 0, which is declared
 * everywhere.
 */
export interface Pipeline {
  readonly plan: Plan;
  readonly config: Config;
  now: number;
  readonly base: Map<string, BaseCommit[]>;
  readonly pulls: Map<string, OpenPull>;
  readonly holds: Map<string, readonly Hold[]>;
  /** By environment, the versions that a person reverted there: `api 2`. */
  readonly reverts: Map<string, ReadonlySet<string>>;
  readonly pauses: Map<string, readonly KnownPause[]>;
  readonly newest: Map<string, number>;
  counter: number;
}

const START = Date.UTC(2026, 2, 26, 12);
const MINUTE = 60_000;

export function worldOf(plan: Plan): Pipeline {
  const config = parseConfig(configText(plan));
  const images = config.images.map(({ name }) => name);
  const versions: Versions = new Map(images.map((image) => [image, 0]));
  const base = config.environments.map((environment): [string, BaseCommit[]] => {
    const targets = new Map(targetsOf(environment).map((target) => [target, versions]));
    return [environment.name, [{ oid: `${environment.name}-0`, at: START, targets, statuses: [] }]];
  });
  return {
    plan,
    config,
    now: START + 60 * MINUTE,
    base: new Map(base),
    pulls: new Map(),
    holds: new Map(),
    reverts: new Map(),
    pauses: new Map(),
    newest: new Map(images.map((image) => [image, 0])),
    counter: 0,
  };
}

export function targetsOf({ name, targets }: EnvironmentConfig): readonly string[] {
  return targets.length === 0 ? [name] : targets.map((target) => target.name);
}

export function digestOf(image: string, version: number): Digest {
  const hash = createHash('sha256').update(`${image} ${version}`).digest('hex');
  return parseDigest(`sha256:${hash}`);
}

export function tagOf(version: number): string {
  return `v${version}.0.0`;
}

/** The number of a digest that some release made. */
export function versionOf(pipeline: Pipeline, image: string, digest: Digest): number {
  for (let version = pipeline.newest.get(image) ?? 0; version >= 0; version -= 1)
    if (digestOf(image, version) === digest) return version;
  throw new Error(`${digest} was never released`);
}

export function commitsOf(pipeline: Pipeline, environment: string): BaseCommit[] {
  return pipeline.base.get(environment) ?? [];
}

export function head(pipeline: Pipeline, environment: string): BaseCommit {
  const commit = commitsOf(pipeline, environment).at(-1);
  if (commit === undefined) throw new Error(`${environment} has no commit`);
  return commit;
}

/** Commits what changes of some targets. */
export function declare(
  pipeline: Pipeline,
  environment: string,
  targets: readonly string[],
  versions: Versions,
): void {
  const before = head(pipeline, environment).targets;
  const after = new Map(
    [...before].map(([target, own]) => [
      target,
      targets.includes(target) ? new Map([...own, ...versions]) : own,
    ]),
  );
  pipeline.counter += 1;
  commitsOf(pipeline, environment).push({
    oid: `${environment}-${pipeline.counter}`,
    at: pipeline.now,
    targets: after,
    statuses: [],
  });
}

/** The one version of an image that all targets of a commit declare, or undefined. */
function declaredAt(commit: BaseCommit, image: string): number | undefined {
  const versions = new Set([...commit.targets.values()].map((own) => own.get(image)));
  return versions.size === 1 ? [...versions][0] : undefined;
}

/** A span of commits in which an environment declared one version of an image everywhere. */
export interface Stay {
  readonly version: number;
  readonly first: BaseCommit;
  /** The commit that ended it; undefined when it lasts. */
  readonly end: BaseCommit | undefined;
}

/** Every stay of an image in an environment, oldest first. `targets` narrows it to these. */
export function staysOf(
  pipeline: Pipeline,
  environment: string,
  image: string,
  targets?: readonly string[],
): readonly Stay[] {
  const stays: Stay[] = [];
  for (const commit of commitsOf(pipeline, environment)) {
    const seen = new Map([...commit.targets].filter(([target]) => targets?.includes(target) ?? true));
    const version = declaredAt({ ...commit, targets: seen }, image);
    const last = stays.at(-1);
    if (last?.end === undefined && last !== undefined) {
      if (last.version === version) continue;
      stays.splice(-1, 1, { ...last, end: commit });
    }
    if (version !== undefined) stays.push({ version, first: commit, end: undefined });
  }
  return stays;
}

/** The stays over which nothing older came back, oldest first. */
export function standingStays(pipeline: Pipeline, environment: string, image: string): readonly Stay[] {
  const stays = staysOf(pipeline, environment, image);
  return stays.filter((_, index) => {
    const before = new Set(stays.slice(0, index + 1).map(({ version }) => version));
    return !stays.slice(index + 1).some(({ version }) => before.has(version));
  });
}
