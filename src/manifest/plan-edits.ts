/*
 * The door of the room for config files: where an image stands in them, and which bytes to write.
 * `plan-edits.ts` plans and proves edits, `find-references.ts` says what is declared now, `companions/` says
 * which other files have to be read. It takes texts and gives texts. It may not know where files come from,
 * and what an environment or a promotion is.
 */
import { applyEdits } from './edit/apply-edits.ts';
import { refuseOtherTakers } from './edit/other-takers.ts';
import { planPlaces, type ImagePlan, type SlotEdit } from './edit/plan-places.ts';
import type { RefusedEdits } from './edit/refused-edits.ts';
import { refuseSharing } from './edit/sharing.ts';
import { staleComments } from './edit/version-comment.ts';
import type { CustomResource, FormatOptions } from './formats/format.ts';
import { findPlaces } from './matching/find-places.ts';
import { matchImage } from './matching/match.ts';
import { duplicateKeyRefusals, hasDuplicateKeys } from './matching/duplicate-keys.ts';
import { countRefusals, duplicateChangeRefusals, problemsOf } from './matching/problems.ts';
import type { ImageChange, ManifestFile, ManifestPlan, Refusal } from './plan.ts';
import { findNearMisses, type NearMisses } from './survey/near-misses.ts';
import { surveyFiles, type FilesSurvey } from './survey/survey.ts';
import type { ReferenceSlot } from './view/reference-slot.ts';
import type { Match } from './view/found.ts';

/**
 * The editor: how files that declare images change when images move. Text in, text out; it does not know
 * where files come from or what becomes of them. This door makes a plan, `find-references.ts` only reads, and
 * `companions/` says which files belong together.
 */
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
  /**
   * Repositories that may stand beside a change's own although they end in the same word: all of
   * `waybill.yaml`'s images.
   */
  readonly expected?: readonly string[];
  /**
   * The changes, by name, that fill Helm's `tag: ""`, which so far left the choice to the chart's
   * `appVersion`.
   */
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

/** What to plan: the images to bring into the files. */
export interface PlanRequest {
  readonly files: readonly ManifestFile[];
  readonly images: readonly ImageChange[];
  readonly options?: PlanOptions;
}

/**
 * What bringing the images into the files would change: for each file the splices, what was passed over and
 * why, and everything that stands in the way. Nothing is thrown for what files hold. With a refusal in the
 * plan there are no files in it, so nothing can be written by mistake. Every file in it has been parsed again
 * and differs from the original in exactly the planned places.
 */
export function planEdits(request: PlanRequest): ManifestPlan {
  return planImages(request).all;
}

/** The plan of all images of a request, and those of some of them, without planning again. */
export interface ImagePlans {
  readonly all: ManifestPlan;
  /** The plan as if only these images, by name, had been asked for. */
  of(names: ReadonlySet<string>): ManifestPlan;
}

/** Plans each image on its own and adds the plans up. */
export function planImages({ files, images, options = {} }: PlanRequest): ImagePlans {
  const expected = [...(options.expected ?? []), ...images.map(({ repository }) => repository)];
  const formats = formatOptions(images, expected, options);
  const survey = surveyFiles(files, images, formats);
  const matches = images.map((image) => ({ image, match: matchImage(survey, image, expected) }));
  const plans = matches.map(({ image, match }) => {
    const together = matches.filter((other) => other.image.tag === image.tag);
    const alongside = new Set(together.flatMap((other) => other.match.found));
    const findNear = () => findNearMisses(files, image, formats);
    return { image, plan: planImage({ image, match, alongside, survey, findNear, options }) };
  });
  const shared = [...duplicateChangeRefusals(images), ...survey.refusals];
  const sumOf = (some: typeof plans): ManifestPlan =>
    addUp(
      some.map(({ plan }) => plan),
      shared,
      (edits) =>
        refuseOtherTakers(
          edits,
          survey,
          some.map(({ image }) => image),
        ),
    );
  return { all: sumOf(plans), of: (names) => sumOf(plans.filter(({ image }) => names.has(image.name))) };
}

function formatOptions(
  images: readonly ImageChange[],
  expected: readonly string[],
  { customResources = [], names = [], appVersionOf }: PlanOptions,
): FormatOptions {
  return {
    customResources,
    appVersionOf: images.find(({ name }) => name === appVersionOf)?.name,
    names: names.length === 0 ? [] : [...names, ...expected],
  };
}

/** One image of a plan, with what the files hold of it. */
interface MatchedImage {
  readonly image: ImageChange;
  readonly match: Match;
  /** Places of images that go to the same tag, and may share a text with this one. */
  readonly alongside: ReadonlySet<ReferenceSlot>;
  readonly survey: FilesSurvey;
  readonly findNear: () => NearMisses;
  readonly options: PlanOptions;
}

/** The plan of one image on its own. */
function planImage({ image, match, alongside, survey, findNear, options }: MatchedImage): ImagePlan {
  const problems = problemsOf(survey, match, findNear);
  const places = findPlaces(survey, match, alongside);
  const fillEmptyTags = options.fillEmptyTags?.includes(image.name) === true;
  const plan = planPlaces({ image, places, survey, options: { fillEmptyTags } });
  const seen = [...plan.edits.map(({ planned }) => planned), ...plan.unchanged, ...plan.refused];
  return {
    ...plan,
    passedOver: [...problems.passedOver, ...places.passedOver, ...plan.passedOver],
    refusals: [
      ...problems.refusals,
      ...duplicateKeyRefusals(image.name, places.found),
      ...places.refusals,
      ...plan.refusals,
      ...countRefusals(image.name, seen, options.places),
    ],
  };
}

/**
 * The plans of all images as one. Only here is seen that two images change one text, or one an anchor of
 * another's.
 */
function addUp(
  plans: readonly ImagePlan[],
  before: readonly Refusal[],
  refuseTakers: (edits: readonly SlotEdit[]) => readonly RefusedEdits[],
): ManifestPlan {
  const edits = plans.flatMap((plan) => plan.edits);
  const applied = applyEdits(edits);
  const obstructed = [...refuseSharing(edits), ...refuseTakers(edits), ...applied.refused];
  const refusals = [
    ...before,
    ...plans.flatMap((plan) => plan.refusals),
    ...obstructed.map(({ refusal }) => refusal),
  ];
  const refusedEdits = new Set([
    ...edits.filter(({ slot }) => hasDuplicateKeys(slot)),
    ...obstructed.flatMap((refused) => refused.edits),
  ]);
  return {
    // Layers are planned after the values that they lie over; a diff is read in the order of paths.
    files: refusals.length === 0 ? [...applied.files].sort((a, b) => (a.path < b.path ? -1 : 1)) : [],
    edits: edits.filter((edit) => !refusedEdits.has(edit)).map(({ planned }) => planned),
    refused: [...plans.flatMap((plan) => plan.refused), ...[...refusedEdits].map(({ planned }) => planned)],
    unchanged: plans.flatMap((plan) => plan.unchanged),
    passedOver: [...plans.flatMap((plan) => plan.passedOver), ...staleComments(edits)],
    refusals,
  };
}
