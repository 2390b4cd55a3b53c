import { applyEdits, type CandidateEdit } from './edit/apply-edits.ts';
import type { CustomResource } from './formats/format.ts';
import {
  countRefusals,
  duplicateChangeRefusals,
  duplicateKeyRefusals,
  hasDuplicateKeys,
  problemsOf,
} from './matching/problems.ts';
import { joinReplacements } from './replacements/join-replacements.ts';
import { joinLayers } from './layers/join-layers.ts';
import { matchImage } from './matching/match.ts';
import type { ImageChange, ManifestFile, ManifestPlan, Occurrence, PassedOver, Refusal } from './plan.ts';
import { findNearMisses } from './survey/near-misses.ts';
import { planChange } from './edit/plan-places.ts';
import { refuseSharing } from './edit/sharing.ts';
import { surveyFiles } from './survey/survey.ts';

export type {
  DeclaredParts,
  ImageChange,
  ManifestFile,
  ManifestPlan,
  Occurrence,
  PassedOver,
  Pin,
  PlannedEdit,
  PlannedFile,
  Refusal,
} from './plan.ts';

export interface PlanOptions {
  /** Repositories that may stand beside a change's own although they end in the same word: all of `waybill.yaml`'s images. */
  readonly expected?: readonly string[];
  /** The changes, by name, that fill Helm's `tag: ""`, which so far left the choice to the chart's `appVersion`. */
  readonly fillEmptyTags?: readonly string[];
  /** Kinds and paths beside the built-in catalogue of custom resources. */
  readonly customResources?: readonly CustomResource[];
  /** The change, by name, whose tag the `appVersion` of its chart follows. */
  readonly appVersionOf?: string | undefined;
  /** The names of all of `waybill.yaml`'s images: a marker that names another one is a mistake. */
  readonly names?: readonly string[];
  /** In exactly how many places a change, by its name, is declared; at least one where it is not said. */
  readonly places?: Readonly<Record<string, number>>;
}

/**
 * What bringing the images into the files would change: for each file the splices, what was passed over and why, and
 * everything that stands in the way. Nothing is thrown for what files hold. With a refusal in the plan there are no
 * files in it, so nothing can be written by mistake. Every file in it has been parsed again and differs from the original
 * in exactly the planned places.
 */
export function planEdits(
  files: readonly ManifestFile[],
  changes: readonly ImageChange[],
  options: PlanOptions = {},
): ManifestPlan {
  const { customResources = [], fillEmptyTags = [], names = [] } = options;
  const appVersionOf = changes.find(({ name }) => name === options.appVersionOf)?.name;
  const expected = [...(options.expected ?? []), ...changes.map((change) => change.repository)];
  const known = names.length === 0 ? [] : [...names, ...expected];
  const formats = { customResources, appVersionOf, names: known };
  const survey = surveyFiles(files, changes, formats);
  const refusals: Refusal[] = [...duplicateChangeRefusals(changes), ...survey.refusals];
  const passedOver: PassedOver[] = [];
  const unchanged: Occurrence[] = [];
  const edits: CandidateEdit[] = [];
  const refused: Occurrence[] = [];
  const matches = changes.map((change) => ({ change, match: matchImage(survey, change, expected) }));
  for (const { change, match } of matches) {
    const together = matches.filter((one) => one.change.tag === change.tag);
    const alongside = new Set(together.flatMap((one) => one.match.found));
    const layers = joinLayers(survey, match, alongside);
    const replaced = joinReplacements(survey, match, [...match.found, ...layers.candidates], alongside);
    const { found } = replaced;
    const problems = problemsOf(survey, match, () => findNearMisses(files, change, formats));
    const writing = { fillEmptyTags: fillEmptyTags.includes(change.name) };
    const outcome = planChange(found, change, writing, survey, layers.disputed);
    edits.push(...outcome.edits);
    refused.push(...outcome.refused);
    unchanged.push(...outcome.unchanged);
    passedOver.push(
      ...problems.passedOver,
      ...layers.passedOver,
      ...replaced.passedOver,
      ...outcome.passedOver,
    );
    const seen = [...outcome.edits.map(({ planned }) => planned), ...outcome.unchanged, ...outcome.refused];
    refusals.push(
      ...problems.refusals,
      ...duplicateKeyRefusals(change.name, found),
      ...layers.refusals,
      ...replaced.refusals,
      ...outcome.refusals,
      ...countRefusals(change.name, seen, options.places),
    );
  }
  const applied = applyEdits(edits);
  const obstructed = [...refuseSharing(edits), ...applied.refused];
  const all = [...refusals, ...obstructed.map(({ refusal }) => refusal)];
  const refusedEdits = new Set([
    ...edits.filter(({ candidate }) => hasDuplicateKeys(candidate)),
    ...obstructed.flatMap((one) => one.edits),
  ]);
  return {
    // Layers are planned after the values that they lie over; a diff is read in the order of paths.
    files: all.length === 0 ? [...applied.files].sort((a, b) => (a.path < b.path ? -1 : 1)) : [],
    edits: edits.filter((edit) => !refusedEdits.has(edit)).map(({ planned }) => planned),
    refused: [...refused, ...[...refusedEdits].map(({ planned }) => planned)],
    unchanged,
    passedOver,
    refusals: all,
  };
}
