import type { GitHub, Mergeable, MergeFacts } from '../../github/github.ts';

/** What came of taking back that GitHub merges. `left`: it was somebody else who wanted it, so it stays. */
export interface Stopped {
  readonly changed: boolean;
  /** What stays, as a sentence; undefined where GitHub merges nothing by itself any more. */
  readonly left: string | undefined;
}

/**
 * Takes back whatever would let GitHub merge: a gate does not pass any more. What another than this token's
 * login switched on is left as it is.
 */
export async function stopMerging(
  wish: Mergeable,
  { autoMergeBy, mergeQueue: { queuedBy } }: MergeFacts,
  viewer: string | undefined,
  github: GitHub,
): Promise<Stopped> {
  const isOurs = (login: string | undefined): boolean => login !== undefined && isSameLogin(login, viewer);
  if (isOurs(queuedBy)) await github.dequeue(wish);
  if (isOurs(autoMergeBy)) await github.mergeNoMore(wish);
  const left = [
    ...(queuedBy === undefined || isOurs(queuedBy) ? [] : [`${queuedBy} put it into the merge queue`]),
    ...(autoMergeBy === undefined || isOurs(autoMergeBy) ? [] : [`${autoMergeBy} switched auto-merge on`]),
  ];
  return {
    changed: isOurs(queuedBy) || isOurs(autoMergeBy),
    left:
      left.length === 0
        ? undefined
        : `${left.join(' and ')}, so GitHub merges it whatever Waybill's gates say.`,
  };
}

/** `acme-waybill[bot]` calls itself `acme-waybill` where GraphQL names it as an actor. */
function isSameLogin(login: string, viewer: string | undefined): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/\[bot\]$/, '');
  return viewer !== undefined && plain(login) === plain(viewer);
}
