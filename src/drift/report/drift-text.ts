import { plainLine } from '../../report/markdown.ts';
import type { DriftReport, ObjectDrift } from '../compare/drift-report.ts';
import {
  differenceWords,
  isSaidBeside,
  objectTitle,
  stateWords,
  wholeWords,
  worthShowing,
  writerWords,
} from './describe.ts';

/**
 * A report for a terminal or a log: a block for each object, and one sentence for all. Lines without colours.
 */
export function driftText(report: DriftReport): readonly string[] {
  const tolerated = report.objects.flatMap((object) =>
    object.tolerated.map(
      ({ path, reason, until }) =>
        `tolerated: ${objectTitle(object)} ${path}: ${reason}${until === undefined ? '' : ` (until ${until})`}`,
    ),
  );
  const passed = report.objects.filter(isSaidBeside);
  return [
    ...report.problems.map(({ file, line, reason }) =>
      plainLine(`${file}:${line} cannot be read: ${reason}`),
    ),
    ...worthShowing(report).flatMap(block),
    ...tolerated,
    ...passed.map((object) => `${objectTitle(object)}: ${stateWords(object)}`),
    wholeWords(report),
  ];
}

function block(object: ObjectDrift): readonly string[] {
  const where =
    object.file === undefined ? '' : ` (${object.file}${object.line === undefined ? '' : `:${object.line}`})`;
  return [
    `${objectTitle(object)}: ${stateWords(object)}${where}`,
    ...object.differences.flatMap((difference) => {
      const by = writerWords(difference.by, difference.kind);
      return [
        `  ${differenceWords(difference)}${by === '' ? '' : ` (${by})`}`,
        ...difference.lines.map((line) => `    ${line}`),
      ];
    }),
  ];
}
