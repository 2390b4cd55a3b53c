import type { Judgement } from './judge.ts';

/** Figures of one repository, or of all. */
interface Figures {
  readonly images: number;
  readonly runs: number;
  readonly edited: number;
  readonly right: number;
  readonly false: number;
  readonly left: number;
  readonly missed: number;
  readonly wrong: number;
  readonly crashed: number;
}

function figuresOf(judgements: readonly Judgement[]): Figures {
  const count = (test: (judgement: Judgement) => boolean): number => judgements.filter(test).length;
  return {
    images: new Set(judgements.map(({ outcome }) => outcome.repository)).size,
    runs: judgements.length,
    edited: count(({ verdict }) => verdict === 'edited'),
    right: count(({ verdict }) => verdict === 'rightly refused'),
    false: count(({ verdict }) => verdict === 'falsely refused'),
    left: judgements.reduce((sum, { left }) => sum + left.length, 0),
    missed: judgements.reduce((sum, { missed }) => sum + missed.length, 0),
    wrong: judgements.reduce((sum, { wrong }) => sum + wrong.length, 0),
    crashed: count(({ verdict }) => verdict === 'crash'),
  };
}

const HEAD = [
  'images',
  'runs',
  'edited',
  'rightly refused',
  'falsely refused',
  'left with a word',
  'missed',
  'wrong bytes',
  'crashed',
];

/** The tables of docs/fidelity.md, as Markdown. */
export function tables(
  byRepository: ReadonlyMap<string, readonly Judgement[]>,
  kinds: ReadonlyMap<string, string>,
): string {
  const all = [...byRepository.values()].flat();
  const isFolder = ({ outcome }: Judgement): boolean => outcome.folder !== '.';
  const scopes = [
    ['in the folder of an application', all.filter(isFolder)],
    ['over a whole repository', all.filter((judgement) => !isFolder(judgement))],
  ] as const;
  const scopeRows = scopes.map(([name, judgements]) => [name, ...row(judgements), share(judgements)]);
  const rows = [...byRepository].map(([name, judgements]) => [
    name,
    kinds.get(name) ?? '',
    ...row(judgements),
  ]);
  return [
    markdown(['', ...HEAD, 'false refusals'], scopeRows),
    markdown(['repository', 'kind', ...HEAD], rows),
    markdown(
      ['hazard that a right refusal points at', 'runs'],
      counted(all.flatMap(({ hazards }) => hazards)),
    ),
    markdown(
      ['refusal without a hazard', 'runs'],
      counted(all.flatMap(({ unexplained }) => [...new Set(unexplained.map(({ code }) => code))])),
    ),
  ].join('\n');
}

function row(judgements: readonly Judgement[]): string[] {
  return Object.values(figuresOf(judgements)).map(String);
}

function share(judgements: readonly Judgement[]): string {
  const { runs, false: refused } = figuresOf(judgements);
  return runs === 0 ? '-' : `${((100 * refused) / runs).toFixed(2)} %`;
}

function counted(names: readonly string[]): string[][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name, count]) => [name, String(count)]);
}

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
