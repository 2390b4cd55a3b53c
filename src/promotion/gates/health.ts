import type { Evidence, GateResult, GateState } from './gate.ts';
import { worstState } from './gate.ts';
import type { CommitStatus, CommitStatuses, UpstreamStanding } from './question.ts';
import { list } from './words.ts';

/** What the named commit statuses say of one environment or target. */
export interface Health {
  readonly state: GateState;
  /** `kustomization/apps is failure`: the contexts that are not successful; empty when all are. */
  readonly says: string;
  readonly evidence: readonly Evidence[];
}

interface Watched {
  readonly contexts: readonly string[];
  readonly commits: readonly CommitStatuses[];
}

/**
 * Reads the newest status of every context on the commits that contain the declaration: one is enough to
 * know, and one that has not come is no success.
 */
export function healthOf({ contexts, commits }: Watched): Health {
  const found = contexts.map((context) => ({ context, ...newest(context, commits) }));
  const bad = found.filter(({ state }) => state !== 'passed');
  return {
    state: worstState(found.map(({ state }) => state)),
    says: list(bad.map(({ context, word }) => `${context} ${word}`)),
    evidence: found.map(({ context, word, url }) => ({ text: `${context} ${word}`, url })),
  };
}

function newest(
  context: string,
  commits: readonly CommitStatuses[],
): { readonly state: GateState; readonly word: string; readonly url: string | undefined } {
  for (const { oid, url, statuses } of commits) {
    const status = statuses.find((posted) => posted.context === context);
    if (status === undefined) continue;
    const { state, word } = MEANING[status.state];
    return { state, word: `${word} at ${oid.slice(0, 7)}`, url: status.url ?? url };
  }
  return { state: 'pending', word: 'has not reported', url: undefined };
}

const MEANING: Readonly<Record<CommitStatus['state'], { readonly state: GateState; readonly word: string }>> =
  {
    success: { state: 'passed', word: 'is successful' },
    failure: { state: 'failed', word: 'has failed' },
    error: { state: 'failed', word: 'has failed' },
    pending: { state: 'pending', word: 'is pending' },
    expected: { state: 'pending', word: 'is expected' },
  };

/**
 * Whether an upstream that counts is healthy, by the contexts that were named. Nothing to look at is no
 * success.
 */
export function healthGate(upstream: UpstreamStanding): GateResult {
  const { environment, declares } = upstream;
  if (declares.kind === 'not') return pending(`Waits until ${environment} declares it.`);
  if (upstream.contexts.length === 0) return pending(`No commit status says how ${environment} is.`);
  const { state, says, evidence } = healthOf(upstream);
  const reason =
    state === 'passed'
      ? `${environment} is healthy: ${list(upstream.contexts)}.`
      : `In ${environment}, ${says}.`;
  return { gate: 'health', state, reason, until: undefined, evidence };
}

function pending(reason: string): GateResult {
  return { gate: 'health', state: 'pending', reason, until: undefined, evidence: [] };
}

const TARGET = '{target}';

/**
 * The contexts to look for in an environment. Those with `{target}` speak of environments that have targets,
 * once for each target; the others of environments that have none, or that no context with `{target}` speaks
 * of.
 */
export function contextsFor(healthy: readonly string[], targets: readonly string[]): readonly string[] {
  const each = healthy.filter((context) => context.includes(TARGET));
  const plain = healthy.filter((context) => !context.includes(TARGET));
  if (targets.length === 0 || each.length === 0) return plain;
  return each.flatMap((context) => targets.map((target) => context.replaceAll(TARGET, target)));
}
