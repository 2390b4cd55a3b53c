import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import type { LayerPart } from '../formats/format.ts';
import { fluxPolicies } from '../markers/flux-policies.ts';
import { ambiguousPolicy, findSetters, readSetters, unknownPolicy } from '../markers/flux-setters.ts';
import { meansSame, placedAmongValues } from '../markers/reconcile.ts';
import type { PassedOver, Refusal, SoughtImage } from '../plan.ts';
import { locationOf, spelled } from '../view/describe.ts';
import { type ReferenceSlot, isTemplated, nodesOf, referenceOf } from '../view/reference-slot.ts';
import type { ViewSurvey } from './survey-view.ts';

/** What setters of Flux add, and what has to be said of them. */
interface SetterSlots {
  readonly slots: readonly ReferenceSlot[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/**
 * Where a format or a marker knows the place of a setter already, that one stays: what stands in the file
 * says more than a policy elsewhere.
 */
export function markedBySetters(
  views: readonly ViewSurvey[],
  slots: readonly ReferenceSlot[],
  layers: readonly LayerPart[],
  images: readonly SoughtImage[],
): SetterSlots {
  const setters = views.flatMap(({ view }) => findSetters(view));
  const policies = fluxPolicies(views.flatMap((view) => view.documents));
  const added: ReferenceSlot[] = [];
  const passedOver: PassedOver[] = [];
  const refusals: Refusal[] = [];
  const known = [...slots];
  for (const marked of readSetters(setters, policies)) {
    const slot = placedAmongValues(marked.slot, layers);
    const nodes = nodesOf(slot);
    const rivals = known.filter((other) => nodesOf(other).some((node) => nodes.includes(node)));
    if (rivals.some(saysWhatItIs) || (rivals.length > 0 && slot.shape === 'whole')) {
      passedOver.push(...overruledSetter(slot, rivals, images));
    } else if (slot.shape === 'split' && slot.asserted === undefined) {
      refusals.push(...(marked.followed.length > 1 ? ambiguousPolicy(marked, images) : []));
      passedOver.push(...(marked.followed.length === 0 ? unknownPolicy(marked, images) : []));
    } else {
      added.push(slot);
      known.push(slot);
    }
  }
  return { slots: added, passedOver, refusals };
}

/** Whether the text of a slot names a repository, with no template or variable in it. */
function saysWhatItIs(slot: ReferenceSlot): boolean {
  return slot.asserted !== undefined || (referenceOf(slot) !== undefined && !isTemplated(slot));
}

/** `newName: ghcr.io/acme/other` beside a tag of which a policy says that it is of a sought image. */
function overruledSetter(
  setter: ReferenceSlot,
  rivals: readonly ReferenceSlot[],
  images: readonly SoughtImage[],
): readonly PassedOver[] {
  const { asserted } = setter;
  if (asserted?.by !== 'repository' || rivals.some((rival) => meansSame(setter, rival, images))) return [];
  const others = rivals.filter((rival) => rival.asserted === undefined);
  if (others.length === 0) return [];
  return images.flatMap((image) => {
    const reference = tryParseReference(image.repository);
    if (reference === undefined || canonicalRepository(reference) !== asserted.repository) return [];
    return others.map((rival) => ({
      image: image.name,
      location: locationOf(setter),
      found: spelled(rival),
      reason: 'a policy of Flux says that it follows the image, and the file names another repository',
    }));
  });
}
