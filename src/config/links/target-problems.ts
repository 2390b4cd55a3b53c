import type { EnvironmentOutline, Outline } from './outline.ts';
import { describePath, type DocumentProblem, problem, quote, twice } from '../document/problem.ts';
import { TARGET_PLACEHOLDER } from '../schema/environment.ts';

/**
 * Waves that name a target twice, waves whose files do not tell targets apart, and `{target}` without waves.
 */
export function waveProblems({ environments }: Outline): readonly DocumentProblem[] {
  return [...environments].flatMap(([name, environment]) => [
    ...repeatedTargets(name, environment),
    ...placeholderProblems(name, environment),
    ...countProblems(name, environment),
  ]);
}

function repeatedTargets(name: string, { waves = [] }: EnvironmentOutline): readonly DocumentProblem[] {
  const seen = new Set<string>();
  return waves.flatMap((wave, outer) =>
    wave.flatMap((target, inner) => {
      // Files of targets that differ in case only are one file on many disks.
      const key = target.toLowerCase();
      const again = seen.has(key);
      seen.add(key);
      return again && target !== '' ? [twice(['environments', name, 'waves', outer, inner], target)] : [];
    }),
  );
}

function placeholderProblems(name: string, { waves, files }: EnvironmentOutline): readonly DocumentProblem[] {
  return files.flatMap((glob, index) => {
    if (glob === '' || glob.includes(TARGET_PLACEHOLDER) === (waves !== undefined)) return [];
    const path = ['environments', name, 'files', index];
    const where = describePath(path);
    return waves === undefined
      ? [problem(path, 'value', `${where} is ${quote(glob)}, and the environment has no targets`, NO_WAVES)]
      : [
          problem(
            path,
            'value',
            `${where} is ${quote(glob)}, which is the same for every target`,
            EACH_TARGET,
          ),
        ];
  });
}

/** A wave changes the files of some targets, so the places in the files of all targets cannot be counted. */
function countProblems(name: string, { waves, expects }: EnvironmentOutline): readonly DocumentProblem[] {
  if (waves === undefined || expects.length === 0) return [];
  const path = ['environments', name, 'expect'];
  return [problem(path, 'key', `${describePath(path)} stands beside waves`, NO_COUNT)];
}

const NO_COUNT = 'Remove it: a wave changes the files of some targets, and expect counts those of all.';
const NO_WAVES = `Name the targets with "waves", or write the path without ${TARGET_PLACEHOLDER}.`;
const EACH_TARGET = `Write ${TARGET_PLACEHOLDER} where the name of the target stands: "clusters/${TARGET_PLACEHOLDER}/**".`;

/**
 * `soak` in an environment that comes after none could never pass: the gate asks about the environments
 * before. `healthy` asks about the waves before as well, so it may stand in an environment with waves.
 */
export function gateProblems({ environments }: Outline): readonly DocumentProblem[] {
  return [...environments].flatMap(([name, { after, upstreamGates, waves }]) =>
    after.length > 0
      ? []
      : upstreamGates
          .filter((gate) => gate !== 'healthy' || waves === undefined)
          .map((gate) => {
            const path = ['environments', name, 'gates', gate];
            return problem(
              path,
              'key',
              `${describePath(path)} asks about the environments before, and ${name} comes after none`,
              'Name the environments before it with "after", or remove the gate.',
            );
          }),
  );
}
