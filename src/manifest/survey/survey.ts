import { filesForContainers } from '../formats/compose/compose-file.ts';
import { dotenv } from '../formats/compose/env-file.ts';
import type { FormatOptions, LayerPart } from '../formats/format.ts';
import { layRegistries } from '../layers/registries.ts';
import { indexStacks, type Stacks } from '../layers/stacks.ts';
import { indexSubCharts, type SubCharts } from '../layers/sub-charts.ts';
import { applyVariables } from '../layers/variables.ts';
import { findSetters, policyRepositories, setterCandidates } from '../markers/flux-setters.ts';
import { meansSame, placedAmongValues } from '../markers/reconcile.ts';
import type { ManifestFile, Refusal, SoughtImage } from '../plan.ts';
import { type Kustomized, kustomizedAround } from '../replacements/kustomized-files.ts';
import { replacingReferences } from '../replacements/replaced-fields.ts';
import { type ScopedReplacement, scopeReplacements } from '../replacements/scopes.ts';
import {
  hasFluxSetter,
  isChartFile,
  isFluxPolicy,
  isParentChart,
  mayBeBase,
  mayBeLayer,
} from '../text/may-hold-values.ts';
import { textTest } from '../text/may-hold.ts';
import { mentions } from '../text/mention.ts';
import { type Candidate, nodesOf, referenceOf, spanText } from '../view/candidate.ts';
import { openFile, openLines, unreadable } from '../view/open-view.ts';
import { locateInFile } from '../view/view.ts';
import { AliasBomb } from '../yaml/merge.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { leanSurvey, surveyView, type ViewSurvey } from './survey-view.ts';

/** What the files hold: candidates of every image, layers, mentions of the sought ones, and the files that cannot be read. */
export interface Survey {
  readonly candidates: readonly Candidate[];
  readonly layers: readonly LayerPart[];
  readonly stacks: Stacks;
  readonly replacements: readonly ScopedReplacement[];
  /** What markers say of scalars: that they are another image's, or to be left alone. */
  readonly markerReasons: ReadonlyMap<ScalarNode, string>;
  readonly charts: SubCharts;
  readonly mentions: readonly Mention[];
  readonly reserved: ViewSurvey['reserved'];
  readonly refusals: readonly Refusal[];
}

/**
 * Looks through the files. Only those whose text names a sought image are parsed; files of values that may hold a layer of
 * one, or what else a layer lies over, follow when some values hold an image, and Flux policies when a setter speaks of one.
 */
export function surveyFiles(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  options: FormatOptions,
): Survey {
  const refusals: Refusal[] = [];
  const surveys: ViewSurvey[] = [];
  const opened = new Set<ManifestFile>();
  const open = (file: ManifestFile, why: 'image' | 'layer' | 'companion'): void => {
    opened.add(file);
    const result = surveyFile(file, images, options);
    if ('view' in result) surveys.push(why === 'layer' ? leanSurvey(result) : result);
    else if (why === 'image') refusals.push(result);
  };
  const mayHold = textTest(images);
  for (const file of files) if (!isConfig(file) && mayHold(file.text)) open(file, 'image');
  const kustomized = kustomizedOver(opened, files);
  const related = new Set(kustomized.flatMap((one) => [...one.files]));
  for (const file of files) if (related.has(file.path) && !opened.has(file)) open(file, 'companion');
  const hasSetters = surveys.some(({ view }) => hasFluxSetter(view.text));
  const hasValues =
    hasSetters || flatten(surveys).some(({ candidates }) => candidates.some((one) => one.unit !== undefined));
  for (const file of files) {
    if (opened.has(file) || isConfig(file)) continue;
    if (
      hasValues &&
      (mayBeLayer(file.path, file.text) || mayBeBase(file.path, file.text) || isParentChart(file))
    )
      open(file, 'layer');
    else if (options.appVersionOf !== undefined && isChartFile(file.path)) open(file, 'image');
    else if (hasSetters && isFluxPolicy(file.text)) open(file, 'companion');
  }
  return gather(surveys, files, images, refusals, kustomized);
}

/** What Kustomizations bring together with files that were `opened`, where replacements may write over these. */
function kustomizedOver(
  opened: ReadonlySet<ManifestFile>,
  files: readonly ManifestFile[],
): readonly Kustomized[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const hits = new Set([...opened].map(({ path }) => path));
  const known = { has: (path: string) => texts.has(path), textOf: (path: string) => texts.get(path) ?? '' };
  return kustomizedAround(hits, texts.keys(), known);
}

