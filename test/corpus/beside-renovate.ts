import type { Judgement } from './judge.ts';
import { renovateFinds } from './renovate-finds.ts';
import type { TreeFile } from './read-tree.ts';

/** What became of the images that Renovate's managers find, in the runs over whole repositories. */
export function besideRenovate(
  judged: ReadonlyMap<string, readonly Judgement[]>,
  filesOf: (repository: string) => readonly TreeFile[],
): string {
  const counts = { found: 0, edited: 0, refused: 0, untried: 0, more: 0 };
  const untried: string[] = [];
  for (const [name, judgements] of judged) {
    const whole = new Map(
      judgements
        .filter(({ outcome }) => outcome.folder === '.')
        .map(({ outcome, verdict }) => [outcome.repository, verdict]),
    );
    const found = new Set(
      filesOf(name).flatMap((file) => renovateFinds(file).map(({ repository }) => repository)),
    );
    counts.found += found.size;
    counts.more += [...whole.keys()].filter((image) => !found.has(image)).length;
    for (const image of found) {
      const verdict = whole.get(image);
      if (verdict === undefined) untried.push(`${name}: ${image}`);
      if (verdict === 'edited') counts.edited += 1;
      else if (verdict === undefined) counts.untried += 1;
      else counts.refused += 1;
    }
  }
  const list = untried.map((line) => `  ${line}\n`).join('');
  return `found by the managers of Renovate: ${counts.found} images; edited ${counts.edited}, refused ${counts.refused}, not tried ${counts.untried}; tried beside them: ${counts.more}\n${list}\n`;
}
