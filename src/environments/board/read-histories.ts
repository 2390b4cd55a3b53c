import type { Config } from '../../config/config.ts';
import { imageNamed } from '../../config/images.ts';
import type { Arrival, GitHub, HistoryCommit } from '../../github/github.ts';
import { type Stay, staysOf } from '../../promotion/advance/stays.ts';
import type { ChangeCommit, WrittenVersion } from '../../promotion/roll-back/declared-turns.ts';
import { parseTrailers, type Trailers } from '../../promotion/lane/trailers.ts';
import { filesOf } from '../base-branches.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import { type Past, readPast } from '../read-past.ts';

/**
 * A span in which an environment declared a version of an image, and what the commit says that brought it.
 */
export interface RecordedStay {
  readonly version: WrittenVersion;
  /** Undefined where that is further back than was read. */
  readonly since: Date | undefined;
  readonly until: Date | undefined;
  readonly brought: Arrival | undefined;
  readonly by: string | undefined;
  /** What a promotion's commit says of itself. A hint: anybody can write it. */
  readonly trailers: readonly Trailers[];
}

/** By name of the image: its stays, oldest first. */
export type Histories = ReadonlyMap<string, readonly RecordedStay[]>;

/** Commits of each file that are looked through. */
const DEPTH = 200;

/**
 * The history of every image that an environment declares, from the history of its files: back to `from`, or
 * `DEPTH` commits of a file. The requests are those of `readPast`, and one for a hundred commits.
 */
export async function readHistories(
  { state, config: environment, baseBranch }: DeclaredEnvironment,
  { config, from }: { readonly config: Config; readonly from: Date },
  github: GitHub,
): Promise<Histories> {
  const images = [...state.images.keys()].map((name) => imageNamed(config, name));
  if (images.length === 0) return new Map();
  const { fullName, base } = baseBranch.state;
  const { surveyed, modes } = baseBranch;
  const reading = { listed: surveyed.files, modes, read: { files: filesOf(baseBranch, environment) } };
  const source = { repository: fullName, base: base.oid, reading, kinds: config.kinds };
  const isEnough = (past: Past): boolean => reachesBack(past, from);
  const past = await readPast({ source, images, depth: DEPTH, isEnough }, github);
  const stays = images.map(({ name }) => [name, staysOf(past.changes.get(name) ?? [])] as const);
  const ends = stays.flatMap(([, own]) => own.flatMap(({ first, end }) => [first, end]));
  const oids = new Set(ends.flatMap((commit) => commit?.oid ?? []));
  const arrived = await github.arrivals(fullName, base.branch, [...oids]);
  const commits = new Map(past.commits.map((commit) => [commit.oid, commit]));
  return new Map(stays.map(([name, own]) => [name, recordedStays(own, arrived, commits)]));
}

/** Whether each file was followed back to a commit that is older than `from`. */
function reachesBack({ changes }: Past, from: Date): boolean {
  const oldest = new Map<string, Date>();
  for (const change of [...changes.values()].flat()) {
    const known = oldest.get(change.path);
    if (known === undefined || change.commit.at < known) oldest.set(change.path, change.commit.at);
  }
  return [...oldest.values()].every((at) => at < from);
}

/**
 * The moments at which they came to the base branch. They never run backwards, whatever the clocks of
 * committers say.
 */
function recordedStays(
  stays: readonly Stay[],
  arrived: ReadonlyMap<string, Arrival>,
  commits: ReadonlyMap<string, HistoryCommit>,
): readonly RecordedStay[] {
  let latest = 0;
  const momentOf = (commit: ChangeCommit | undefined): Date | undefined => {
    if (commit === undefined) return undefined;
    latest = Math.max(latest, (arrived.get(commit.oid)?.at ?? commit.at).getTime());
    return new Date(latest);
  };
  return stays.map(({ version, first, end }): RecordedStay => {
    const since = momentOf(first);
    const commit = commits.get(first?.oid ?? '');
    return {
      version,
      since,
      until: momentOf(end),
      brought: arrived.get(first?.oid ?? ''),
      by: commit?.by,
      trailers: parseTrailers(commit?.message ?? ''),
    };
  });
}
