import { GATES, type GateName, type GateResult, type GateState } from '../gates/gate.ts';
import type { WholeVerdict } from './whole-verdict.ts';

/** A commit status as it is written to the head of a pull request. */
export interface GateStatus {
  readonly context: string;
  readonly state: 'success' | 'pending' | 'failure';
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** The one status that rules of branches require. Those of single gates stand beside it, for reading. */
export const WHOLE_CONTEXT = 'waybill';
const PREFIX = `${WHOLE_CONTEXT}/`;
/** Pending as long as a person has to decide on a digest; failed where one wrote a hold. */
export const HOLD_CONTEXT = `${PREFIX}hold`;
/** GitHub refuses a longer description. */
const LONGEST = 140;
const STATES: Readonly<Record<GateState, GateStatus['state']>> = {
  passed: 'success',
  pending: 'pending',
  failed: 'failure',
};

/** Where the status of one gate stands. */
export function gateContext(gate: GateName): string {
  return `${PREFIX}${gate}`;
}

/** The status of one gate. It links to what the gate looked at, or to `run` where that has no address. */
export function gateStatus(result: GateResult, run: string | undefined): GateStatus {
  return {
    context: gateContext(result.gate),
    state: STATES[result.state],
    description: shortened(result.reason),
    targetUrl: result.evidence.find(({ url }) => url !== undefined)?.url ?? run,
  };
}

/** The status of the whole verdict. It links to the run that came to it. */
export function wholeStatus({ state, reason }: WholeVerdict, run: string | undefined): GateStatus {
  return {
    context: WHOLE_CONTEXT,
    state: STATES[state],
    description: shortened(reason),
    targetUrl: run,
  };
}

/** Whether a head that has `present` says the same already. */
export function isShown(status: GateStatus, present: readonly PresentStatus[]): boolean {
  return present.some((posted) => posted.context === status.context && isSame(posted, status));
}

/** A status that a head has: what of it says whether it has to be written again. */
export type PresentStatus = Pick<GateStatus, 'context'> & {
  readonly state: string;
  readonly description: string;
};

/**
 * The statuses to write to a head that has `present`: those with another state or description than before.
 * Also those of gates that are not asked for any more and did not pass: they would stand in the way for ever.
 *
 * A gate that never held this head back gets none: `waybill` names it among those that passed. Each status is
 * a request, and a run of a hundred lanes has a hundred new heads.
 */
export function statusesToWrite(
  results: readonly GateResult[],
  present: readonly PresentStatus[],
  run: string | undefined,
): readonly GateStatus[] {
  const wanted = results.map((result) => gateStatus(result, run));
  const asked = new Set(wanted.map(({ context }) => context));
  const shown = new Set(present.map(({ context }) => context));
  const changed = wanted.filter(
    (status) => (status.state !== 'success' || shown.has(status.context)) && !isShown(status, present),
  );
  const ours = new Set(GATES.map((gate) => `${PREFIX}${gate}`));
  const left = present
    .filter(
      ({ context, state }) => ours.has(context) && !asked.has(context) && state.toLowerCase() !== 'success',
    )
    .map(({ context }): GateStatus => ({
      context,
      state: 'success',
      description: 'Not asked for any more.',
      targetUrl: run,
    }));
  return [...changed, ...left];
}

/** GraphQL writes `SUCCESS`, REST writes `success`. */
function isSame(present: PresentStatus, status: GateStatus): boolean {
  return present.state.toLowerCase() === status.state && present.description === status.description;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  const characters = [...line];
  return characters.length <= LONGEST
    ? line
    : `${characters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}
