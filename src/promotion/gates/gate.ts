/** Every gate, in the order in which people read them. */
export const GATES = [
  'order',
  'soak',
  'health',
  'version',
  'hold',
  'window',
  'manual',
  'provenance',
] as const;
export type GateName = (typeof GATES)[number];

/**
 * `pending` passes by itself or by an event that is awaited; `failed` does not, unless something is changed.
 */
export type GateState = 'passed' | 'pending' | 'failed';

/** What a gate looked at, for people: a sentence or a name, with where to see it. */
export interface Evidence {
  readonly text: string;
  readonly url: string | undefined;
}

/** What one gate says of one promotion. */
export interface GateResult {
  readonly gate: GateName;
  readonly state: GateState;
  /**
   * One sentence. It names moments, never the time that is left, so that it is the same from run to run while
   * nothing happens.
   */
  readonly reason: string;
  /**
   * The next moment at which it is worth looking again; undefined when an event is awaited, or nothing is.
   */
  readonly until: Date | undefined;
  readonly evidence: readonly Evidence[];
}

const SEVERITY: Readonly<Record<GateState, number>> = { passed: 0, pending: 1, failed: 2 };

/** The worst state there is: a failure before what is pending before what has passed. */
export function worstState(states: readonly GateState[]): GateState {
  return states.reduce<GateState>(
    (worst, state) => (SEVERITY[state] > SEVERITY[worst] ? state : worst),
    'passed',
  );
}

/** True when nothing stands against the promotion. */
export function allPassed(results: readonly GateResult[]): boolean {
  return results.every(({ state }) => state === 'passed');
}

/** The gates that have not passed: what a hotfix passes over. */
export function notPassed(results: readonly GateResult[]): readonly GateResult[] {
  return results.filter(({ state }) => state !== 'passed');
}

/** The next moment at which any of what waits, gates or lanes, is worth looking at again. */
export function nextLook(waiting: readonly { readonly until: Date | undefined }[]): Date | undefined {
  const moments = waiting.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
