import { nearest } from '../../errors/nearest.ts';
import { canonicalRepository, tryParseReference } from '../../image/reference.ts';
import type { FormatOptions, LayerPart } from '../formats/format.ts';
import type { ManifestFile, SoughtImage } from '../plan.ts';
import { type ReferenceSlot, nodesOf, referenceOf } from '../view/reference-slot.ts';
import { openFile } from '../view/open-view.ts';
import { AliasBomb } from '../yaml/merge.ts';
import { surveyView, type ViewSurvey } from './survey-view.ts';

/** What an image that no file declares may have been meant to be. */
export interface NearMisses {
  /** A slot of another repository whose name is close. */
  readonly similar: ReferenceSlot | undefined;
  /**
   * Tags and digests in values that say nothing of a repository: the chart names it, and stands elsewhere.
   */
  readonly unnamed: readonly LayerPart[];
}

/** A search for what was meant may take a moment, not a minute. */
const MOST_FILES = 200;
const LONGEST_FILE = 200_000;

/** What in the files may have been meant to be the image. */
export function findNearMisses(
  files: readonly ManifestFile[],
  image: SoughtImage,
  options: FormatOptions,
): NearMisses {
  const surveys = files
    .filter(({ text }) => text.length <= LONGEST_FILE && /image|repository|tag|digest/i.test(text))
    .slice(0, MOST_FILES)
    .flatMap((file) => surveysOf(file, image, options));
  return { similar: nearestSlot(surveys, image), unnamed: surveys.flatMap(unnamedParts) };
}

function nearestSlot(surveys: readonly ViewSurvey[], image: SoughtImage): ReferenceSlot | undefined {
  const sought = tryParseReference(image.repository);
  if (sought === undefined) return undefined;
  const byRepository = new Map<string, ReferenceSlot>();
  for (const slot of surveys.flatMap((survey) => survey.slots)) {
    const reference = referenceOf(slot);
    if (reference !== undefined) byRepository.set(canonicalRepository(reference), slot);
  }
  const best = nearest(canonicalRepository(sought), byRepository.keys());
  return best === undefined ? undefined : byRepository.get(best);
}

/**
 * Tags and digests that no slot has. A key `version` is left out: it is as often that of a chart or a
 * database.
 */
function unnamedParts({ slots, layers }: ViewSurvey): readonly LayerPart[] {
  const named = new Set(slots.flatMap(nodesOf));
  return layers.filter(({ at, tag, digest }) => {
    const span = tag ?? digest;
    return span !== undefined && span.from < span.to && !named.has(span.node) && /(?:tag|digest)$/i.test(at);
  });
}

function surveysOf(file: ManifestFile, image: SoughtImage, options: FormatOptions): readonly ViewSurvey[] {
  const opened = openFile(file);
  if (!opened.ok) return [];
  try {
    const survey = surveyView(opened.value, [image], options);
    return [survey, ...survey.inner];
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return [];
    throw thrown;
  }
}
