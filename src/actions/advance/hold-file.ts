import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { declaredIn, versionsOf } from '../../promotion/advance/environment-state.ts';
import { formatHolds, parseHolds } from '../../promotion/hold/hold-file.ts';
import { holdPath } from '../../promotion/hold/hold.ts';
import { holdsAfter } from '../../promotion/hold/holds.ts';
import type { Bring } from '../../environments/next-step.ts';
import { type Knowledge, stateOf } from '../../environments/environments.ts';
import { holdText } from '../../environments/read-places.ts';

/**
 * The environment's hold file without what a proposal makes needless: holds of the images that arrive, on digests that no
 * upstream declares any more. Empty when nothing of it changes.
 */
export function holdFileAfter(
  { environment, place, images }: Bring,
  knowledge: Pick<Knowledge, 'states'>,
): readonly PlannedFile[] {
  const before = holdText(place, environment.name);
  if (before === undefined) return [];
  const present = parseHolds(before, environment.name);
  const left = holdsAfter(present, images, (image, digest) =>
    environment.after.environments.some((name) =>
      versionsOf(declaredIn(stateOf(knowledge, name), image)).some((one) => one.digest === digest),
    ),
  );
  if (left.length === present.length) return [];
  const after = formatHolds(left, environment.name);
  return [{ path: holdPath(environment.name), before, after, splices: [] }];
}
