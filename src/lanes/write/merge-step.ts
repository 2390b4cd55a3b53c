import type { GitHub, Mergeable, MergeAnswer, MergeFacts } from '../../github/github.ts';

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

/** A pull request that nothing of Waybill holds back any more. */
interface ReleasedPull {
  readonly wish: Mergeable;
  /** What was read of it; undefined when this run opened it or moved its head. */
  readonly seen: MergeFacts | undefined;
  /** Whether "Allow auto-merge" is switched on in the settings of the repository. */
  readonly autoMergeAllowed: boolean;
}

/** GitHub sees nothing that auto-merge could wait for: then it merges at once, or says what is missing. */
const NOTHING_TO_WAIT_FOR = /(?:clean|unstable|has_hooks) status|protected branch rules not configured/i;
const AUTO_MERGE_OFF = /auto.?merge is not allowed/i;

/**
 * Merges a pull request, pinned to the head that was judged: now where GitHub lets it, through its merge
 * queue where there is one, or by auto-merge when the rules of the branch are met. Why it waits is what
 * GitHub says. A token that may bypass the rules never merges what they hold back.
 */
export async function mergeStep(pull: ReleasedPull, github: GitHub): Promise<MergeStep> {
  const { wish, seen, autoMergeAllowed } = pull;
  const armed = seen === undefined && autoMergeAllowed ? await arm(wish, github) : undefined;
  if (armed !== undefined) return armed;
  const facts = await factsOf(pull, github);
  const { state, mayBypass, mergeQueue } = facts;
  if (facts.merged) return { kind: 'merged', changed: false };
  if (facts.draft) return waits('It is a draft.');
  if (mergeQueue.queuedBy !== undefined) return { kind: 'queued', changed: false };
  if (facts.autoMergeBy !== undefined) return { kind: 'armed', changed: false };
  if (mergeQueue.enabled) return queueOrArm(pull, github);
  if (state === 'dirty') return waits('GitHub finds that it conflicts with the base branch.');
  if (state === 'unknown' && mayBypass)
    return waits('GitHub does not know yet whether its rules let it be merged.');
  if (state === 'blocked' || state === 'behind') {
    const step = autoMergeAllowed ? await arm(wish, github) : undefined;
    return step ?? waits(`GitHub calls it ${state}, and auto-merge is switched off in ${wish.repository}.`);
  }
  const merged = await mergeOrQueue(wish, github);
  if (merged.kind !== 'waits' || !autoMergeAllowed) return merged;
  return (await github.mergeWhenReady(wish)).ok ? { kind: 'armed', changed: true } : merged;
}

/**
 * Lets auto-merge wait for what the rules of the branch ask for, or merges where GitHub says that they ask
 * for nothing. Undefined where the repository has no auto-merge.
 */
async function arm(wish: Mergeable, github: GitHub): Promise<MergeStep | undefined> {
  const armed = await github.mergeWhenReady(wish);
  if (armed.ok) return { kind: 'armed', changed: true };
  if (NOTHING_TO_WAIT_FOR.test(armed.problem)) return mergeOrQueue(wish, github);
  return AUTO_MERGE_OFF.test(armed.problem) ? undefined : waits(said(armed.problem));
}

/** What GitHub knows now: a token that may bypass the rules has to wait until GitHub has worked it out. */
async function factsOf({ wish, seen }: ReleasedPull, github: GitHub): Promise<MergeFacts> {
  if (seen !== undefined && !(seen.state === 'unknown' && seen.mayBypass)) return seen;
  return github.mergeFacts(wish.repository, wish.pull.number);
}

async function mergeOrQueue(wish: Mergeable, github: GitHub): Promise<MergeStep> {
  const answer = await github.mergeNow(wish);
  if (answer.ok || !/merge queue/i.test(answer.problem)) return asStep('merged', answer);
  return asStep('queued', await github.enqueue(wish));
}

/** A queue takes only what the rules let merge; auto-merge waits for the rest and then enters it. */
async function queueOrArm({ wish, autoMergeAllowed }: ReleasedPull, github: GitHub): Promise<MergeStep> {
  const queued = asStep('queued', await github.enqueue(wish));
  if (queued.kind !== 'waits' || !autoMergeAllowed) return queued;
  return (await github.mergeWhenReady(wish)).ok ? { kind: 'armed', changed: true } : queued;
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
