import type { GitHub, Mergeable, MergeAnswer, OpenPull, RepositoryState } from '../../github/github.ts';

/**
 * How far a pull request is on its way to being merged by itself.
 *
 * - `merged`: by this run
 * - `queued`: it is in the merge queue
 * - `armed`: GitHub merges it when its own requirements are met
 * - `waits`: nothing was done; `why` says what for
 */
export type MergeStep =
  | { readonly kind: 'merged' | 'queued' | 'armed'; readonly changed: boolean }
  | { readonly kind: 'waits'; readonly changed: boolean; readonly why: string };

/** A pull request as it is after this run wrote what it had to. */
export interface JudgedPull {
  readonly request: Mergeable;
  /** What was read of it; undefined when this run opened it, or moved its head. */
  readonly open: OpenPull | undefined;
  /** Whether a status was written since, which can be what GitHub waited for. */
  readonly statusChanged: boolean;
}

/**
 * Merges a pull request all of whose gates have passed, pinned to the head that was judged: now where GitHub
 * would, through its merge queue where there is one, or by auto-merge when its own requirements are met.
 */
export async function mergeStep(
  judged: JudgedPull,
  state: RepositoryState,
  github: GitHub,
): Promise<MergeStep> {
  const { request: wish, open, statusChanged } = judged;
  if (open?.draft === true) return waits('It is a draft.');
  if (open?.mergeQueue.waiting === true) return { kind: 'queued', changed: false };
  if (open?.autoMerge === true) return { kind: 'armed', changed: false };
  if (open?.mergeQueue.enabled === true) return asStep('queued', await github.enqueue(wish));
  const ready = open !== undefined && ['clean', 'unstable', 'has_hooks'].includes(open.mergeState);
  if (ready) return mergeOrQueue(wish, github);
  if (!state.autoMergeAllowed) {
    if (open !== undefined && !statusChanged)
      return waits('GitHub asks for more before it can be merged, and auto-merge is switched off.');
    return mergeOrQueue(wish, github);
  }
  const armed = await github.mergeWhenReady(wish);
  if (armed.ok) return { kind: 'armed', changed: true };
  // GitHub takes no auto-merge where nothing is left to wait for.
  if (!/(?:clean|unstable|has_hooks) status/i.test(armed.problem)) return waits(said(armed.problem));
  return mergeOrQueue(wish, github);
}

/**
 * Takes back whatever would let GitHub merge: a gate does not pass any more. Returns whether there was
 * anything.
 */
export async function stopMerging(wish: Mergeable, open: OpenPull, github: GitHub): Promise<boolean> {
  if (open.mergeQueue.waiting) await github.dequeue(wish);
  if (open.autoMerge) await github.mergeNoMore(wish);
  return open.mergeQueue.waiting || open.autoMerge;
}

async function mergeOrQueue(wish: Mergeable, github: GitHub): Promise<MergeStep> {
  const answer = await github.mergeNow(wish);
  if (answer.ok || !/merge queue/i.test(answer.problem)) return asStep('merged', answer);
  return asStep('queued', await github.enqueue(wish));
}

function asStep(kind: 'merged' | 'queued', answer: MergeAnswer): MergeStep {
  return answer.ok ? { kind, changed: true } : waits(said(answer.problem));
}

function said(words: string): string {
  return `GitHub does not merge it yet: ${words}`;
}

function waits(why: string): MergeStep {
  return { kind: 'waits', changed: false, why };
}
