/** Every gate, in the order in which people read them. */
export const GATES = [
  'order',
  'soak',
  'health',
  'version',
  'provenance',
  'group',
  'hold',
  'pause',
  'window',
  'manual',
] as const;
export type GateName = (typeof GATES)[number];

/**
 * `pending`: time or an awaited event lets it pass. `failed`: it does not pass unless somebody changes
 * something.
 */
export type GateState = 'passed' | 'pending' | 'failed';

/** What a gate looked at, for people: a sentence or a name, and the address where to see it. */
export interface Evidence {
  readonly text: string;
  readonly url: string | undefined;
}

/** What one gate says of one promotion. */
export interface GateResult {
  readonly gate: GateName;
  readonly state: GateState;
  /**
   * One sentence. It names a moment and never the time that is left. So it stays the same from run to run
   * while nothing happens.
   */
  readonly reason: string;
  /** The next moment when it is worth looking again. Undefined when an event is awaited, or nothing is. */
  readonly until: Date | undefined;
  readonly evidence: readonly Evidence[];
  /** It has failed, and nothing that happens lets this digest pass any more. In a queue it gives way. */
  readonly isFinal?: boolean;
}

const SEVERITY: Readonly<Record<GateState, number>> = { passed: 0, pending: 1, failed: 2 };

/** The worst of the states: `failed` before `pending` before `passed`. */
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

/** Whether a gate is asked of a hotfix, too. Nobody is in such a hurry that strangers may build the image. */
export function holdsForHotfix(gate: GateName): boolean {
  return gate === 'pause' || gate === 'provenance';
}

/** The gates that have not passed: what a hotfix passes over. */
export function notPassed(results: readonly GateResult[]): readonly GateResult[] {
  return results.filter(({ state }) => state !== 'passed');
}

/** The next moment when it is worth looking again at any of the gates or lanes that wait. */
export function nextLook(waiting: readonly { readonly until: Date | undefined }[]): Date | undefined {
  const moments = waiting.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}
