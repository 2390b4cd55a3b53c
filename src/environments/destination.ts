import type { Config, EnvironmentConfig } from '../config/config.ts';
import { environmentNamed } from '../config/configured-environments.ts';
import { bareEnvironment, parseConfig } from '../config/parse.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import { type GitHub, readOnly, type RepositoryState } from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { refuseFilesOfAnotherHome } from '../promotion/lane/other-home.ts';
import { refuseSharedFiles } from '../promotion/lane/shared-files.ts';
import type { Log } from '../runner/runner.ts';
import { configBeside } from './lanes/hold-reader.ts';
import { branchOf } from './lanes/lane-sites.ts';

/** Where something is to be declared, as the inputs say it. */
export interface DestinationInputs {
  readonly environment: string | undefined;
  /** The config repo, `owner/name`. */
  readonly repository: string;
  /** Its base branch; the default branch when undefined. */
  readonly branch: string | undefined;
  /** File patterns and the image's repository, for a config repo without `waybill.yaml`. */
  readonly files: readonly string[];
  readonly image: string | undefined;
}

/** Where the images go: the environment, and the repository and branch that hold its files. */
export interface Destination {
  /** Undefined for a repository without `waybill.yaml`, which the inputs describe alone. */
  readonly config: Config | undefined;
  readonly environment: EnvironmentConfig;
  readonly state: RepositoryState;
  /** The repository and branch that `waybill.yaml` was read from, where that is another. */
  readonly home?: RepositoryState;
}

/**
 * Reads the config repo and finds the environment in it: one request, and another where `waybill.yaml` puts
 * the environment into another repository or on another branch.
 */
export async function readDestination(request: DestinationInputs, github: GitHub): Promise<Destination> {
  return destinationIn(await github.readRepository(request.repository, request.branch), request, github);
}

/** The same, of a config repo that was read. */
export async function destinationIn(
  state: RepositoryState,
  request: DestinationInputs,
  github: GitHub,
): Promise<Destination> {
  if (state.config === undefined)
    return writable({ config: undefined, environment: fromInputs(request), state });
  refuseBothSources(request, state.fullName);
  const config = parseConfig(state.config);
  const environment = environmentNamed(config, requiredEnvironment(request, config));
  const repository = environment.repository ?? state.fullName;
  const branch = environment.branch ?? (environment.repository === undefined ? state.base.branch : undefined);
  const here =
    repository.toLowerCase() === state.fullName.toLowerCase() &&
    (branch ?? state.base.branch) === state.base.branch;
  return writable({
    config,
    environment,
    state: here ? state : await github.readRepository(repository, branch),
    home: state,
  });
}

/** Found before anything is planned: nobody can write an archived repository. */
function writable(destination: Destination): Destination {
  if (destination.state.archived) throw readOnly(destination.state.fullName, 'it is archived');
  return destination;
}

const BARE_NAME = 'default';

function fromInputs(request: DestinationInputs): EnvironmentConfig {
  if (request.files.length > 0) return bareEnvironment(request.environment ?? BARE_NAME, request.files);
  throw new WaybillError(
    'CONFIG_MISSING',
    `${request.repository} has no waybill.yaml on ${request.branch ?? 'its default branch'}`,
    {
      hint: 'Add a waybill.yaml that names images and environments, or name the files with the input "files" (for example envs/dev/**).',
    },
  );
}

function refuseBothSources({ files, image }: DestinationInputs, repository: string): void {
  const given = [...(files.length > 0 ? ['files'] : []), ...(image === undefined ? [] : ['image'])];
  if (given.length === 0) return;
  throw new WaybillError(
    'INPUT_INVALID',
    `${repository} has a waybill.yaml, and the input "${given.join('" and "')}" would overrule it`,
    {
      hint: 'These inputs are for a config repo without waybill.yaml: leave them out, and write images: name=tag.',
    },
  );
}

function requiredEnvironment({ environment }: DestinationInputs, config: Config): string {
  if (environment !== undefined) return environment;
  const names = config.environments.map(({ name }) => name).join(', ');
  throw new WaybillError('INPUT_MISSING', 'The input "environment" is missing', {
    hint: `Name the environment that the images go into. ${config.file} has: ${names}.`,
  });
}

/**
 * Refuses an environment that declares an image in a file of another one (`refuseSharedFiles`), also of
 * another home as far as this run sees it. A file that two have and that declares none is a warning of the
 * log.
 */
export function checkOwnFiles(
  { config, environment, state, home = state }: Destination,
  files: readonly ManifestFile[],
  log: Pick<Log, 'warning'>,
): void {
  if (config === undefined) return;
  const place = { repository: home.fullName, branch: home.base.branch };
  const own = { config, environment, home: place, files };
  for (const warning of refuseSharedFiles(own)) log.warning(warning);
  const other = configBeside(branchOf(home), state);
  const base = { repository: state.fullName, branch: state.base.branch };
  if (other !== undefined)
    refuseFilesOfAnotherHome(own, {
      config: other,
      place: base,
      maybeCopy: home.databaseId === state.databaseId,
    });
}
