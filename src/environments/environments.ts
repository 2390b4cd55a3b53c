/*
 * The room for what is known of environments: what they declare on their base branches, since when, what is
 * held and how healthy they are. It reads and changes nothing. It may not know what a lane does with the
 * answer. `environments.ts` is the value that all of it becomes, and the other doors read its parts.
 */
import type { Digest } from '../image/digest.ts';
import { type Declaration, declaredInTarget, type Since } from '../promotion/advance/environment-state.ts';
import type { CommitStatuses } from '../promotion/gates/question.ts';
import type { Hold } from '../promotion/hold/holds.ts';
import type { KnownPause } from '../promotion/pause/pauses.ts';
import type { DeclaredEnvironment, DeclaredEnvironments } from './declared/declared-environments.ts';
import type { DeclaredSince, DeclaredSinceReader } from './declared/declared-since.ts';
import type { DeclaredStay, StaysReader } from './stays/declared-stays.ts';
import type { StatusReader } from './statuses-since.ts';

/**
 * What is known of environments: `environments.of('dev').declares('api')`, `.since('api', digest)`,
 * `.statusesSince(moment)`. One round of a run reads it once.
 */
export interface Environments extends DeclaredEnvironments {
  /** GitHub's clock. */
  readonly now: Date;
  of(name: string): Environment;
}

interface Environment extends DeclaredEnvironment {
  /** What must not be promoted into it again. */
  readonly holds: readonly Hold[];
  /** What keeps its lanes, or those of some images, from being merged; also what has ended by itself. */
  readonly pauses: readonly KnownPause[];
  /** Since when it declares a digest; undefined when that was not read, or could not be. */
  since(image: string, digest: Digest): DeclaredSince | undefined;
  /** When it declared which digests, oldest first; empty when that was not read. */
  stays(image: string): readonly DeclaredStay[];
  /**
   * The commits that contain what is declared since a moment, newest first; up to the commit of `until`,
   * where it was taken away.
   */
  statusesSince(since: Since, until?: Since): readonly CommitStatuses[];
  /** One of its targets, where it is promoted in waves. */
  target(name: string): Target;
}

/** What is known of one target of an environment. */
interface Target {
  declares(image: string): Declaration;
  since(image: string, digest: Digest): DeclaredSince | undefined;
}

/** What the histories and statuses of the base branches tell beside the files. */
export interface EnvironmentHistories {
  /** By name of the environment. */
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
  readonly pauses: ReadonlyMap<string, readonly KnownPause[]>;
  readonly since: DeclaredSinceReader;
  readonly stays: StaysReader;
  readonly statusesSince: StatusReader;
  readonly now: Date;
}

/** What the files declare, and what the histories tell of it, as one value. */
export function withHistories(
  declared: DeclaredEnvironments,
  { holds, pauses, since, stays, statusesSince, now }: EnvironmentHistories,
): Environments {
  return {
    config: declared.config,
    now,
    of: (name) => {
      const environment = declared.of(name);
      return {
        ...environment,
        holds: holds.get(name) ?? [],
        pauses: pauses.get(name) ?? [],
        since: (image, digest) => since({ environment: name, target: undefined, image, digest }),
        stays: (image) => stays(name, image),
        statusesSince: (from, until) => statusesSince(environment.baseBranch, from, until),
        target: (target) => ({
          declares: (image) => declaredInTarget(environment.state, target, image),
          since: (image, digest) => since({ environment: name, target, image, digest }),
        }),
      };
    },
  };
}
