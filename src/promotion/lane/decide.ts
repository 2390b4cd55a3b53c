import type { Digest } from '../../image/digest.ts';
import type { HeadStanding } from './head-standing.ts';
import type { LanePull, LaneState } from './lane.ts';
import { parseMarker } from '../pull-request/marker.ts';

/** What became of a lane in one run. */
export type Outcome = 'created' | 'updated' | 'superseded' | 'merged' | 'unchanged' | 'blocked' | 'closed';

/** What a lane's pull request proposes: image name to digest. */
export type Proposal = Readonly<Record<string, Digest>>;

/** What was read and planned of one lane. */
export interface LaneSituation {
  readonly standing: HeadStanding;
  readonly state: LaneState;
  readonly proposal: Proposal;
  readonly key: string;
  /** The base branch does not declare all of it yet. */
  readonly toDo: boolean;
  /** The branch's files are, byte for byte, what would be written, or come to it when GitHub merges them. */
  readonly branchIsRight: boolean;
  /**
   * They may not: GitHub still works out what merging comes to. So the branch stays, and nothing merges it.
   */
  readonly isUnproven?: boolean;
  /** What is on the branch was built after what is wanted. */
  readonly isOlder: boolean;
  /** Why it would take the environment back to an older build, as a sentence. */
  readonly goesBack?: string | undefined;
  /** A person asked for just this: a hotfix or a roll back. */
  readonly isAskedFor?: boolean;
}

/** What to do about a lane. */
export type Decision =
  /**
   * The base branch declares all of it. `pull` is an open pull request that proposes something else; it is
   * left alone. `leftBranch` is the head of a branch of ours whose pull request Waybill closed: nobody needs
   * it.
   */
  | {
      readonly kind: 'nothing';
      readonly pull: LanePull | undefined;
      readonly leftBranch?: string | undefined;
    }
  /** The base branch declares all of it by now: the open pull request has nothing left to do. */
  | { readonly kind: 'close'; readonly pull: LanePull; readonly head: string }
  /** A person closed the pull request of this very proposal. */
  | { readonly kind: 'refused'; readonly pull: LanePull }
  /** The open pull request proposes something that was built later. */
  | { readonly kind: 'outrun'; readonly pull: LanePull }
  /** What is declared was built later. An open pull request is left as it is. */
  | { readonly kind: 'behind'; readonly why: string; readonly pull: LanePull | undefined }
  /**
   * The open pull request is a hotfix or a roll back. A person asked for it, so only a person replaces it.
   */
  | { readonly kind: 'reserved'; readonly pull: LanePull; readonly by: 'hotfix' | 'roll back' }
  /**
   * The open pull request proposes just this. `ours`: nothing else is on its branch; a person may have added
   * a commit.
   */
  | { readonly kind: 'keep'; readonly pull: LanePull; readonly head: string; readonly ours: boolean }
  /** The branch is another lane's. `why` says whose. */
  | { readonly kind: 'taken'; readonly why: string; readonly pull: LanePull | undefined }
  /** The branch holds a commit that is not ours. */
  | { readonly kind: 'touched'; readonly head: string; readonly pull: LanePull | undefined }
  | ProposeDecision;

export interface ProposeDecision {
  readonly kind: 'propose';
  /**
   * Whether to write a commit, and the head that the branch must still have then. Undefined: the branch must
   * not exist.
   */
  readonly commit:
    | { readonly kind: 'write'; readonly expected: string | undefined }
    | { readonly kind: 'keep'; readonly head: string };
  readonly pull:
    | { readonly kind: 'open' }
    | {
        readonly kind: 'rewrite';
        readonly pull: LanePull;
        readonly superseded: readonly Proposal[];
        readonly takesOver: Proposal | undefined;
      };
}

/**
 * Decides what to do about a lane. It looks at the base branch first, so that a promotion that was merged and
 * then reverted is proposed again. Then it looks whose commit is on the branch, so that a person's work is
 * never overwritten.
 */
export function decide(situation: LaneSituation): Decision {
  const { standing, state, key, toDo } = situation;
  const open = state.pulls.find((pull) => pull.state === 'open');
  if (!toDo) return nothingToDo(situation, open);
  if (standing.kind === 'foreign') return { kind: 'taken', why: standing.why, pull: open };
  if (open === undefined) {
    const refusal = refusedBefore(state, key);
    if (refusal !== undefined) return { kind: 'refused', pull: refusal };
  }
  if (open !== undefined && standing.kind !== 'absent' && isCurrent(situation, open)) {
    const again = standing.kind === 'ours' && isUnanswered(open) && reservedBy(standing) === undefined;
    if (!again) return { kind: 'keep', pull: open, head: standing.head.oid, ours: standing.kind === 'ours' };
  }
  if (standing.kind === 'touched') return { kind: 'touched', head: standing.head.oid, pull: open };
  const by = reservedBy(standing);
  if (open !== undefined && by !== undefined && situation.isAskedFor !== true) {
    return { kind: 'reserved', pull: open, by };
  }
  const { goesBack } = situation;
  if (goesBack !== undefined && situation.isAskedFor !== true)
    return { kind: 'behind', why: goesBack, pull: open };
  if (open !== undefined && situation.isOlder) return { kind: 'outrun', pull: open };
  const pull: ProposeDecision['pull'] =
    open === undefined ? { kind: 'open' } : { kind: 'rewrite', pull: open, ...replacing(situation, open) };
  return { kind: 'propose', commit: commitFor(situation, open), pull };
}

