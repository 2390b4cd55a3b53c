import type { Location } from '../errors/location.ts';
import type { WaybillError } from '../errors/waybill-error.ts';
import type { ManifestPlan, Occurrence } from '../manifest/plan.ts';
import { unifiedDiff } from '../report/unified-diff.ts';

/** The plan as the object that `--json` prints: for each file the edits, what stays, and what was passed over and why. */
export function planJson(plan: ManifestPlan, written: boolean): object {
  const paths = new Set(
    [...plan.edits, ...plan.unchanged, ...plan.passedOver].map(({ location }) => location.file),
  );
  return {
    written,
    files: [...paths].sort().map((path) => {
      const planned = plan.files.find((file) => file.path === path);
      const here = ({ location }: { readonly location: Location }): boolean => location.file === path;
      return {
        path,
        edits: plan.edits.filter(here).map((edit) => ({ ...occurrence(edit), becomes: edit.becomes })),
        unchanged: plan.unchanged.filter(here).map(occurrence),
        passedOver: plan.passedOver
          .filter(here)
          .map(({ image, location, found, reason }) => ({ image, ...place(location), found, reason })),
        diff: planned === undefined ? '' : unifiedDiff(planned),
      };
    }),
    errors: plan.refusals.map(({ code, image, message, hint, location }) => ({
      code,
      image,
      message,
      hint,
      ...fileAndPlace(location),
    })),
  };
}

/** Errors as `--json` prints them, when there is no plan to print. */
export function errorsJson(errors: readonly WaybillError[]): object {
  return {
    errors: errors.map(({ code, message, hint, location }) => ({
      code,
      message,
      hint,
      ...fileAndPlace(location),
    })),
  };
}

function occurrence({ image, location, format, at, declared }: Occurrence): object {
  return { image, ...place(location), format, at, declared };
}

function place({ line, column }: Location): object {
  return { line, column };
}

function fileAndPlace(location: Location | undefined): object {
  return location === undefined ? {} : { file: location.file, ...place(location) };
}
