import type { Collaborators } from '../../environments/collaborators.ts';
import { attemptEach } from '../../errors/attempt-all.ts';
import { type WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { resolveImage } from '../../lanes/plan/resolve-images.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import type { AskedLane } from './asked-images.ts';

/**
 * Images by name that a run has resolved. A tag can move between two rounds, and what was resolved first is
 * what this run promotes.
 */
export type ResolvedImages = Map<string, ResolvedImage>;

/**
 * The images of all lanes, by the name of the lane's image or group. Throws what all of them lack at once.
 */
export async function resolveAll(
  lanes: readonly AskedLane[],
  collaborators: Collaborators,
  resolved: ResolvedImages,
): Promise<ReadonlyMap<string, readonly ResolvedImage[]>> {
  const errors: WaybillError[] = [];
  const byUnit = new Map<string, readonly ResolvedImage[]>();
  for (const { lane, images } of lanes) {
    const found = await attemptEach(images, async (image) => {
      const known = resolved.get(image.name) ?? (await resolveImage(image, collaborators));
      resolved.set(image.name, known);
      return known;
    });
    errors.push(...found.errors);
    byUnit.set(lane.unit, found.values);
  }
  if (errors.length > 0) throw new WaybillErrors(errors);
  return byUnit;
}
