import { countPlaces, type DriftReport, type ObjectDrift, verdictOf } from '../compare/drift-report.ts';
import { plainKey } from './plain-key.ts';

/** A report for programs. What is as declared is counted, and everything else is listed. */
export function driftJson(report: DriftReport) {
  const { objects, problems } = report;
  return {
    verdict: verdictOf(report),
    differences: countPlaces(report),
    compared: objects.filter(({ state }) => state !== 'passed-over' && state !== 'unknown').length,
    objects: objects
      .filter(({ state, tolerated, note }) => state !== 'same' || tolerated.length > 0 || note !== undefined)
      .map(objectJson),
    problems,
  };
}

function objectJson({ key, state, file, line, differences, tolerated, note, isByServer }: ObjectDrift) {
  return {
    ...plainKey(key),
    state,
    note: note ?? null,
    file: file ?? null,
    line: line ?? null,
    comparedBy: isByServer ? 'server' : 'containment',
    differences: differences.map(({ path, kind, declared, live, lines, by }) => ({
      path,
      kind,
      declared: declared ?? null,
      live: live ?? null,
      lines,
      by: by?.name ?? null,
      at: by?.at?.toISOString() ?? null,
    })),
    tolerated: tolerated.map(({ path, reason, until }) => ({ path, reason, until: until ?? null })),
  };
}
