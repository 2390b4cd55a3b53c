import { joinLayers } from '../layers/join-layers.ts';
import type { PassedOver, Refusal } from '../plan.ts';
import { joinReplacements } from '../replacements/join-replacements.ts';
import { takeVariables } from '../replacements/variables/take-variables.ts';
import type { FilesSurvey } from '../survey/survey.ts';
import type { ReferenceSlot } from '../view/reference-slot.ts';
import type { Match } from '../view/found.ts';

/**
 * The matching room says which of all references are those of one image, what may be mistaken for it, and
 * what is missing. It writes nothing.
 */

/** All places that hold a part of one image. */
export interface ImagePlaces {
  readonly found: readonly ReferenceSlot[];
  /** Those of which another place decides the tag, whatever stands there. */
  readonly overwritten: ReadonlySet<ReferenceSlot>;
  /** Those that a refusal speaks of already. */
  readonly disputed: readonly ReferenceSlot[];
  readonly passedOver: readonly PassedOver[];
  readonly refusals: readonly Refusal[];
}

/**
 * `values.yaml` names the image, `values-prod.yaml` holds its tag: the first is what a match finds, the
 * second what layers add to it. What replacements of Kustomize write into either comes last. `alongside` are
 * places of images that go to the same tag in the same plan, and may share a text with this one.
 */
export function findPlaces(
  survey: FilesSurvey,
  match: Match,
  alongside: ReadonlySet<ReferenceSlot>,
): ImagePlaces {
  const layers = joinLayers(survey, match, alongside);
  const named = [...match.found, ...takeVariables(layers.slots, survey.variables)];
  const { found, overwritten, ...replacements } = joinReplacements(survey, match, named, alongside);
  return {
    found,
    overwritten,
    disputed: layers.disputed,
    passedOver: [...layers.passedOver, ...replacements.passedOver],
    refusals: [...layers.refusals, ...replacements.refusals],
  };
}
