import { nearest } from '../errors/nearest.ts';
import { canonicalRepository, tryParseReference } from '../image/reference.ts';
import { referenceOf, type Candidate } from './candidate.ts';
import type { FormatOptions } from './formats/format.ts';
import type { SoughtImage } from './may-hold.ts';
import type { ManifestFile } from './plan.ts';
import { openFile } from './open-view.ts';
import { surveyView } from './survey-view.ts';
import { AliasBomb } from './yaml/merge.ts';

/** A search for what a misspelled repository was meant to be may take a moment, not a minute. */
const MOST_FILES = 200;
const LONGEST_FILE = 200_000;

/** A candidate of another repository whose name is close to the one that no file holds. */
export function nearestCandidate(
  files: readonly ManifestFile[],
  image: SoughtImage,
  options: FormatOptions,
): Candidate | undefined {
  const sought = tryParseReference(image.repository);
  if (sought === undefined) return undefined;
  const byRepository = new Map<string, Candidate>();
  const worthwhile = files.filter(
    ({ text }) => text.length <= LONGEST_FILE && /image|repository/i.test(text),
  );
  for (const file of worthwhile.slice(0, MOST_FILES)) {
    for (const candidate of candidatesOf(file, image, options)) {
      const reference = referenceOf(candidate);
      if (reference !== undefined) byRepository.set(canonicalRepository(reference), candidate);
    }
  }
  const best = nearest(canonicalRepository(sought), byRepository.keys());
  return best === undefined ? undefined : byRepository.get(best);
}

function candidatesOf(file: ManifestFile, image: SoughtImage, options: FormatOptions): readonly Candidate[] {
  const opened = openFile(file);
  if (!opened.ok) return [];
  try {
    return surveyView(opened.view, [image], options).candidates;
  } catch (thrown) {
    if (thrown instanceof AliasBomb) return [];
    throw thrown;
  }
}
