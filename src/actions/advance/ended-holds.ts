import { holdText } from '../../environments/base-branches.ts';
import { holdReader } from '../../environments/lanes/hold-reader.ts';
import type { Environments } from '../../environments/environments.ts';
import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { versionsOf } from '../../promotion/advance/environment-state.ts';
import { formatHolds, holdPath, parseHolds } from '../../promotion/hold/hold-file.ts';
import { mayEnd } from '../../promotion/hold/hold-home.ts';
import { type Hold, holdsAfter, isSameHold } from '../../promotion/hold/holds.ts';
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
  const isEnded = (hold: Hold): boolean => ended.some((other) => isSameHold(other, hold));
  const left = parseHolds(before, environment.name).filter((hold) => !isEnded(hold));
  const after = formatHolds(left, environment.name);
  return [{ path: holdPath(environment.name), before, after, splices: [] }];
}

/** The entries of the hold file that go with a proposal. */
export function endedHolds(
  { environment, baseBranch, lane, images }: ProposingLane,
  environments: Environments,
): readonly Hold[] {
  const { name } = environment;
  const { home } = lane.site;
  if (home === undefined) return [];
  const reader = holdReader(home, baseBranch.state);
  const own = environments
    .of(name)
    .holds.filter((hold) => hold.file === holdPath(name) && mayEnd(hold, name, reader));
  const left = holdsAfter(own, images, (image, digest) =>
    environment.after.environments.some((name) =>
      versionsOf(environments.of(name).declares(image)).some((version) => version.digest === digest),
    ),
  );
  return own.filter((hold) => !left.includes(hold));
}
