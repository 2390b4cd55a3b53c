import { holdText } from '../../environments/base-branches.ts';
import type { Environments } from '../../environments/environments.ts';
import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { versionsOf } from '../../promotion/advance/environment-state.ts';
import { formatHolds, holdPath, parseHolds } from '../../promotion/hold/hold-file.ts';
import { type Hold, holdOn, holdsAfter } from '../../promotion/hold/holds.ts';
import type { ProposingLane } from './lane/lane-step.ts';

/**
 * The environment's hold file without what a proposal makes needless: holds of the images that arrive, on
 * digests that no upstream declares any more. Empty when nothing of it changes.
 */
export function holdFileAfter(step: ProposingLane, environments: Environments): readonly PlannedFile[] {
  const { environment, baseBranch } = step;
  const ended = endedHolds(step, environments);
  if (ended.length === 0) return [];
  const before = holdText(baseBranch, environment.name) ?? '';
  const left = parseHolds(before, environment.name).filter(
    ({ image, digest }) => holdOn(ended, image, digest) === undefined,
  );
  const after = formatHolds(left, environment.name);
  return [{ path: holdPath(environment.name), before, after, splices: [] }];
}

/** The entries of the hold file that go with a proposal. */
export function endedHolds(
  { environment, baseBranch, images }: ProposingLane,
  environments: Environments,
): readonly Hold[] {
  const before = holdText(baseBranch, environment.name);
  if (before === undefined) return [];
  const present = parseHolds(before, environment.name);
  const left = holdsAfter(present, images, (image, digest) =>
    environment.after.environments.some((name) =>
      versionsOf(environments.of(name).declares(image)).some((version) => version.digest === digest),
    ),
  );
  return present.filter((hold) => !left.includes(hold));
}
