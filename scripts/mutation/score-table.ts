/** The result of one room, as CONTRIBUTING.md holds it. */
export interface Score {
  readonly room: string;
  readonly mutants: number;
  readonly killed: number;
  /** The day of the run: `2026-11-27`. */
  readonly date: string;
}

/** A Markdown table with one line for each room. */
export function scoreTable(scores: readonly Score[]): string {
  const lines = scores.map(({ room, mutants, killed, date }) => {
    const share = mutants === 0 ? 100 : (100 * killed) / mutants;
    return `| \`${room}\` | ${mutants} | ${killed} | ${mutants - killed} | ${share.toFixed(1)} % | ${date} |`;
  });
  return [
    '| room | mutants | killed | survived | score | date |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
}
