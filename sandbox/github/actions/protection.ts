import { latestStatuses } from '../shapes/status.ts';
import type { Protection, Pull, Repository } from '../state/model.ts';

export function protectionOf(repo: Repository, ref: string): Protection | undefined {
  return ref.startsWith('refs/heads/') ? repo.protections.get(ref.slice('refs/heads/'.length)) : undefined;
}

/** Why a branch with this rule cannot be moved to a commit without a pull request; empty when it can. */
export function directPushObjections(repo: Repository, rule: Protection, commit: string): string[] {
  const reasons = unmetContexts(repo, rule, commit);
  if (rule.requirePullRequest || rule.requiredReviews > 0) {
    reasons.push('Changes must be made through a pull request.');
  }
  return reasons;
}

/** Why a pull request cannot be merged into a branch with this rule yet; empty when it can. */
export function mergeObjections(repo: Repository, rule: Protection | undefined, pull: Pull): string[] {
  if (rule === undefined) return [];
  const reasons = unmetContexts(repo, rule, pull.headSha);
  const missing = rule.requiredReviews - approvals(pull);
  if (missing > 0) {
    const noun = rule.requiredReviews === 1 ? 'review is' : 'reviews are';
    reasons.push(
      `At least ${rule.requiredReviews} approving ${noun} required by reviewers with write access.`,
    );
  }
  return reasons;
}

/** How many people's latest word is an approval. */
export function approvals(pull: Pull): number {
  const latest = new Map<string, string>();
  for (const review of pull.reviews) {
    if (review.state !== 'COMMENTED') latest.set(review.author, review.state);
  }
  return [...latest.values()].filter((state) => state === 'APPROVED').length;
}

/**
 * Which of the statuses that a rule requires are not on a commit, in GitHub's words; empty when all are.
 * GitHub takes `CI` and `ci` for one context here too.
 */
export function unmetContexts(repo: Repository, rule: Protection, commit: string): string[] {
  const statuses = latestStatuses(repo, commit);
  const stateOf = (context: string) =>
    statuses.find(
      ({ context: name, creator }) =>
        name.toLowerCase() === context.toLowerCase() &&
        (rule.statusApp === undefined || creator === `${rule.statusApp}[bot]`),
    )?.state;
  const unmet = rule.requiredContexts.filter((context) => stateOf(context) !== 'success');
  if (unmet.length === 0) return [];
  const first = unmet[0] ?? '';
  const failing = (stateOf(first) ?? 'pending') !== 'pending';
  if (unmet.length === 1) return [`Required status check "${first}" is ${failing ? 'failing' : 'expected'}.`];
  return [`${unmet.length} of ${rule.requiredContexts.length} required status checks are expected.`];
}
