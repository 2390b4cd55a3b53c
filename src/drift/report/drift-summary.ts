import { code, fenced, fold, table } from '../../report/markdown.ts';
import type { DriftReport, ObjectDrift } from '../compare/drift-report.ts';
import {
  counted,
  isSaidBeside,
  objectTitle,
  stateWords,
  wholeWords,
  worthShowing,
  writerWords,
} from './describe.ts';

const COLUMNS = ['object', 'place', 'declared', 'in the cluster', 'who wrote it'];
/** A person does not read more rows; the output `json` has all. */
const MOST_ROWS = 60;

/** What a report says, as Markdown: for the job summary and for an issue. */
export function driftMarkdown(report: DriftReport, mostRows = MOST_ROWS): string {
  const rows = worthShowing(report).flatMap(rowsOf);
  const shown = rows.slice(0, mostRows);
  const more = rows.length > shown.length ? [`… and ${rows.length - shown.length} more.`] : [];
  const texts = worthShowing(report).flatMap(textsOf).slice(0, 10);
  const tolerated = report.objects.flatMap(toleratedOf);
  const beside = report.objects.filter(isSaidBeside);
  return [
    wholeWords(report),
    ...(shown.length === 0 ? [] : [table(COLUMNS, shown)]),
    ...more,
    ...texts,
    ...problemsOf(report),
    ...(tolerated.length === 0
      ? []
      : [
          fold(
            `${counted(tolerated.length, 'difference')} tolerated`,
            tolerated.slice(0, mostRows).join('\n'),
          ),
        ]),
    ...(beside.length === 0
      ? []
      : [fold(`${counted(beside.length, 'object')} not compared in full`, besideLines(beside, mostRows))]),
  ].join('\n\n');
}

function rowsOf(object: ObjectDrift): readonly (readonly string[])[] {
  const title = code(objectTitle(object));
  if (object.differences.length === 0) return [[title, code(stateWords(object), 300), '', '', '']];
  return object.differences.map(({ path, kind, declared, live, lines, by }) => [
    title,
    code(path),
    lines.length > 0 ? 'other lines, see below' : cell(declared, 'nothing'),
    lines.length > 0 ? '' : kind === 'order' ? `${cell(live, '')} (another order)` : cell(live, 'not there'),
    by === undefined ? '' : code(writerWords(by, kind)),
  ]);
}

function cell(value: string | undefined, otherwise: string): string {
  return value === undefined ? otherwise : code(value);
}

function textsOf(object: ObjectDrift): readonly string[] {
  return object.differences
    .filter(({ lines }) => lines.length > 0)
    .map(
      ({ path, lines }) =>
        `${code(objectTitle(object))} ${code(path)}:\n\n${fenced('diff', lines.join('\n'))}`,
    );
}

function problemsOf({ problems }: DriftReport): readonly string[] {
  if (problems.length === 0) return [];
  const lines = problems
    .slice(0, 20)
    .map(({ file, line, reason }) => `- ${code(`${file}:${line}`)} ${code(reason)}`);
  return [`Not read:\n\n${lines.join('\n')}`];
}

function besideLines(objects: readonly ObjectDrift[], most: number): string {
  const lines = objects
    .slice(0, most)
    .map((object) => `- ${code(objectTitle(object))}: ${code(stateWords(object), 300)}`);
  return lines.join('\n');
}

function toleratedOf(object: ObjectDrift): readonly string[] {
  return object.tolerated.map(
    ({ path, reason, until }) =>
      `- ${code(`${objectTitle(object)} ${path}`)}: ${code(reason)}${until === undefined ? '' : ` until ${until}`}`,
  );
}
