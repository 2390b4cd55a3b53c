import { groupBy } from '../../errors/group-by.ts';
import { errorsOf } from '../../errors/waybill-error.ts';
import type { CommitPair, GitHub } from '../../github/github.ts';
import type { BoardCommits } from '../../report/board/board.ts';
import type { BuiltFrom } from './built-from.ts';

/** Pairs of commits that are asked for at once: GitHub lists a hundred commits of each side. */
const TOGETHER = 20;

/** How many commits lie between two; undefined where that was not read, or could not be. */
export type CommitCounter = (
  from: BuiltFrom,
  to: BuiltFrom,
  path: string | undefined,
) => BoardCommits | undefined;

/**
 * Counts the commits between pairs: one request for twenty pairs, each asked once. A pair of two repositories
 * has no count.
 */
export async function readCommitCounts(
  pairs: readonly CommitPair[],
  github: Pick<GitHub, 'sourceChanges'>,
): Promise<CommitCounter> {
  const asked = [...new Map(pairs.map((pair) => [keyOf(pair), pair])).values()];
  const known = new Map<string, BoardCommits>();
  for (let start = 0; start < asked.length; start += TOGETHER) {
    const some = asked.slice(start, start + TOGETHER);
    const answers = await github.sourceChanges(some);
    for (const [index, pair] of some.entries()) {
      const changes = answers[index];
      if (changes?.kind !== 'known') continue;
      const { added, removed, more, url } = changes;
      known.set(keyOf(pair), { behind: added.length, ahead: removed.length, more, url });
    }
  }
  return (from, to, path) => {
    if (from.repository.toLowerCase() !== to.repository.toLowerCase()) return undefined;
    return known.get(keyOf({ repository: to.repository, from: from.commit, to: to.commit, path }));
  };
}

function keyOf({ repository, from, to, path = '' }: CommitPair): string {
  return [repository.toLowerCase(), from, to, path].join(' ');
}

/** When commits were made, by `owner/name@commit`, and which repositories could not be read. */
export interface CommitTimes {
  readonly of: (source: BuiltFrom) => Date | undefined;
  readonly unread: readonly string[];
}

/** Reads when commits were made: one request for a hundred of a repository. */
export async function readCommitTimes(
  sources: readonly BuiltFrom[],
  github: Pick<GitHub, 'commitTimes'>,
): Promise<CommitTimes> {
  const times = new Map<string, Date>();
  const unread: string[] = [];
  for (const [repository, own] of groupBy(sources, (source) => source.repository.toLowerCase())) {
    const commits = [...new Set(own.map(({ commit }) => commit))];
    try {
      const found = await github.commitTimes(own[0]?.repository ?? repository, commits);
      for (const [oid, at] of found) times.set(`${repository}@${oid}`, at);
    } catch (thrown) {
      if (errorsOf(thrown).some(({ party }) => party === 'bug')) throw thrown;
      unread.push(own[0]?.repository ?? repository);
    }
  }
  return { of: ({ repository, commit }) => times.get(`${repository.toLowerCase()}@${commit}`), unread };
}
