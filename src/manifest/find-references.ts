import { findPlaces } from './matching/find-places.ts';
import { matchImage, occurrenceOf } from './matching/match.ts';
import type { PlanOptions } from './plan-edits.ts';
import type { ManifestFile, Occurrence, SoughtImage } from './plan.ts';
import { surveyFiles } from './survey/survey.ts';

export type { SoughtImage } from './plan.ts';

/**
 * Where the files declare the images now, and with which tag and digest, in the order of the files. A place
 * that leaves tag and digest to another one is left out: a bare name under Kustomize, a base of values, what
 * a replacement writes over, and values that are handed to a program. Files that cannot be read hold nothing
 * here; `planEdits` says why they cannot.
 */
export function findReferences(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  options: Pick<PlanOptions, 'customResources' | 'appVersionOf'> = {},
): readonly Occurrence[] {
  const { customResources = [], appVersionOf } = options;
  const survey = surveyFiles(files, images, { customResources, appVersionOf, names: [] });
  const matches = images.map((image) => ({ image, match: matchImage(survey, image, []) }));
  const alongside = new Set(matches.flatMap(({ match }) => match.found));
  return matches.flatMap(({ image, match }) => {
    const places = findPlaces(survey, match, alongside);
    const found = places.found.filter((place) => place.isHandedOn !== true);
    const deciding = found.filter((place) => !places.overwritten.has(place));
    const occurrences = (deciding.length > 0 ? deciding : found).map((place) =>
      occurrenceOf(place, image.name),
    );
    const declaring = occurrences.filter(
      ({ declared }) => declared.tag !== undefined || declared.digest !== undefined,
    );
    return declaring.length > 0 ? declaring : occurrences;
  });
}
