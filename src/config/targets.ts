/** Stands for the name of a target in the `files` of an environment that has waves, and in `gates.healthy`. */
export const TARGET_PLACEHOLDER = '{target}';

/** One target of an environment that has waves, with the patterns of its own files. */
export interface TargetFiles {
  readonly name: string;
  readonly files: readonly string[];
}

interface Written {
  readonly files: readonly string[];
  readonly waves?: readonly (readonly string[])[] | undefined;
}

/**
 * An environment with the patterns of each of its targets, in the order of the waves. Its own `files` become those of all
 * targets together, so that whoever looks for the files of the environment finds them without knowing of waves.
 */
export function withTargets<E extends Written>(
  environment: E,
): Omit<E, 'files'> & { readonly files: readonly string[]; readonly targets: readonly TargetFiles[] } {
  const names = [...new Set((environment.waves ?? []).flat())];
  const targets = names.map((name) => ({ name, files: filesFor(environment.files, name) }));
  const files = targets.length === 0 ? environment.files : targets.flatMap((target) => target.files);
  return { ...environment, files: [...new Set(files)], targets };
}

function filesFor(files: readonly string[], target: string): readonly string[] {
  return files.map((glob) => glob.replaceAll(TARGET_PLACEHOLDER, target));
}
