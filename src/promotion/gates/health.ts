import type { Evidence, GateResult, GateState } from './gate.ts';
import { worstState } from './gate.ts';
import type { CommitStatus, CommitStatuses, UpstreamStanding } from './question.ts';
import { list, moment } from './words.ts';

/** What the named commit statuses say of one environment or target. */
export interface Health {
  readonly state: GateState;
  /**
   * `kustomization/apps/7ca4cc12 has failed at 1e3fc79`: the statuses that are not successful. Empty when all
   * are.
   */
  readonly says: string;
  readonly evidence: readonly Evidence[];
  /** When the first of those that have failed was set; undefined where none has, or that was not read. */
  readonly failedAt?: Date | undefined;
  /** When the last of all that were found was set; undefined where that was not read. */
  readonly saidAt?: Date | undefined;
}

interface Watched {
  /** In a context `*` stands for any characters of one part: `kustomization/apps/*`. */
  readonly contexts: readonly string[];
  /** Newest first. */
  readonly commits: readonly CommitStatuses[];
}

/** What one context said last. */
interface Report {
  readonly context: string;
  readonly state: GateState;
  readonly word: string;
  readonly url: string | undefined;
  readonly at?: Date | undefined;
}

/**
 * Reads the newest status of each context on the commits that contain the declaration. One status is enough
 * to know. A status that has not come is no success. Of a context with `*`, every match counts: when one of
 * two clusters reports a failure, it is a failure.
 */
export function healthOf({ contexts, commits }: Watched): Health {
  const newest = newestReports(commits);
  const found = contexts.flatMap((context) => reportsOf(context, newest));
  const bad = found.filter(({ state }) => state !== 'passed');
  return {
    state: worstState(found.map(({ state }) => state)),
    says: list(bad.map(({ context, word }) => `${context} ${word}`)),
    evidence: found.map(({ context, word, url }) => ({ text: `${context} ${word}`, url })),
    failedAt: bad
      .flatMap(({ state, at }) => (state === 'failed' && at !== undefined ? [at] : []))
      .toSorted((a, b) => a.getTime() - b.getTime())[0],
    saidAt: found
      .flatMap(({ at }) => at ?? [])
      .toSorted((a, b) => a.getTime() - b.getTime())
      .at(-1),
  };
}

/** Whether a context of `waybill.yaml`, where `*` may stand in it, speaks of a commit status. */
export function namesStatus(context: string, status: string): boolean {
  return matcher(context)(status);
}

/** What each context said last. GitHub takes `Apps` and `apps` for one context. */
function newestReports(commits: readonly CommitStatuses[]): readonly Report[] {
  const newest = new Map<string, Report>();
  for (const { oid, url, statuses } of commits) {
    for (const status of statuses) {
      const key = status.context.toLowerCase();
      if (newest.has(key)) continue;
      const { state, word } = meaningOf(status);
      const where = `${word} at ${oid.slice(0, 7)}`;
      newest.set(key, { context: status.context, state, word: where, url: status.url ?? url, at: status.at });
    }
  }
  return [...newest.values()];
}

/**
 * Descriptions that say more than the state beside them. Flux writes all of these as successes, of a digest
 * that never ran or runs no more: a dependency is not ready, a newer commit broke off the check, Helm took a
 * failed upgrade or install back.
 */
const BY_DESCRIPTION: ReadonlyMap<string, GateState> = new Map([
  ['dependency not ready', 'pending'],
  ['health check canceled', 'pending'],
  ['rollback succeeded', 'failed'],
  ['uninstall succeeded', 'failed'],
]);

function meaningOf({ state, description }: CommitStatus): Pick<Report, 'state' | 'word'> {
  const text = description.trim().toLowerCase();
  const meant = BY_DESCRIPTION.get(text);
  return meant === undefined ? MEANING[state] : { state: meant, word: `says "${text}"` };
}

const MEANING: Readonly<Record<CommitStatus['state'], Pick<Report, 'state' | 'word'>>> = {
  success: { state: 'passed', word: 'is successful' },
  failure: { state: 'failed', word: 'has failed' },
  error: { state: 'failed', word: 'has failed' },
  pending: { state: 'pending', word: 'is pending' },
  expected: { state: 'pending', word: 'is expected' },
};

/** Those of `newest` that a context names; without any, a report that there is none. */
function reportsOf(context: string, newest: readonly Report[]): readonly Report[] {
  const names = matcher(context);
  const found = newest.filter((report) => names(report.context));
  if (found.length > 0) return found.toSorted((a, b) => (a.context < b.context ? -1 : 1));
  const longer = newest.find((report) => matcher(`${context}/*`)(report.context));
  const instead = longer === undefined ? '' : ` (${longer.context} has; write "${context}/*")`;
  return [{ context, state: 'pending', word: `has not reported${instead}`, url: undefined }];
}

/** Waybill's own statuses say nothing of an environment, so `*` does not stand for them. */
const OUR_OWN = /^waybill(?:\/|$)/;

function matcher(context: string): (name: string) => boolean {
  const wanted = context.toLowerCase();
  if (!wanted.includes('*')) return (name) => name.toLowerCase() === wanted;
  const names = wanted.split('/');
  return (name) => {
    const found = name.toLowerCase().split('/');
    const fits = names.length === found.length && names.every((part, at) => isNamed(part, found[at] ?? ''));
    return fits && !OUR_OWN.test(name.toLowerCase());
  };
}

/**
 * `app*s` names `apps-1-s`: each `*` stands for at least one character. What stands between two of them is
 * looked for once, so the time does not grow with their number.
 */
function isNamed(pattern: string, name: string): boolean {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return name === first;
  let at = name.startsWith(first) ? first.length : -1;
  for (const part of parts) {
    const found = at === -1 ? -1 : name.indexOf(part, at + 1);
    at = found === -1 ? -1 : found + part.length;
  }
  return at !== -1 && at < name.length - last.length && name.endsWith(last);
}

/**
 * Whether an upstream is healthy, by the contexts that were named for it. Where no context speaks of it, it
 * has not passed. An upstream that went on before it was seen to be healthy says nothing more of the digest.
 */
export function healthGate(upstream: UpstreamStanding): GateResult {
  const { environment, declares } = upstream;
  if (declares.kind === 'not') return pending(`Waits until ${environment} declares it.`);
  if (upstream.contexts.length === 0) return pending(`No commit status says how ${environment} is.`);
  const { state, says, evidence } = healthOf(upstream);
  if (declares.kind === 'before' && state !== 'passed') {
    const reason = `In ${environment}, ${says}, and it declares another digest since ${moment(declares.until.at)}.`;
    return { gate: 'health', state: 'failed', reason, until: undefined, evidence, isFinal: true };
  }
  const reason =
    state === 'passed'
      ? `${environment} is healthy: ${list(upstream.contexts)}.`
      : `In ${environment}, ${says}.`;
  return { gate: 'health', state, reason, until: undefined, evidence };
}

function pending(reason: string): GateResult {
  return { gate: 'health', state: 'pending', reason, until: undefined, evidence: [] };
}
