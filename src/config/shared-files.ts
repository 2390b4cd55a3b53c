import type { Config, EnvironmentConfig } from './config.ts';
import { compileGlob, isReservedPath } from './globs.ts';

/** An environment that a file belongs to, and the pattern that says so. */
interface FileOwner {
  readonly environment: string;
  readonly pattern: string;
}

/** A file of two environments: a promotion into one would ship the other. */
export interface SharedFile {
  readonly path: string;
  readonly owners: readonly [FileOwner, FileOwner];
}

/** The repository and branch that a `waybill.yaml` was read from. */
export interface HomePlace {
  readonly repository: string;
  readonly branch: string;
}

/**
 * Those of the paths that belong to the environment and to another on the same branch of the same repository.
 */
export function sharedFiles(
  config: Config,
  environment: EnvironmentConfig,
  paths: readonly string[],
  home: HomePlace,
): readonly SharedFile[] {
  const place = placeOf(environment, home);
  const others = config.environments.filter(
    (other) => other.name !== environment.name && placeOf(other, home) === place,
  );
  const ownerOf = owner(environment);
  const otherOwners = others.map(owner);
  return paths
    .filter((path) => !isReservedPath(path))
    .flatMap((path): readonly SharedFile[] => {
      const own = ownerOf(path);
      if (own === undefined) return [];
      const [other] = otherOwners.flatMap((find) => find(path) ?? []);
      return other === undefined ? [] : [{ path, owners: [own, other] }];
    });
}

/** The environments of a `waybill.yaml` that are declared on a branch. */
export function environmentsOn(
  config: Config,
  home: HomePlace,
  { repository, branch }: HomePlace,
): readonly EnvironmentConfig[] {
  const place = `${repository.toLowerCase()}:${branch}`;
  return config.environments.filter((environment) => placeOf(environment, home) === place);
}

function owner({ name, files }: EnvironmentConfig): (path: string) => FileOwner | undefined {
  const tests = files.map((pattern) => ({ pattern, matches: compileGlob(pattern) }));
  return (path) => {
    const found = tests.find(({ matches }) => matches(path));
    return found === undefined ? undefined : { environment: name, pattern: found.pattern };
  };
}

/** Where the files of an environment are. Of another repository, no branch is its default branch. */
function placeOf({ repository, branch }: EnvironmentConfig, home: HomePlace): string {
  const name = (repository ?? home.repository).toLowerCase();
  return `${name}:${branch ?? (name === home.repository.toLowerCase() ? home.branch : '')}`;
}
