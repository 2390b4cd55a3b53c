import type { Outline } from './outline.ts';
import type { Problem } from './problem.ts';

/** One problem for each cycle of `after`, with the whole cycle printed in the order a digest would travel. */
export function cycleProblems({ environments }: Outline): readonly Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  for (const start of environments.keys()) walk(start, []);
  return problems;

  function walk(name: string, trail: readonly string[]): void {
    const again = trail.indexOf(name);
    if (again !== -1) {
      problems.push(cycleProblem([...trail.slice(again), name]));
      return;
    }
    if (done.has(name)) return;
    for (const upstream of environments.get(name)?.after ?? []) walk(upstream, [...trail, name]);
    done.add(name);
  }

  function cycleProblem(cycle: readonly string[]): Problem {
    const [first = '', second = ''] = cycle;
    const environment = environments.get(first);
    const index = environment?.after.indexOf(second) ?? 0;
    return {
      path: ['environments', first, ...(environment?.afterPath ?? ['after']), index],
      at: 'value',
      message: `The environments come after each other in a circle: ${cycle.toReversed().join(' → ')}`,
      hint: 'A digest travels from the first environment to the last; remove one "after" of the circle.',
    };
  }
}
