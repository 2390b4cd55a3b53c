import type { Location } from '../errors/location.ts';
import { canonicalRepository } from '../image/reference.ts';
import type { ManifestFile, PlanOptions } from './plan-edits.ts';
import { surveyView, type ViewSurvey } from './survey/survey-view.ts';
import { locationOf, placeOf } from './view/describe.ts';
import { openFile } from './view/open-view.ts';
import { isTemplated, referenceOf } from './view/reference-slot.ts';
import { AliasBomb } from './yaml/merge.ts';

/** A place that names an image, whosever it is. */
export interface NamedPlace {
  readonly location: Location;
  /** Where in the document, as an `Occurrence` says it. */
  readonly at: string;
  /** In its canonical form: `docker.io/library/nginx`. */
  readonly repository: string;
  /** A template writes some of it. */
  readonly isTemplated?: true;
}

/**
 * Every place of the files that names an image by itself, listed in `waybill.yaml` or not. What several files
 * say together is left out. Files that cannot be read hold nothing here.
 */
export function everyReference(
  files: readonly ManifestFile[],
  { customResources = [], appVersionOf, names = [] }: PlanOptions = {},
): readonly NamedPlace[] {
  return files.flatMap((file) => {
    const opened = openFile(file);
    if (!opened.ok) return [];
    try {
      return placesOf(surveyView(opened.value, [], { customResources, appVersionOf, names }));
    } catch (thrown) {
      if (thrown instanceof AliasBomb) return [];
      throw thrown;
    }
  });
}

function placesOf({ slots, inner }: ViewSurvey): readonly NamedPlace[] {
  const own = slots.flatMap((slot): NamedPlace[] => {
    const reference = referenceOf(slot);
    if (reference === undefined) return [];
    const repository = canonicalRepository(reference);
    return [
      {
        location: locationOf(slot),
        at: placeOf(slot),
        repository,
        ...(isTemplated(slot) && { isTemplated: true }),
      },
    ];
  });
  return [...own, ...inner.flatMap(placesOf)];
}
