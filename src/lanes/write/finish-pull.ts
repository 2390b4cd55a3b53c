import type { LanePull } from '../../promotion/lane/lane.ts';
import { followUpsFor } from './follow-up-settings.ts';
import type { LaneWriter } from './lane-writer.ts';
import { type MergeStep, mergeStep } from './merge-step.ts';

type PullIds = Pick<LanePull, 'id' | 'number'>;

/** Adds to a pull request what it still lacks of labels and reviewers. */
export async function followUpOn(
  { id, number }: PullIds,
  existing: LanePull | undefined,
  { github, settings, destination }: LaneWriter,
): Promise<void> {
  const { fullName: repository, id: repositoryId } = destination.state;
  const facts = { repository, repositoryId, pull: { id, number }, existing };
  await github.followUp(followUpsFor(settings, facts));
}

/** Merges a pull request that no gate holds back, where a person does not; undefined where one does. */
export async function mergeAtOnce(
  { id, number }: PullIds,
  head: string,
  existing: LanePull | undefined,
  { github, merging, destination }: LaneWriter,
): Promise<MergeStep | undefined> {
  if (!merging.atOnce) return undefined;
  if (existing?.autoMerge === true) return { kind: 'armed', changed: false };
  const { fullName: repository, base, autoMergeAllowed } = destination.state;
  const { methods } = merging;
  const wish = { repository, base: base.branch, pull: { id, number }, head, methods };
  return mergeStep({ wish, seen: undefined, autoMergeAllowed }, github);
}
