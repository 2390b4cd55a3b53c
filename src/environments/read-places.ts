import type { Config, EnvironmentConfig } from '../config/config.ts';
import { allBefore, fileMatcher } from '../config/environments.ts';
import { staticPrefixes } from '../config/globs.ts';
import { readOnly } from '../github/transport/explain.ts';
import type { GitHub } from '../github/github.ts';
import type { ReadFiles } from '../github/read/read-files.ts';
import type { Surveyed } from '../github/read/read-lanes.ts';
import type { RepositoryState } from '../github/read/read-repository.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { HOLD_FOLDER, holdPath } from '../promotion/hold/hold.ts';
import { labelsOf, teamsOf, usersOf } from '../lanes/follow-up-settings.ts';
import { holdFileText } from './read-environment.ts';
import type { AdvanceRequest } from '../actions/advance/request.ts';

/** A base branch of a repository with the environments that are declared on it, and all that was read of it. */
export interface Place {
  readonly state: RepositoryState;
  readonly environments: readonly EnvironmentConfig[];
  readonly surveyed: Surveyed;
  readonly read: ReadFiles;
  /** Path to mode, of all files that were read. */
  readonly modes: ReadonlyMap<string, string>;
}

/** The environments of one place before anything of it is read. */
interface Site {
  readonly state: RepositoryState;
  readonly environments: EnvironmentConfig[];
}

/** Reads every place that declares one of the environments: two requests for each, and one for a hundred files. */
export async function readPlaces(
  environments: readonly EnvironmentConfig[],
  state: RepositoryState,
  request: AdvanceRequest,
  github: GitHub,
): Promise<readonly Place[]> {
  const places: Place[] = [];
  for (const site of await sitesOf(environments, state, github)) {
    if (site.state.archived) throw readOnly(site.state.fullName, 'it is archived');
    places.push(await readPlace(site, request, github));
  }
  return places;
}

/** The place that declares an environment. */
export function placeOf(places: readonly Place[], environment: EnvironmentConfig): Place {
  const found = places.find((place) => place.environments.includes(environment));
  if (found === undefined) throw new TypeError(`${environment.name} was not read`);
  return found;
}

/** The files of an environment among those that were read. */
export function filesOf(
  { read }: Pick<Place, 'read'>,
  environment: Pick<EnvironmentConfig, 'files'>,
): readonly ManifestFile[] {
  const matches = fileMatcher(environment);
  return read.files.filter(({ path }) => matches(path));
}

/** The text of an environment's hold file; undefined when there is none. Throws `CONFIG_INVALID` for one that cannot be read. */
export function holdText({ read, surveyed, state }: Place, environment: string): string | undefined {
  return holdFileText(read, surveyed, holdPath(environment), state.fullName);
}

/** Where `waybill.yaml` says that an environment is declared; undefined is the default branch of another repository. */
async function sitesOf(
  environments: readonly EnvironmentConfig[],
  state: RepositoryState,
  github: GitHub,
): Promise<readonly Site[]> {
  const sites = new Map<string, Site>();
  const home = siteKey(state.fullName, state.base.branch);
  for (const environment of environments) {
    const repository = environment.repository ?? state.fullName;
    const elsewhere = repository.toLowerCase() !== state.fullName.toLowerCase();
    const branch = environment.branch ?? (elsewhere ? undefined : state.base.branch);
    const key = siteKey(repository, branch);
    const known = sites.get(key);
    if (known !== undefined) known.environments.push(environment);
    else {
      const found = key === home ? state : await github.readRepository(repository, branch);
      sites.set(key, { state: found, environments: [environment] });
    }
  }
  return [...sites.values()];
}

function siteKey(repository: string, branch: string | undefined): string {
  return `${repository.toLowerCase()}:${branch ?? ''}`;
}

async function readPlace(
  { state, environments }: Site,
  { pull }: AdvanceRequest,
  github: GitHub,
): Promise<Place> {
  const surveyed = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: staticPrefixes([...environments.flatMap(({ files }) => files), `${HOLD_FOLDER}/*`]),
    branches: [],
    openPulls: true,
    labels: [...new Set(environments.flatMap((environment) => labelsOf(pull, environment)))],
    reviewers: [
      ...new Set(
        environments.flatMap((environment) => [...usersOf(pull, environment), ...teamsOf(pull, environment)]),
      ),
    ],
  });
  const matchers = environments.map(fileMatcher);
  const holds = new Set(environments.map(({ name }) => holdPath(name)));
  const listed = surveyed.files.filter(
    ({ path }) => holds.has(path) || matchers.some((matches) => matches(path)),
  );
  const read = await github.readFiles(state.fullName, listed, []);
  return {
    state,
    environments,
    surveyed,
    read,
    modes: new Map(listed.map(({ path, mode }) => [path, mode])),
  };
}

/** The environments to look at and all that come before them, near or far: what has to be read. */
export function withUpstreams(
  config: Config,
  selected: readonly EnvironmentConfig[],
): readonly EnvironmentConfig[] {
  const wanted = new Set(selected.flatMap((one) => [one, ...allBefore(config, one)]));
  return config.environments.filter((one) => wanted.has(one));
}
