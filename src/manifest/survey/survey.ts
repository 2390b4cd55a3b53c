import { no, ok, type Result } from '../../errors/result.ts';
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
import { locateInFile, type ManifestDocument } from '../view/view.ts';
import { AliasBomb } from '../yaml/merge.ts';
import type { ScalarNode } from '../yaml/tree.ts';
import { type Mention, mentionsIn } from './mentions.ts';
import { leanSurvey, surveyView, type ViewSurvey } from './survey-view.ts';

/**
 * What the files hold: candidates of every image, layers, mentions of the sought ones, and the files that
 * cannot be read.
 */
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
 * Looks through the files. Only those whose text names a sought image are parsed at first. When some values
 * hold an image, files of values follow that may be a layer of it, or that a layer may lie over. When a
 * setter of Flux names a policy, the policies follow.
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
    if (result.ok) surveys.push(why === 'layer' ? leanSurvey(result.value) : result.value);
    else if (why === 'image') refusals.push(result.problem);
  };
  const mayHold = textTest(images);
  for (const file of files) if (!isConfig(file) && mayHold(file.text)) open(file, 'image');
  const kustomized = kustomizedOver(opened, files);
  const related = new Set(kustomized.flatMap(({ files: brought }) => [...brought]));
  for (const file of files) if (related.has(file.path) && !opened.has(file)) open(file, 'companion');
  const hasSetters = surveys.some(({ view }) => hasFluxSetter(view.text));
  const hasValues =
    hasSetters ||
    flatten(surveys).some(({ candidates }) => candidates.some(({ unit }) => unit !== undefined));
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
  return gather({ surveys, files, images, refusals, kustomized });
}

/**
 * What Kustomizations bring together with files that were `opened`, where replacements may write over these.
 */
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
): Result<ViewSurvey, Refusal> {
  const opened = openFile(file);
  try {
    if (opened.ok) return ok(surveyView(opened.view, images, options));
    if (opened.isTooLong === true) return no(opened.refusal);
    const lines = surveyView(openLines(file), images, options);
    if (lines.candidates.length > 0 || !isNamed(file, images)) return ok(lines);
    return no(opened.refusal);
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return no(unreadable(file, 0, thrown.message));
    throw thrown;
  }
}

/** Whether a line that is no comment names an image; for a text that no parser reads. */
function isNamed(file: ManifestFile, images: readonly SoughtImage[]): boolean {
  const text = file.text.replace(/^[ \t]*#.*$/gm, '');
  return /[\0\ud800-\udfff]/.test(text) || images.some((image) => mentions(text, image.repository));
}

/** What the files gave, view by view. */
interface SurveyedFiles {
  readonly surveys: readonly ViewSurvey[];
  readonly files: readonly ManifestFile[];
  readonly images: readonly SoughtImage[];
  readonly refusals: readonly Refusal[];
  readonly kustomized: readonly Kustomized[];
}

/**
 * Puts together what the views hold: one may give another a registry, a variable, a setter's policy or a
 * replacement.
 */
function gather({ surveys, files, images, refusals, kustomized }: SurveyedFiles): Survey {
  const all = flatten(surveys);
  const documents = all.flatMap((survey) => survey.documents);
  const layers = layersOf(all, documents);
  const stacks = indexStacks(all.flatMap((survey) => survey.stacks));
  const dependencies = all.flatMap((survey) => survey.dependencies);
  const charts = indexSubCharts(files, dependencies);
  const found = all.flatMap((survey) => survey.candidates);
  const placed = layRegistries(applyVariables(found, layers), { layers, stacks, charts, images });
  const setters = all.flatMap(({ view }) => findSetters(view));
  const policies = policyRepositories(setters, documents);
  const pointedAt = setterCandidates(setters, policies, images);
  const added = unrivalled(
    pointedAt.map((setter) => placedAmongValues(setter, layers)),
    placed,
    images,
  );
  const replacements = scopeReplacements(
    all.flatMap((survey) => survey.replacements),
    kustomized,
    documents,
  );
  const replacing = replacingReferences(replacements, [...placed, ...added]);
  const reserved = all.flatMap((survey) => survey.reserved);
  const claimed = new Set([
    ...placed.filter(namesImage).flatMap((candidate) => [...nodesOf(candidate), ...(candidate.also ?? [])]),
    ...[...added, ...replacing, ...reserved.map(({ candidate }) => candidate)].flatMap(nodesOf),
    ...all.flatMap(({ view }) => view.outer?.node ?? []),
  ]);
  return {
    candidates: [...placed, ...added, ...replacing],
    layers,
    stacks,
    replacements,
    markerReasons: new Map(all.flatMap((survey) => [...survey.markerReasons])),
    charts,
    mentions: all.flatMap(({ view, markerReasons, unexplained }) => [
      ...unexplained,
      ...mentionsIn(view, claimed, markerReasons, images),
    ]),
    reserved,
    refusals: [...refusals, ...all.flatMap(brokenMarkers)],
  };
}

/**
 * The layers of all views. An environment file that Compose hands to containers sets no variables of the
 * text.
 */
function layersOf(
  surveys: readonly ViewSurvey[],
  documents: readonly ManifestDocument[],
): readonly LayerPart[] {
  const forContainers = new Set(documents.flatMap(filesForContainers));
  return surveys
    .flatMap((survey) => survey.layers)
    .filter(({ format, view }) => format !== dotenv.name || !forContainers.has(view.file.path));
}

/**
 * The candidates of setters that add something to the candidates in the same places, and to those of earlier
 * setters.
 */
function unrivalled(
  setters: readonly Candidate[],
  placed: readonly Candidate[],
  images: readonly SoughtImage[],
): readonly Candidate[] {
  const added: Candidate[] = [];
  for (const setter of setters) {
    const nodes = nodesOf(setter);
    const isRival = (other: Candidate): boolean => nodesOf(other).some((node) => nodes.includes(node));
    const rivals = [...placed.filter(isRival), ...added.filter(isRival)];
    const saysSame = (rival: Candidate): boolean =>
      rival.format === 'marker' || meansSame(setter, rival, images);
    if (rivals.length === 0 || (setter.shape !== 'whole' && !rivals.every(saysSame))) added.push(setter);
  }
  return added;
}

/** A value at a place for references that is none counts as a mention like any other that names the image. */
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
