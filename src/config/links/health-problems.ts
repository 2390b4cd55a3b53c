import { describePath, type DocumentProblem, problem, quote } from '../document/problem.ts';
import { TARGET_PLACEHOLDER } from '../schema/environment.ts';
import type { EnvironmentOutline, Outline } from './outline.ts';

/** Commit statuses that are looked for where none can be, and environments that name none. */
export function healthProblems({ environments }: Outline): readonly DocumentProblem[] {
  return [...environments].flatMap(([name, environment]) => [
    ...ownContextProblems(name, environment),
    ...namedContextProblems(name, environment, environments),
    ...silenceProblems(name, environment, environments),
    ...unseenFailureProblems(name, environment),
  ]);
}

/** `{target}` in a status context says nothing where no environment that it looks at has targets. */
function namedContextProblems(
  name: string,
  { waves, after, healthy }: EnvironmentOutline,
  environments: Outline['environments'],
): readonly DocumentProblem[] {
  const plain = healthy.some((context) => context !== '' && !context.includes(TARGET_PLACEHOLDER));
  const without = after.filter((upstream) => {
    const found = environments.get(upstream);
    return found !== undefined && found.waves === undefined;
  });
  const someTargets =
    waves !== undefined || after.some((upstream) => environments.get(upstream)?.waves !== undefined);
  return healthy.flatMap((context, index) => {
    if (!context.includes(TARGET_PLACEHOLDER)) return [];
    const path = ['environments', name, 'gates', 'healthy', index];
    const where = `${describePath(path)} is ${quote(context)}`;
    if (!someTargets)
      return [
        problem(path, 'value', `${where}, and no environment that it looks at has targets`, NO_TARGETS),
      ];
    if (plain || without.length === 0) return [];
    const upstream = without[0] ?? '';
    const hint = `Add the context of ${upstream}, without ${TARGET_PLACEHOLDER}; it counts where there are no targets.`;
    return [problem(path, 'value', `${where}, and ${upstream} has no targets`, hint)];
  });
}

/**
 * `healthy: true` where an environment before says nothing of itself, or this one, whose later waves wait
 * for the earlier ones.
 */
function silenceProblems(
  name: string,
  { waves, after, asksForHealth }: EnvironmentOutline,
  environments: Outline['environments'],
): readonly DocumentProblem[] {
  if (!asksForHealth) return [];
  const asked = new Set([...after, ...((waves?.length ?? 0) > 1 ? [name] : [])]);
  return [...asked]
    .filter((upstream) => environments.get(upstream)?.health.length === 0)
    .map((upstream) => {
      const path = ['environments', name, 'gates', 'healthy'];
      const what = `${describePath(path)} is true, and ${upstream} has no health`;
      return problem(path, 'value', what, sayHow(upstream));
    });
}

/** A roll back on failure of an environment that never says how it is. */
function unseenFailureProblems(
  name: string,
  { health, rollsBackOnFailure }: EnvironmentOutline,
): readonly DocumentProblem[] {
  if (!rollsBackOnFailure || health.length > 0) return [];
  const path = ['environments', name, 'rollback'];
  const what = `${describePath(path)} waits for a failure, and ${name} has no health`;
  const hint = `Name the commit statuses below environments.${name}: health: ["kustomization/${name}/*"].`;
  return [problem(path, 'value', what, hint)];
}

function sayHow(environment: string): string {
  return `Name the commit statuses below environments.${environment}: health: ["kustomization/${environment}/*"]. Or name them in this gate, as a list.`;
}

/** `{target}` in the health of an environment that has no targets. */
function ownContextProblems(name: string, { waves, health }: EnvironmentOutline): readonly DocumentProblem[] {
  if (waves !== undefined) return [];
  return health.flatMap((context, index) => {
    if (!context.includes(TARGET_PLACEHOLDER)) return [];
    const path = ['environments', name, 'health', index];
    const what = `${describePath(path)} is ${quote(context)}, and the environment has no targets`;
    return [problem(path, 'value', what, NO_TARGETS)];
  });
}

const NO_TARGETS = `Name the targets with "waves", or write the context without ${TARGET_PLACEHOLDER}.`;
