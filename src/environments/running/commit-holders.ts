import type { GitHub } from '../../github/github.ts';
import type { OriginReader } from './image-sources.ts';
import type { Holds, Standing } from './whereabouts.ts';

/** A commit of a source repository. */
export interface SourceCommitName {
  readonly repository: string;
  readonly commit: string;
}

const HOLDS = {
  same: 'itself',
  after: 'later',
  before: undefined,
  apart: undefined,
  unread: 'unread',
} as const;

/**
 * Which of the declared and proposed digests hold a commit: those that were built from it, and those built
 * from a descendant of it. One request for each pair of commits; where GitHub does not say, it is not known.
 */
export async function commitHolders(
  { repository, commit }: SourceCommitName,
  { states, proposed }: Pick<Standing, 'states' | 'proposed'>,
  originOf: OriginReader,
  orderOf: GitHub['commitOrder'],
): Promise<Holds> {
  const known = new Map<string, ReturnType<Holds>>();
  for (const version of [...states, ...proposed]) {
    const origin = originOf(version);
    if (origin?.repository.toLowerCase() !== repository.toLowerCase() || known.has(origin.commit)) continue;
    const { kind } = await orderOf({ repository, commit: origin.commit, other: commit });
    known.set(origin.commit, HOLDS[kind]);
  }
  return (version) => {
    const origin = originOf(version);
    return origin?.repository.toLowerCase() === repository.toLowerCase()
      ? known.get(origin.commit)
      : undefined;
  };
}
