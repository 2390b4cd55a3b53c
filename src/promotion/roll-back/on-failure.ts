import { type Health, healthOf } from '../gates/health.ts';
import type { CommitStatuses } from '../gates/question.ts';
import { length } from '../gates/words.ts';

/** A promotion that an environment took in, and what was said of the environment since. */
export interface ArrivedPromotion {
  readonly since: Date;
  /** Statuses of the commits that contain it, newest first. */
  readonly commits: readonly CommitStatuses[];
}

/** How an environment is, and when that began. */
export interface Failure extends Health {
  readonly failedAt: Date;
}

/**
 * How an environment failed after a promotion: its own health says so now, and said it first within the time
 * after the merge. Undefined where it did not, or nobody knows when.
 */
export function failureAfter(
  { since, commits }: ArrivedPromotion,
  contexts: readonly string[],
  within: number,
): Failure | undefined {
  const health = healthOf({ contexts, commits });
  const { failedAt } = health;
  if (health.state !== 'failed' || failedAt === undefined) return undefined;
  const passed = failedAt.getTime() - since.getTime();
  return passed >= 0 && passed <= within ? { ...health, failedAt } : undefined;
}

/** Why a roll back is proposed by itself: one sentence, the same as long as the failure is. */
export function failureReason(says: string, since: Date, failedAt: Date): string {
  const minutes = Math.max(1, Math.round((failedAt.getTime() - since.getTime()) / 60_000));
  return `${says}, ${length(minutes * 60_000)} after the merge`;
}
