import type { Config, EnvironmentConfig } from '../config/config.ts';
import { allBefore, fileMatcher } from '../config/configured-environments.ts';
import { staticPrefixes } from '../config/globs.ts';
import {
  type GitHub,
  type ReadFiles,
  readOnly,
  type RepositoryState,
  type Surveyed,
} from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { HOLD_FOLDER, holdPath } from '../promotion/hold/hold-file.ts';
import { PAUSE_FOLDER, pausePath } from '../promotion/pause/pause-file.ts';
import { holdFileText } from './hold-file-text.ts';
import type { PullRequestNames } from './read-environment.ts';

/**
 * A base branch of a repository with the environments that are declared on it, and all that was read of it.
 */
export interface BaseBranch {
  readonly state: RepositoryState;
  readonly environments: readonly EnvironmentConfig[];
  readonly surveyed: Surveyed;
  readonly read: ReadFiles;
  /** Path to mode, of all files that were read. */
  readonly modes: ReadonlyMap<string, string>;
}

/** Which labels and reviewers the pull requests into some environments carry. */
export type NamesFor = (environments: readonly EnvironmentConfig[]) => PullRequestNames;

/** The environments of one base branch before anything of it is read. */
interface Site {
  readonly state: RepositoryState;
  readonly environments: EnvironmentConfig[];
}

/**
 * Reads every base branch that declares one of the environments: two requests for each, and one for a hundred
 * files.
 */
export async function readBaseBranches(
  environments: readonly EnvironmentConfig[],
  state: RepositoryState,
  namesFor: NamesFor,
  github: GitHub,
): Promise<readonly BaseBranch[]> {
  const read: BaseBranch[] = [];
  for (const site of await sitesOf(environments, state, github)) {
    if (site.state.archived) throw readOnly(site.state.fullName, 'it is archived');
    read.push(await readBaseBranch(site, namesFor, github));
  }
  return read;
}

/** The base branch that declares an environment. */
export function baseBranchOf(all: readonly BaseBranch[], environment: EnvironmentConfig): BaseBranch {
  const found = all.find(({ environments }) => environments.includes(environment));
  if (found === undefined) throw new TypeError(`${environment.name} was not read`);
  return found;
}

/** The files of an environment among those that were read. */
export function filesOf(
  { read }: Pick<BaseBranch, 'read'>,
  environment: Pick<EnvironmentConfig, 'files'>,
): readonly ManifestFile[] {
  const matches = fileMatcher(environment);
  return read.files.filter(({ path }) => matches(path));
}

/**
 * The text of an environment's hold file; undefined when there is none. Throws `CONFIG_INVALID` for one that
 * cannot be read.
 */
export function holdText({ read, surveyed, state }: BaseBranch, environment: string): string | undefined {
  return holdFileText(read, surveyed, holdPath(environment), state.fullName);
}

/**
 * The base branches on which `waybill.yaml` says that environments are declared. Where it names another
 * repository and no branch, that is the default branch.
 */
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

async function readBaseBranch(
  { state, environments }: Site,
  namesFor: NamesFor,
  github: GitHub,
): Promise<BaseBranch> {
  const surveyed = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: staticPrefixes([
      ...environments.flatMap(({ files }) => files),
      `${HOLD_FOLDER}/*`,
      `${PAUSE_FOLDER}/*`,
    ]),
    branches: [],
    openPulls: true,
    ...namesFor(environments),
  });
  const matchers = environments.map(fileMatcher);
  const ownFiles = new Set(environments.flatMap(({ name }) => [holdPath(name), pausePath(name)]));
  const listed = surveyed.files.filter(
    ({ path }) => ownFiles.has(path) || matchers.some((matches) => matches(path)),
  );
  const read = await github.readFiles({ repository: state.fullName, files: listed, heads: [] });
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
  const wanted = new Set(selected.flatMap((environment) => [environment, ...allBefore(config, environment)]));
  return config.environments.filter((environment) => wanted.has(environment));
}
