/**
 * What a valid `waybill.yaml` says of its environments: which there are, in which order, and which files are
 * theirs.
 */
import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import type { Config, EnvironmentConfig } from './config.ts';
import { compileGlob, isReservedPath } from './globs.ts';

/** The environment of that name. Throws `ENVIRONMENT_UNKNOWN` with the nearest name and the list of all. */
export function environmentNamed(config: Config, name: string): EnvironmentConfig {
  const found = config.environments.find((environment) => environment.name === name);
  if (found !== undefined) return found;
  const names = config.environments.map((environment) => environment.name);
  throw new WaybillError('ENVIRONMENT_UNKNOWN', `${config.file} has no environment "${name}"`, {
    hint: `${didYouMean(name, names).trimStart()} There is: ${names.join(', ')}.`.trimStart(),
  });
}

/** The environments that come after `environment`, in the order of the file. */
export function downstreamOf(config: Config, environment: EnvironmentConfig): readonly EnvironmentConfig[] {
  return config.environments.filter(({ after }) => after.environments.includes(environment.name));
}

/** The environments that `environment` comes after, in the order it names them. */
export function upstreamOf(config: Config, environment: EnvironmentConfig): readonly EnvironmentConfig[] {
  return environment.after.environments.map((name) => environmentNamed(config, name));
}

/** Every environment that comes before this one, near or far, each behind all of its upstreams. */
export function allBefore(config: Config, environment: EnvironmentConfig): readonly EnvironmentConfig[] {
  const names = new Set<string>();
  const visit = ({ after }: EnvironmentConfig): void => {
    for (const name of after.environments.filter((upstream) => !names.has(upstream))) {
      names.add(name);
      visit(environmentNamed(config, name));
    }
  };
  visit(environment);
  return inOrder(config).filter(({ name }) => names.has(name));
}

/** Every environment, each behind all of its upstreams; otherwise in the order of the file. */
export function inOrder(config: Config): readonly EnvironmentConfig[] {
  const ordered = new Set<EnvironmentConfig>();
  const visit = (environment: EnvironmentConfig): void => {
    if (ordered.has(environment)) return;
    for (const upstream of upstreamOf(config, environment)) visit(upstream);
    ordered.add(environment);
  };
  for (const environment of config.environments) visit(environment);
  return [...ordered];
}

/**
 * `fileMatcher(dev)('envs/dev/api.yaml')` says whether that path of the config repo is a file of the
 * environment. Paths below `.git` and `.github` never are, nor is `waybill.yaml`. One matcher serves many
 * paths.
 */
export function fileMatcher(environment: Pick<EnvironmentConfig, 'files'>): (path: string) => boolean {
  const tests = environment.files.map(compileGlob);
  return (path) => !isReservedPath(path) && tests.some((test) => test(path));
}

/** The files of some targets of an environment. */
export function filesOfTargets(
  { targets }: Pick<EnvironmentConfig, 'targets'>,
  names: readonly string[],
): Pick<EnvironmentConfig, 'files'> {
  return { files: targets.filter(({ name }) => names.includes(name)).flatMap(({ files }) => files) };
}

/**
 * Images of which an environment asks for provenance although nobody says what they are built from, each as a
 * sentence: the gate cannot pass. Without environments those of all are looked at.
 */
export function unprovableImages(config: Config, ...only: readonly EnvironmentConfig[]): readonly string[] {
  const environments = only.length > 0 ? only : config.environments;
  const [asking] = environments.filter(({ gates }) => gates?.provenance !== undefined);
  if (asking === undefined) return [];
  return [...config.images, ...config.patterns]
    .filter(({ source }) => source === undefined)
    .map(
      ({ name }) =>
        `images.${name} has no "source", so environments.${asking.name}.gates.provenance fails for it.`,
    );
}
