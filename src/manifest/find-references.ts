import { matchImage } from './match.ts';
import type { SoughtImage } from './may-hold.ts';
import type { ManifestFile, Occurrence } from './plan.ts';
import { occurrenceOf } from './plan-edits.ts';
import { surveyFiles } from './survey.ts';

/**
 * Where the files declare the images now, and with which tag and digest, in the order of the files. Files that cannot be
 * read hold nothing here; `planEdits` says why they cannot.
 */
export function findReferences(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
): readonly Occurrence[] {
  const survey = surveyFiles(files, images);
  return images.flatMap((image) =>
    matchImage(survey, image, []).found.map((candidate) => occurrenceOf(candidate, image.name)),
  );
}
