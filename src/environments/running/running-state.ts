import type { Digest } from '../../image/digest.ts';
import type { Since } from '../../promotion/advance/environment-state.ts';
import type { Evidence } from '../../promotion/gates/gate.ts';
import { healthOf } from '../../promotion/gates/health.ts';
import type { CommitStatuses } from '../../promotion/gates/question.ts';

/** A digest that an environment, or one target of it, declares; and what its agents said since then. */
export interface DeclaredImage {
  readonly environment: string;
  /** Undefined where the environment has no targets. */
  readonly target: string | undefined;
  readonly image: string;
  /** `registry/repository`. */
  readonly repository: string;
  readonly digest: Digest;
  readonly tag: string | undefined;
  /** Undefined where it could not be read. */
  readonly since: Since | undefined;
  /** The commit statuses that say how it is. Empty where `waybill.yaml` names none. */
  readonly contexts: readonly string[];
  /** The commits that contain the declaration, newest first. */
  readonly commits: readonly CommitStatuses[];
}

/**
 * How a declared digest runs.
 *
 * - `running`: every context says so, on a commit that declares it
 * - `failed`: one has failed, or nothing was said for too long (`timedOut`)
 * - `pending`: not known yet
 * - `unwatched`: nothing says how it runs, and nothing will
 */
export interface RunningState extends DeclaredImage {
  readonly kind: 'running' | 'pending' | 'failed' | 'unwatched';
  /** One sentence; the same from run to run while nothing happens. */
  readonly says: string;
  /** Since when it runs or has failed, as far as that was read. */
  readonly at: Date | undefined;
  readonly timedOut: boolean;
  readonly evidence: readonly Evidence[];
}

/** The clock, and how long nothing may be said. */
export interface Patience {
  /** GitHub's clock. */
  readonly now: Date;
  /** Milliseconds. */
  readonly timeOut: number;
}

/**
 * How a declared digest runs. Nothing but what is declared and what was said decides: signals that came late,
 * twice or in another order end in the same state. Unknown stays pending, and becomes a failure with the last
 * thing seen when its time is up.
 */
export function runningState(declared: DeclaredImage, { now, timeOut }: Patience): RunningState {
  const { environment, contexts, commits, since } = declared;
  const known = { ...declared, timedOut: false };
  if (contexts.length === 0) {
    const says = `Nothing says how ${environment} runs: it has no "health" in waybill.yaml.`;
    return { ...known, kind: 'unwatched', says, at: undefined, evidence: [] };
  }
  const health = healthOf({ contexts, commits });
  const { evidence } = health;
  if (health.state === 'passed')
    return { ...known, kind: 'running', says: 'It runs, and is healthy.', at: runsSince(declared), evidence };
  if (health.state === 'failed')
    return { ...known, kind: 'failed', says: `${health.says}.`, at: health.failedAt, evidence };
  if (since !== undefined && now.getTime() - since.at.getTime() >= timeOut) {
    const at = new Date(since.at.getTime() + timeOut);
    const says = `Not seen healthy in ${inWords(timeOut)}; last: ${health.says}.`;
    return { ...known, kind: 'failed', says, at, timedOut: true, evidence };
  }
  return { ...known, kind: 'pending', says: `${health.says}.`, at: undefined, evidence };
}

/** So many commits are looked at for the moment since when it runs. */
const MOST_COMMITS = 50;

/**
 * Statuses are set on each later commit too: what counts is the oldest from which on all of them were good.
 */
function runsSince({ contexts, commits }: DeclaredImage): Date | undefined {
  let at: Date | undefined;
  for (let first = 0; first < Math.min(commits.length, MOST_COMMITS); first += 1) {
    const health = healthOf({ contexts, commits: commits.slice(first) });
    if (health.state !== 'passed') break;
    at = health.saidAt;
  }
  return at;
}

/** `90 min`, `2 h`: as short as it can be said. */
function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
