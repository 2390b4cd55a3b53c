import type { PullRequestFacts } from './facts.ts';
import { withGates } from './gate-table.ts';
import { withWhoMerges } from './what-comes-next.ts';

/**
 * The description with what changes while the proposal stays: the gates, what is next in line, and who merges
 * it. Parts that a person took out stay out.
 */
export function withPresentFacts(
  body: string,
  facts: Pick<PullRequestFacts, 'gates' | 'nextInLine' | 'merge'>,
): string {
  return withWhoMerges(withGates(body, facts), facts);
}
