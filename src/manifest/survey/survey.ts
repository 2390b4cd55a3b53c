import { filesForContainers } from '../formats/compose/compose-file.ts';
import { dotenv } from '../formats/compose/env-file.ts';
import type { FormatOptions, LayerPart } from '../formats/format.ts';
import { layRegistries } from '../layers/registries.ts';
import { indexStacks, type Stacks } from '../layers/stacks.ts';
import { indexSubCharts, type SubCharts } from '../layers/sub-charts.ts';
import { applyVariables } from '../layers/variables.ts';
import type { ReservedSlot } from '../markers/reconcile.ts';
import type { ManifestFile, PassedOver, Refusal, SoughtImage } from '../plan.ts';
import { replacingReferences } from '../replacements/replaced-fields.ts';
import { type ScopedReplacement, scopeReplacements } from '../replacements/scopes.ts';
import { variableScopes } from '../replacements/variables/all-scopes.ts';
import { deployedFromVariables } from '../replacements/variables/flux-references.ts';
import { takeVariables, variableReferences } from '../replacements/variables/take-variables.ts';
import { variableTexts } from '../replacements/variables/variable-texts.ts';
import type { VariableScope } from '../replacements/variables/variable-scope.ts';
import { type ReferenceSlot, nodesOf, referenceOf, spanText } from '../view/reference-slot.ts';
import { locateInFile, type ViewDocument } from '../view/view.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { mentionsIn } from './mentions.ts';
import { openFiles } from './open-files.ts';
import { markedBySetters } from './setter-slots.ts';
import type { ViewSurvey } from './survey-view.ts';

/**
 * The survey room looks through files and puts together what all rooms below it find in them: slots,
 * layers, markers, replacements. It does not say which of the slots are an image's, and changes nothing.
 */

/** What the files hold of all images, with mentions of the sought ones, and the files that cannot be read. */
export interface FilesSurvey {
  readonly documents: readonly ViewDocument[];
  readonly slots: readonly ReferenceSlot[];
  readonly layers: readonly LayerPart[];
  readonly stacks: Stacks;
  readonly replacements: readonly ScopedReplacement[];
  /** What gives variables their values. */
  readonly variables: readonly VariableScope[];
  /** The texts that they have for images. */
  readonly variableTexts: ReadonlySet<ScalarNode>;
  /** What markers say of scalars: that they are another image's, or to be left alone. */
  readonly markerReasons: ReadonlyMap<ScalarNode, string>;
  readonly charts: SubCharts;
  readonly mentions: readonly PassedOver[];
  readonly reserved: readonly ReservedSlot[];
  readonly refusals: readonly Refusal[];
}

export function surveyFiles(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  options: FormatOptions,
): FilesSurvey {
  const { surveys, refusals, kustomized, known } = openFiles(files, images, options);
  const views = withInnerViews(surveys);
  const documents = views.flatMap((view) => view.documents);
  const layers = layersOf(views);
  const stacks = indexStacks(views.flatMap((view) => view.stacks));
  const charts = indexSubCharts(
    files,
    views.flatMap((view) => view.dependencies),
  );
  const variables = variableScopes(documents, kustomized, known);
  const found = applyVariables(
    takeVariables(
      views.flatMap((view) => view.slots),
      variables,
    ),
    layers,
  );
  const ofFormats = layRegistries(found, { layers, stacks, charts, images });
  const ofSetters = markedBySetters(views, ofFormats, layers, images);
  const replacements = scopeReplacements(
    views.flatMap((view) => view.replacements),
    kustomized,
    documents,
  );
  const declaring = [...ofFormats.filter(({ isHandedOn }) => isHandedOn !== true), ...ofSetters.slots];
  const ofReplacements = [
    ...replacingReferences(replacements, declaring),
    ...variableReferences(declaring, variables),
    ...deployedFromVariables(declaring, documents),
  ];
  // What a replacement puts into an image is more than a value that a program is handed.
  const deployed = new Set(ofReplacements.flatMap(nodesOf));
  const ofFiles = ofFormats.filter(
    (slot) => slot.isHandedOn !== true || !nodesOf(slot).some((node) => deployed.has(node)),
  );
  const reserved = views.flatMap((view) => view.reserved);
  const markerReasons = new Map(views.flatMap((view) => [...view.markerReasons]));
  const claimed = new Set([
    ...ofFormats.filter(namesImage).flatMap((slot) => [...nodesOf(slot), ...(slot.also ?? [])]),
    ...[...ofSetters.slots, ...ofReplacements].flatMap(nodesOf),
    ...reserved.flatMap(({ slot }) => nodesOf(slot)),
    ...views.flatMap(({ view }) => view.outer?.node ?? []),
  ]);
  return {
    documents,
    slots: [...ofFiles, ...ofSetters.slots, ...ofReplacements],
    layers,
    stacks,
    replacements,
    variables,
    variableTexts: variableTexts(ofFormats, layers, variables),
    markerReasons,
    charts,
    mentions: [
      ...ofSetters.passedOver,
      ...views.flatMap(({ view, markerReasons: reasons, unexplained }) => [
        ...unexplained,
        ...mentionsIn(view, claimed, reasons, images),
      ]),
    ],
    reserved,
    refusals: [...refusals, ...ofSetters.refusals, ...views.flatMap(brokenMarkers)],
  };
}

function withInnerViews(surveys: readonly ViewSurvey[]): readonly ViewSurvey[] {
  return surveys.flatMap((survey) => [survey, ...withInnerViews(survey.inner)]);
}

/**
 * All layers, but for variables in files that a service hands to its container. The Compose file does not
 * read these.
 */
function layersOf(views: readonly ViewSurvey[]): readonly LayerPart[] {
  const forContainers = new Set(views.flatMap((view) => view.documents).flatMap(filesForContainers));
  return views
    .flatMap((view) => view.layers)
    .filter(({ format, view }) => format !== dotenv.name || !forContainers.has(view.file.path));
}

/** A value at a place for references that is none is told like any other that names the image. */
function namesImage(slot: ReferenceSlot): boolean {
  if (slot.shape === 'split' || slot.asserted !== undefined) return true;
  return referenceOf(slot) !== undefined || spanText(slot.value).includes('$');
}

function brokenMarkers({ view, broken }: ViewSurvey): Refusal[] {
  return broken.map(({ offset, problem }) => ({
    code: 'REFERENCE_UNEDITABLE',
    image: undefined,
    message: `the "waybill:" comment in ${view.file.path} cannot be followed: ${problem}`,
    hint: 'Write "# waybill: <image>" on the line of the value or right above it, followed by nothing, by "tag", "digest" or "repository", or by the text around it with {reference} in its place.',
    location: locateInFile(view, offset),
  }));
}