/** `waybill.yaml` names the images and declares none of them. */
function isConfig({ path }: ManifestFile): boolean {
  return path === 'waybill.yaml';
}

function surveyFile(
  file: ManifestFile,
  images: readonly SoughtImage[],
  options: FormatOptions,
): ViewSurvey | Refusal {
  const result = openFile(file);
  try {
    if (result.ok) return surveyView(result.view, images, options);
    if (result.isTooLong === true) return result.refusal;
    const lines = surveyView(openLines(file), images, options);
    if (lines.candidates.length > 0 || !isNamed(file, images)) return lines;
    return result.refusal;
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return unreadable(file, 0, thrown.message);
    throw thrown;
  }
}

/** Whether a line that is no comment names an image; for a text that no parser reads. */
function isNamed(file: ManifestFile, images: readonly SoughtImage[]): boolean {
  const text = file.text.replace(/^[ \t]*#.*$/gm, '');
  return /[\0\ud800-\udfff]/.test(text) || images.some((image) => mentions(text, image.repository));
}

function gather(
  surveys: readonly ViewSurvey[],
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  refusals: readonly Refusal[],
  kustomized: readonly Kustomized[],
): Survey {
  const all = flatten(surveys);
  const documents = all.flatMap((survey) => survey.documents);
  const forContainers = new Set(documents.flatMap(filesForContainers));
  const layers = all
    .flatMap((survey) => survey.layers)
    .filter(({ format, view }) => format !== dotenv.name || !forContainers.has(view.file.path));
  const stacks = indexStacks(all.flatMap((survey) => survey.stacks));
  const charts = indexSubCharts(
    files,
    all.flatMap((survey) => survey.dependencies),
  );
  const found = all.flatMap((survey) => survey.candidates);
  const candidates = [...layRegistries(applyVariables(found, layers), { layers, stacks, charts, images })];
  const setters = all.flatMap(({ view }) => findSetters(view));
  const policies = policyRepositories(setters, documents);
  const claimed = new Set(
    candidates.flatMap((one) => (namesImage(one) ? [...nodesOf(one), ...(one.also ?? [])] : [])),
  );
  for (const setter of setterCandidates(setters, policies, images)) {
    const candidate = placedAmongValues(setter, layers);
    const rivals = candidates.filter((one) => nodesOf(one).some((node) => nodesOf(candidate).includes(node)));
    if (
      rivals.length > 0 &&
      rivals.every((one) => one.format === 'marker' || meansSame(candidate, one, images))
    )
      continue;
    if (rivals.length > 0 && candidate.shape === 'whole') continue;
    for (const node of nodesOf(candidate)) claimed.add(node);
    candidates.push(candidate);
  }
  const replacements = scopeReplacements(
    all.flatMap((survey) => survey.replacements),
    kustomized,
    documents,
  );
  for (const candidate of replacingReferences(replacements, candidates)) {
    for (const node of nodesOf(candidate)) claimed.add(node);
    candidates.push(candidate);
  }
  const reserved = all.flatMap((survey) => survey.reserved);
  for (const { candidate } of reserved) for (const node of nodesOf(candidate)) claimed.add(node);
  for (const { view } of all) if (view.outer !== undefined) claimed.add(view.outer.node);
  return {
    candidates,
    layers,
    stacks,
    replacements,
    markerReasons: new Map(all.flatMap((survey) => [...survey.markerReasons])),
    charts,
    mentions: all.flatMap(({ view, markerReasons: told, unexplained }) => [
      ...unexplained,
      ...mentionsIn(view, claimed, told, images),
    ]),
    reserved,
    refusals: [...refusals, ...all.flatMap(brokenMarkers)],
  };
}

/** A value at a place for references that is none is told like any other that names the image. */
function namesImage(candidate: Candidate): boolean {
  if (candidate.shape === 'split' || candidate.asserted !== undefined) return true;
  return referenceOf(candidate) !== undefined || spanText(candidate.value).includes('$');
}

function flatten(surveys: readonly ViewSurvey[]): readonly ViewSurvey[] {
  return surveys.flatMap((survey) => [survey, ...flatten(survey.inner)]);
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
