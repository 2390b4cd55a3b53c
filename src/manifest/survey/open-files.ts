import { no, ok, type Result } from '../../errors/result.ts';
import type { FormatOptions } from '../formats/format.ts';
import type { ManifestFile, Refusal, SoughtImage } from '../plan.ts';
import {
  type KnownFiles,
  knownFiles,
  type Kustomized,
  kustomizedAround,
} from '../replacements/kustomized-files.ts';
import {
  hasFluxSetter,
  isChartFile,
  isFluxPolicy,
  isParentChart,
  mayBeBase,
  mayBeLayer,
} from '../text/may-hold-values.ts';
import { filesWithVariables } from '../replacements/variables/files-with-variables.ts';
import { textTest } from '../text/may-hold-image.ts';
import { mentions } from '../text/mention.ts';
import { openFile, openLines, unreadable } from '../view/open-view.ts';
import { AliasBomb } from '../yaml/merge.ts';
import { leanSurvey, surveyView, type ViewSurvey } from './survey-view.ts';

/** The files that were parsed, as surveys, and those that name an image and cannot be read, as refusals. */
interface OpenedFiles {
  readonly surveys: readonly ViewSurvey[];
  readonly refusals: readonly Refusal[];
  /** What Kustomizations bring together, where replacements may write over an image. */
  readonly kustomized: readonly Kustomized[];
  /** All files that there are, read or not. */
  readonly known: KnownFiles;
}

/**
 * Opens the files that may have a say in the images:
 * 1. those whose text names one,
 * 2. those that a Kustomization with replacements brings together with these,
 * 3. where one of these takes or gives variables, files that give them or take them, too,
 * 4. where values hold an image, files that may be a layer of values or what a layer lies over,
 * 5. where a setter of Flux speaks of a policy, files of policies.
 */
export function openFiles(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  options: FormatOptions,
): OpenedFiles {
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
  const known = knownFiles(new Map(files.map(({ path, text }) => [path, text])));
  const hits = new Set([...opened].map(({ path }) => path));
  const kustomized = kustomizedAround(hits, known);
  const broughtAlong = new Set(kustomized.flatMap((kustomization) => [...kustomization.files]));
  for (const file of files) if (broughtAlong.has(file.path) && !opened.has(file)) open(file, 'companion');
  // The set of applications may name a chart alone, whose values name the image.
  const takers = [...opened, ...files.filter(({ text }) => text.includes('ApplicationSet'))];
  for (const file of filesWithVariables(takers, files, ({ text }) => text))
    if (!opened.has(file) && !isConfig(file)) open(file, 'companion');
  const hasSetters = surveys.some(({ view }) => hasFluxSetter(view.text));
  const hasValues = hasSetters || surveys.some(holdsValues);
  for (const file of files) {
    if (opened.has(file) || isConfig(file)) continue;
    if (hasValues && mayHoldValues(file)) open(file, 'layer');
    else if (options.appVersionOf !== undefined && isChartFile(file.path)) open(file, 'image');
    else if (hasSetters && isFluxPolicy(file.text)) open(file, 'companion');
  }
  return { surveys, refusals, kustomized, known };
}

/** `waybill.yaml` names the images and declares none of them. */
function isConfig({ path }: ManifestFile): boolean {
  return path === 'waybill.yaml';
}

function holdsValues({ slots, inner }: ViewSurvey): boolean {
  return slots.some(({ unit, layered }) => (unit ?? layered) !== undefined) || inner.some(holdsValues);
}

function mayHoldValues(file: ManifestFile): boolean {
  return mayBeLayer(file.path, file.text) || mayBeBase(file.path, file.text) || isParentChart(file);
}

/**
 * A file that no parser reads is surveyed as lines, for its markers. It is refused where a line names an
 * image.
 */
function surveyFile(
  file: ManifestFile,
  images: readonly SoughtImage[],
  options: FormatOptions,
): Result<ViewSurvey, Refusal> {
  const opened = openFile(file);
  try {
    if (opened.ok) return ok(surveyView(opened.value, images, options));
    const { refusal, isTooLong } = opened.problem;
    if (isTooLong) return no(refusal);
    const lines = surveyView(openLines(file), images, options);
    return lines.slots.length > 0 || !isNamed(file, images) ? ok(lines) : no(refusal);
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return no(unreadable(file, 0, thrown.message));
    throw thrown;
  }
}

/** Whether a line that is no comment names an image, in a text that no parser reads. */
function isNamed(file: ManifestFile, images: readonly SoughtImage[]): boolean {
  const text = file.text.replace(/^[ \t]*#.*$/gm, '');
  return /[\0\ud800-\udfff]/.test(text) || images.some((image) => mentions(text, image.repository));
}
