/*
 * The room that decides whether a change of a config repo may be merged: from what is declared before and
 * after it, the rules of the base branch, and what the gates found. It decides on values that others read. It
 * may not know GitHub, the registry or the clock.
 */
import type { GateResult } from '../promotion/gates/gate.ts';
import { type WholeVerdict, worstVerdict } from '../promotion/status/whole-verdict.ts';
import type { BroughtImage } from './brought-images.ts';
import type { Note } from './notes.ts';
import { type Objection, OBJECTION_REASONS } from './objection.ts';
import type { OtherChange } from './other-changes.ts';
import type { ExplainedProvenance } from './provenance/explain-provenance.ts';

/** Why a change passes, waits or fails. The set is closed: tests and users match on it. */
export const VERDICT_CODES = [
  'NO_IMAGE_TOUCHED',
  'IMAGES_ACCEPTED',
  'GATES_PENDING',
  'GATES_FAILED',
  ...OBJECTION_REASONS,
] as const;
type VerdictReason = (typeof VERDICT_CODES)[number];

/** What was found out about who built an image. */
export interface ImageProof {
  readonly image: string;
  readonly proof: ExplainedProvenance;
}

/** The images that a change brings into one environment, and what its gates say of them together. */
export interface JudgedEnvironment {
  readonly environment: string;
  readonly images: readonly [BroughtImage, ...BroughtImage[]];
  readonly gates: readonly GateResult[];
  readonly verdict: WholeVerdict;
  /** Of its images, where the environment asks who built them. */
  readonly proofs: readonly ImageProof[];
  /** What is said of its images, and refuses nothing. */
  readonly notes: readonly Note[];
}

/** All that is known of a change. */
export interface ChangeQuestion {
  /** Whether it comes from the branch of a lane, which changes images and nothing else. */
  readonly isLane: boolean;
  /** `verify.other-changes` of the base branch. */
  readonly otherChanges: 'allow' | 'refuse';
  readonly others: readonly OtherChange[];
  readonly objections: readonly Objection[];
  readonly environments: readonly JudgedEnvironment[];
  /** What it makes weaker of the gates, each as a sentence. */
  readonly weaker: readonly string[];
}

/** The verdict on a change, as one state with one line, and everything that it rests on. */
export interface ChangeVerdict extends WholeVerdict {
  readonly code: VerdictReason;
  readonly environments: readonly JudgedEnvironment[];
  readonly objections: readonly Objection[];
  readonly others: readonly OtherChange[];
  /**
   * What it makes weaker of the gates, each as a sentence. Reviewers decide on that, and it refuses nothing.
   */
  readonly weaker: readonly string[];
}

/**
 * The verdict on a change. It passes in two ways only: every image that it brings was accepted, and there is
 * one; or it touches no image, and the rules allow other changes.
 */
export function judgeChange(question: ChangeQuestion): ChangeVerdict {
  const { isLane, otherChanges, others, environments, weaker } = question;
  const refused = isLane || otherChanges === 'refuse' ? others.map((other) => refusal(other, isLane)) : [];
  const objections = [...question.objections, ...refused];
  const known = { environments, objections, others, weaker };
  const failed = objections.find(({ state }) => state === 'failed');
  if (failed !== undefined) return { ...known, ...objectionVerdict(failed) };
  const [first, ...more] = environments.map(({ verdict }) => verdict);
  const worst = first === undefined ? undefined : worstVerdict([first, ...more]);
  if (worst?.state === 'failed') return { ...known, ...worst, code: 'GATES_FAILED' };
  const [waiting] = objections;
  if (waiting !== undefined) return { ...known, ...objectionVerdict(waiting) };
  if (worst === undefined) return { ...known, ...noting(weaker, untouched(others)) };
  if (worst.state !== 'passed') return { ...known, ...worst, code: 'GATES_PENDING' };
  return { ...known, ...noting(weaker, { ...worst, code: 'IMAGES_ACCEPTED' }) };
}

/** The verdict where something that it needs could not be read: nobody knows yet. */
export function unavailable(words: string): ChangeVerdict {
  const objection = { reason: 'EVIDENCE_UNAVAILABLE', state: 'pending', words, location: undefined } as const;
  const nothing = { environments: [], others: [], weaker: [] };
  return { ...nothing, objections: [objection], ...objectionVerdict(objection) };
}

type Headline = WholeVerdict & Pick<ChangeVerdict, 'code'>;

/** What passes says first what it makes weaker: a reviewer may read nothing else. */
function noting(weaker: readonly string[], headline: Headline): Headline {
  const [first, ...more] = weaker;
  if (first === undefined) return headline;
  const others = more.length === 0 ? '' : ` And ${more.length} more.`;
  return { ...headline, reason: `Weaker gates: ${first}${others} ${headline.reason}` };
}

function untouched(others: readonly OtherChange[]): Headline {
  const what = others.length === 0 ? '' : ` (${others.length} other change${others.length === 1 ? '' : 's'})`;
  const reason = `Brings no image into an environment${what}.`;
  return { state: 'passed', code: 'NO_IMAGE_TOUCHED', reason, until: undefined };
}

function objectionVerdict({ state, reason: code, words: reason }: Objection): Headline {
  return { state, code, reason, until: undefined };
}

function refusal({ words, location }: OtherChange, isLane: boolean): Objection {
  const why = isLane ? 'a lane changes images and nothing else' : '"verify.other-changes" is "refuse"';
  return { reason: 'UNEXPECTED_CHANGE', state: 'failed', words: `${words}, and ${why}.`, location };
}
