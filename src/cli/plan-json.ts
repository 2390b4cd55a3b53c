import type { Location } from '../errors/location.ts';
import type { ManifestPlan, Occurrence } from '../manifest/plan.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import { errorJson } from './print-json.ts';

/**
 * The plan as the object that `--json` prints: for each file the edits, what is refused, what stays, and what was passed over
 * and why; then everything that stands in the way.
 */
export function planJson(plan: ManifestPlan, written: boolean): object {
  const { edits, refused, unchanged, passedOver } = plan;
  const paths = new Set(
    [...edits, ...refused, ...unchanged, ...passedOver].map(({ location }) => location.file),
  );
  return {
    written,
    files: [...paths].sort().map((path) => {
      const planned = plan.files.find((file) => file.path === path);
      const here = ({ location }: { readonly location: Location }): boolean => location.file === path;
      return {
        path,
        edits: edits.filter(here).map((edit) => ({ ...occurrence(edit), becomes: edit.becomes })),
        refused: refused.filter(here).map(occurrence),
        unchanged: unchanged.filter(here).map(occurrence),
        passedOver: passedOver
          .filter(here)
          .map(({ image, location, found, reason }) => ({ image, ...place(location), found, reason })),
        diff: planned === undefined ? '' : unifiedDiff(planned),
      };
    }),
    errors: plan.refusals.map(errorJson),
  };
}

function occurrence({ image, location, format, at, declared }: Occurrence): object {
  return { image, ...place(location), format, at, declared };
}

function place({ line, column }: Location): object {
  return { line, column };
}