function reservedBy(standing: HeadStanding): 'hotfix' | 'roll back' | undefined {
  if (standing.kind !== 'ours') return undefined;
  if (standing.trailers.rollBack !== undefined) return 'roll back';
  return standing.trailers.hotfix === undefined ? undefined : 'hotfix';
}

/** The branch and the text say what is wanted, and GitHub can merge the pull request. */
function isCurrent({ branchIsRight, key }: LaneSituation, open: LanePull): boolean {
  return branchIsRight && open.mergeable !== 'conflicting' && parseMarker(open.body)?.key === key;
}

/** The registry did not answer when the text was written, so it says less than could be known by now. */
function isUnanswered({ body }: LanePull): boolean {
  return parseMarker(body)?.unanswered === true;
}

function nothingToDo({ standing, state, key }: LaneSituation, open: LanePull | undefined): Decision {
  if (open === undefined) return { kind: 'nothing', pull: open, leftBranch: leftBranchOf(standing, state) };
  const head = mootHead(standing, open, key);
  return head === undefined ? { kind: 'nothing', pull: open } : { kind: 'close', pull: open, head };
}

/**
 * The head of an open pull request that proposes just what the base branch declares by now. Its commit may
 * have been merged through another pull request: two runs that write in the same second make the same commit.
 */
function mootHead(standing: HeadStanding, open: LanePull, key: string): string | undefined {
  if (standing.kind === 'ours') return standing.trailers.plan?.key === key ? standing.head.oid : undefined;
  if (standing.kind !== 'spent' || standing.head.oid !== open.headOid) return undefined;
  return parseMarker(open.body)?.key === key ? standing.head.oid : undefined;
}

/**
 * A run that closed a pull request can have ended before it deleted the branch. What a person closed can be
 * reopened, and needs its branch.
 */
function leftBranchOf(standing: HeadStanding, { pulls, openFrom }: LaneState): string | undefined {
  const [newest] = pulls;
  if (standing.kind !== 'ours' || openFrom.length > 0 || newest?.state !== 'closed') return undefined;
  const isOfThisHead = newest.headOid === standing.head.oid;
  return isOfThisHead && parseMarker(newest.body)?.closed === true ? standing.head.oid : undefined;
}

/**
 * The pull request that a person refused. The newest one counts. It is no refusal when it was merged since,
 * or when Waybill closed it itself.
 */
function refusedBefore(state: LaneState, key: string): LanePull | undefined {
  const [newest] = state.pulls;
  if (newest?.state !== 'closed') return undefined;
  const marker = parseMarker(newest.body);
  return marker?.key === key && marker.closed !== true ? newest : undefined;
}

function commitFor(
  { standing, key, branchIsRight }: LaneSituation,
  open: LanePull | undefined,
): ProposeDecision['commit'] {
  if (standing.kind === 'absent') return { kind: 'write', expected: undefined };
  const same = standing.kind === 'ours' && standing.trailers.plan?.key === key && branchIsRight;
  if (same && open?.mergeable !== 'conflicting') return { kind: 'keep', head: standing.head.oid };
  return { kind: 'write', expected: standing.head.oid };
}

/** What a proposal replaces, and what it superseded before. */
function replacing(
  { key, standing, proposal: wanted }: LaneSituation,
  open: LanePull,
): { readonly superseded: readonly Proposal[]; readonly takesOver: Proposal | undefined } {
  const marker = parseMarker(open.body);
  if (marker?.key === key) return { superseded: marker.superseded, takesOver: undefined };
  const takesOver = replaced(marker?.images ?? onBranch(standing), wanted);
  return {
    takesOver,
    superseded: [...(takesOver === undefined ? [] : [takesOver]), ...(marker?.superseded ?? [])],
  };
}

/** The part of an earlier proposal that is another one now. An image that only joins supersedes nothing. */
function replaced(earlier: Proposal | undefined, wanted: Proposal): Proposal | undefined {
  const entries = Object.entries(earlier ?? {}).filter(([name, digest]) => wanted[name] !== digest);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * Someone rewrote the body, and its marker is gone. The branch still says what it proposed, unless it has
 * moved on.
 */
function onBranch(standing: HeadStanding): Proposal | undefined {
  if (standing.kind !== 'ours') return undefined;
  return Object.fromEntries(standing.trailers.images.map((image) => [image.name, image.digest]));
}

/** Whether a commit is written: the branch gets a head that nobody has seen. */
export function writesHead(decision: Decision): boolean {
  return decision.kind === 'propose' && decision.commit.kind === 'write';
}

/** The outcome of a decision, once it is carried out. */
export function outcomeOf(decision: Decision): Outcome {
  switch (decision.kind) {
    case 'nothing':
    case 'keep':
      return 'unchanged';
    case 'close':
      return 'closed';
    case 'refused':
    case 'taken':
    case 'outrun':
    case 'behind':
    case 'reserved':
    case 'touched':
      return 'blocked';
    case 'propose':
      if (decision.pull.kind === 'open') return 'created';
      return decision.pull.takesOver === undefined ? 'updated' : 'superseded';
  }
}
