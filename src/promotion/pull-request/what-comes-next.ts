import { code } from '../../report/markdown.ts';
import type { LaneNames } from '../lane/lane.ts';
import type { PullRequestFacts } from './facts.ts';

const OPENING = '<!-- waybill-merge -->';
const CLOSING = '<!-- /waybill-merge -->';

/**
 * What merging, closing and pushing to the pull request lead to, and who merges it. The words are as true
 * after it was merged as before: nobody may be there to write them anew.
 */
export function whatComesNext(lane: LaneNames, facts: PullRequestFacts): string {
  const environment = code(lane.environment);
  return [
    `- **Merging it**: the agent of ${environment} deploys what is merged; Waybill pushes nothing to a cluster. ${onward(facts.next)}${OPENING}${whoMerges(facts)}${CLOSING}`,
    `- **Closing it** without merging says no to these digests: Waybill does not propose them to ${environment} again unless it is reopened. A newer digest gets a pull request of its own.`,
    `- **Pushing to its branch** takes it over: Waybill leaves the branch as it is, and does not merge it. Take the commit off the branch, or merge or close the pull request and delete the branch, and Waybill goes on.`,
  ].join('\n');
}

function onward(next: readonly string[]): string {
  if (next.length === 0) return 'No environment comes after it.';
  const names = next.map((name) => code(name)).join(', ');
  const [comes, its] = next.length === 1 ? ['comes', 'its'] : ['come', 'their'];
  return `The way is then open to ${names}, which ${comes} after it, through ${its} own pull request and gates.`;
}

/**
 * The description with who merges it now: one run can leave it to GitHub, and the next to a person. The words
 * stand between two marks; a description without them stays as it is.
 */
export function withWhoMerges(body: string, facts: Pick<PullRequestFacts, 'merge' | 'gates'>): string {
  const start = body.indexOf(OPENING);
  const end = body.indexOf(CLOSING, start);
  if (start === -1 || end === -1) return body;
  return `${body.slice(0, start)}${OPENING}${whoMerges(facts)}${body.slice(end)}`;
}

function whoMerges({ merge, gates }: Pick<PullRequestFacts, 'merge' | 'gates'>): string {
  if (merge === undefined) return '';
  if (merge === 'manual') return ' Who merges it: a person.';
  const when = gates.length > 0 ? 'the gates have passed and the rules' : 'the rules';
  return ` Who merges it: Waybill or GitHub, by itself, once ${when} of the repository are met.`;
}
