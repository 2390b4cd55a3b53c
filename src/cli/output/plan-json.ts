import type { Location } from '../../errors/location.ts';
import type { ManifestPlan, Occurrence, PassedOver } from '../../manifest/plan-edits.ts';
import { unifiedDiff } from '../../report/diff.ts';
import { byFile } from './plan-rows.ts';
import { errorJson } from './print.ts';

/**
 * The plan as the object that `--json` prints. For each file it has the edits, what is refused, what stays,
 * and what was passed over and why. Then come all errors.
 */
export function planJson(plan: ManifestPlan, written: boolean): object {
  const { edits, refused, unchanged, passedOver } = plan;
  const diffs = new Map(plan.files.map((file) => [file.path, unifiedDiff(file)]));
  const [edited, denied, kept, passed] = [
    byFile(edits),
    byFile(refused),
    byFile(unchanged),
    byFile(passedOver),
  ];
  const paths = new Set([edited, denied, kept, passed].flatMap((files) => [...files.keys()]));
  return {
    written,
    files: [...paths].sort().map((path) => ({
      path,
      edits: (edited.get(path) ?? []).map((edit) => ({ ...occurrence(edit), becomes: edit.becomes })),
      refused: (denied.get(path) ?? []).map(occurrence),
      unchanged: (kept.get(path) ?? []).map(occurrence),
      passedOver: (passed.get(path) ?? []).map(passedJson),
      diff: diffs.get(path) ?? '',
    })),
    errors: plan.refusals.map(errorJson),
  };
}

function passedJson({ image, location, found, reason }: PassedOver): object {
  return { image, ...place(location), found, reason };
}

function occurrence({ image, location, format, at, declared }: Occurrence): object {
  return { image, ...place(location), format, at, declared };
}

function place({ line, column }: Location): object {
  return { line, column };
}
