import { joinLayers } from './layers/join-layers.ts';
import { matchImage } from './matching/match.ts';
import { occurrenceOf } from './matching/plan-change.ts';
import type { PlanOptions } from './plan-edits.ts';
import type { ManifestFile, Occurrence, SoughtImage } from './plan.ts';
import { joinReplacements } from './replacements/join-replacements.ts';
import { surveyFiles } from './survey/survey.ts';

/**
 * Where the files declare the images now, and with which tag and digest, in the order of the files. A place that leaves
 * tag and digest to another one (a bare name under Kustomize, a base of values, what a replacement writes over) is left out. Files that cannot be read
 * hold nothing here; `planEdits` says why they cannot.
 */
export function findReferences(
  files: readonly ManifestFile[],
  images: readonly SoughtImage[],
  options: Pick<PlanOptions, 'customResources' | 'appVersionOf'> = {},
): readonly Occurrence[] {
  const { customResources = [], appVersionOf } = options;
  const survey = surveyFiles(files, images, { customResources, appVersionOf, names: [] });
  const matches = images.map((image) => ({ image, match: matchImage(survey, image, []) }));
  const sought = new Set(matches.flatMap(({ match }) => match.found));
  return matches.flatMap(({ image, match }) => {
    const laid = [...match.found, ...joinLayers(survey, match, sought).candidates];
    const { found, overwritten } = joinReplacements(survey, match, laid, sought);
    const deciding = found.filter((one) => !overwritten.has(one));
    const all = (deciding.length > 0 ? deciding : found).map((candidate) =>
      occurrenceOf(candidate, image.name),
    );
    const declaring = all.filter(
      ({ declared }) => declared.tag !== undefined || declared.digest !== undefined,
    );
    return declaring.length > 0 ? declaring : all;
  });
}
