import type { Purpose } from '../lane/purpose.ts';
import {
  type GateName,
  type GateResult,
  type GateState,
  holdsForHotfix,
  nextLook,
  notPassed,
  worstState,
} from '../gates/gate.ts';
import { list } from '../gates/words.ts';

/** What stands in the status `waybill`: one state, and one line that says why. */
export interface WholeVerdict {
  readonly state: GateState;
  /** It names moments and never the time that is left, so it stays the same while nothing happens. */
  readonly reason: string;
  /** The next moment when it is worth looking again. Undefined when an event is awaited, or nothing is. */
  readonly until: Date | undefined;
}

/** What is known of a proposal into one environment. */
export interface VerdictQuestion {
  readonly environment: string;
  readonly purpose: Purpose;
  readonly gates: readonly GateResult[];
  /** Gates that the environment asks for, and that this run cannot evaluate. */
  readonly unread: readonly GateName[];
}

/**
 * The whole verdict on a proposal, as every action comes to it: promote, advance, rollback and verify. What
 * could not be evaluated is pending. A hotfix and a roll back pass over the gates: a person asked for them, a
 * hotfix is allowed by `waybill.yaml`, and a person merges it. A pause lets nothing but a roll back through,
 * and who built an image is asked of a hotfix too.
 */
export function wholeVerdict({ environment, purpose, gates, unread }: VerdictQuestion): WholeVerdict {
  const isHotfix = purpose.kind === 'hotfix';
  const open = notPassed(gates).filter(({ gate }) => !isHotfix || holdsForHotfix(gate));
  const missing = unread.filter((gate) => !isHotfix || holdsForHotfix(gate));
  if (isHotfix && open.length === 0 && missing.length === 0)
    return passed(
      `A hotfix of ${environment} that ${purpose.asked.by} asked for: gates do not hold it back.`,
    );
  if (purpose.kind === 'roll-back')
    return passed(
      `A roll back of ${environment} that ${purpose.asked.by} asked for: gates do not hold it back.`,
    );
  if (open.length === 0 && missing.length === 0)
    return passed(
      gates.length === 0
        ? `${environment} has no gates.`
        : `Gates of ${environment} passed: ${list(gates.map(({ gate }) => gate))}.`,
    );
  const state = worstState([
    ...open.map((gate) => gate.state),
    ...(missing.length > 0 ? ['pending' as const] : []),
  ]);
  return { state, reason: openReason(environment, state, open, missing), until: nextLook(open) };
}

/** The worst of several: every environment that a pull request changes has to agree. */
export function worstVerdict(verdicts: readonly [WholeVerdict, ...WholeVerdict[]]): WholeVerdict {
  const [first, ...others] = verdicts;
  if (others.length === 0) return first;
  const state = worstState(verdicts.map((verdict) => verdict.state));
  const worst = verdicts.filter((verdict) => verdict.state === state);
  return { state, reason: worst.map(({ reason }) => reason).join(' '), until: nextLook(worst) };
}

/** What a status says where a person's commit is on the branch of a lane, and nobody has judged it yet. */
export const UNJUDGED: WholeVerdict = {
  state: 'pending',
  reason: 'A person added to the branch: verify judges what it changes.',
  until: undefined,
};

function openReason(
  environment: string,
  state: GateState,
  open: readonly GateResult[],
  unread: readonly GateName[],
): string {
  const worst = open.filter((gate) => gate.state === state);
  const names = list([...worst.map(({ gate }) => gate), ...(state === 'pending' ? unread : [])]);
  const verb = state === 'failed' ? 'is refused by' : 'waits for';
  const why = worst[0]?.reason ?? 'This run cannot evaluate that.';
  return `${environment} ${verb} ${names}: ${why}`;
}

function passed(reason: string): WholeVerdict {
  return { state: 'passed', reason, until: undefined };
}
