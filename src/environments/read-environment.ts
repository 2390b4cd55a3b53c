import { fileMatcher } from '../config/configured-environments.ts';
import { staticPrefixes } from '../config/globs.ts';
import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import type { GitHub, ListedFile, ReadFiles, Surveyed } from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { HOLD_FOLDER, holdPath } from '../promotion/hold/hold-file.ts';
import { PAUSE_FOLDER, pauseBranch, pausePath } from '../promotion/pause/pause-file.ts';
import { ownHolds } from '../promotion/hold/hold-home.ts';
import { allHolds, type Hold } from '../promotion/hold/holds.ts';
import type { KnownPause } from '../promotion/pause/pauses.ts';
import type { Lane, LaneState } from '../promotion/lane/lane.ts';
import type { Destination } from './destination.ts';
import { holdFileText } from './hold-file-text.ts';
import { holdReader } from './lanes/hold-reader.ts';
import { leftHolds, leftPaths } from './lanes/left-holds.ts';
import { pausesOf, type PauseText, textAt } from './read-pauses.ts';
import { branchesOf, branchOf, readLane, type ReadLane } from './lanes/lane-sites.ts';

/** What the base branch holds of an environment, and its lanes. */
export interface EnvironmentReading {
  readonly surveyed: Surveyed;
  /** In the order in which they were asked for. */
  readonly lanes: readonly ReadLane[];
  /** The files of the environment. */
  readonly listed: readonly ListedFile[];
  readonly read: ReadFiles;
  /** Path to mode, of the files of the environment and the hold file. */
  readonly modes: ReadonlyMap<string, string>;
  /** The environment's hold file; its text is undefined when there is none. */
  readonly holdFile: { readonly path: string; readonly text: string | undefined };
  /**
   * What its home holds there: in `waybill.yaml`, in that file and in files of environments that are no more.
   * Throws `CONFIG_INVALID` where one of them cannot be read.
   */
  readonly holds: () => EnvironmentHolds;
  /** The environment's pause file on the base branch. */
  readonly pauseFile: { readonly path: string; readonly text: PauseText };
  /** What keeps its lanes from being merged: by that file, or by an open pull request. */
  readonly pauses: readonly KnownPause[];
  /** Files of other environments that were asked for others. */
  readonly others: readonly ManifestFile[];
}

/** What is held in an environment, and those of it that files of other environments hold. */
interface EnvironmentHolds {
  readonly all: readonly Hold[];
  readonly left: readonly Hold[];
}

/** What to read of an environment. */
export interface EnvironmentQuestion {
  readonly destination: Destination;
  readonly lanes: readonly Lane[];
  /** Labels and reviewers whose ids are asked for. */
  readonly names: PullRequestNames;
  readonly others?: OtherFiles;
}

/**
 * Names that pull requests will carry, to be looked up in the repository: labels, and users or `owner/team`.
 */
export interface PullRequestNames {
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
}

/** Files of the same base branch, beside those of the environment. */
interface OtherFiles {
  readonly folders: readonly string[];
  readonly matches: (path: string) => boolean;
}

const NO_OTHERS: OtherFiles = { folders: [], matches: () => false };

/**
 * Reads an environment: what its files hold, its lanes, and what is held. Two requests, and another for every
 * further hundred files. Throws `FILES_UNMATCHED` when the environment has no file.
 */
export async function readEnvironment(
  { destination, lanes, names, others = NO_OTHERS }: EnvironmentQuestion,
  github: Pick<GitHub, 'survey' | 'readFiles' | 'fileOids'>,
): Promise<EnvironmentReading> {
  const { environment, state } = destination;
  const surveyed = await github.survey({
    repository: state.fullName,
    base: state.base,
    folders: [
      ...new Set([...staticPrefixes(environment.files), ...others.folders, HOLD_FOLDER, PAUSE_FOLDER]),
    ],
    branches: [...lanes.flatMap(branchesOf), pauseBranchOf(destination)],
    ...names,
  });
  const matches = fileMatcher(environment);
  const files = unique(surveyed.files);
  const listed = files.filter(({ path }) => matches(path));
  if (listed.length === 0) throw unmatched(destination, surveyed);
  const hold = holdPath(environment.name);
  const pause = pausePath(environment.name);
  const ownFiles = new Set([hold, pause]);
  const left = destination.config === undefined ? [] : leftPaths(surveyed, destination.config);
  const sought = new Set([...ownFiles, ...left]);
  const wanted = files.filter(({ path }) => sought.has(path) || matches(path) || others.matches(path));
  const laneStates = surveyed.lanes.slice(0, -1);
  const heads = laneStates.flatMap(({ head, pulls }) => {
    const merges = pulls
      .map(({ testMerge }) => testMerge)
      .filter((merge) => merge?.parents[0] === state.base.oid);
    return [head, ...merges].flatMap((commit) => (commit === undefined ? [] : [commit.oid]));
  });
  const atHeads = [...ownFiles].filter((own) => wanted.every(({ path }) => path !== own));
  const all = await github.readFiles({
    repository: state.fullName,
    files: wanted,
    heads: [...new Set(heads)],
    alsoAtHeads: atHeads,
  });
  const pauseText = textAt(pause, all, surveyed);
  const links = surveyed.passedOver.filter(({ path }) => matches(path));
  const read: ReadFiles = {
    ...all,
    files: all.files.filter(({ path }) => matches(path)),
    unreadable: all.unreadable.filter(({ path }) => matches(path)),
    passedOver: [...links, ...all.passedOver.filter(({ path }) => matches(path))],
  };
  return {
    surveyed,
    lanes: readLanes(lanes, laneStates, state.base.oid),
    listed,
    read,
    modes: new Map(wanted.map(({ path, mode }) => [path, mode])),
    holdFile: { path: hold, text: holdFileText(all, surveyed, hold, state.fullName) },
    holds: () => holdsOf(destination, surveyed, all),
    pauseFile: { path: pause, text: pauseText },
    pauses: await pausesOf({ destination, text: pauseText, pull: surveyed.lanes.at(-1) }, github),
    others: all.files.filter(({ path }) => others.matches(path)),
  };
}

function holdsOf(
  { config, environment, state, home = state }: Destination,
  surveyed: Surveyed,
  read: ReadFiles,
): EnvironmentHolds {
  if (config === undefined) return { all: [], left: [] };
  const text = holdFileText(read, surveyed, holdPath(environment.name), state.fullName) ?? '';
  const reader = holdReader(branchOf(home), state);
  const left = leftHolds({ state, surveyed, read }, config, reader);
  const own = ownHolds(text, environment.name, reader);
  return { all: allHolds(environment, config.file, [...own, ...left]), left };
}

function pauseBranchOf({ environment, state }: Destination): string {
  return pauseBranch(environment.name, { branch: state.base.branch, isDefault: state.isDefaultBranch });
}

/** A folder inside another one of the survey is listed twice. */
function unique(files: readonly ListedFile[]): readonly ListedFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

function unmatched({ environment, state }: Destination, surveyed: Surveyed): WaybillError {
  const where = `${state.fullName} on ${state.base.branch}`;
  const folders = [...new Set(surveyed.files.map(({ path }) => path.slice(0, path.lastIndexOf('/'))))];
  const [missing] = surveyed.missing.filter((folder) => folder !== HOLD_FOLDER && folder !== PAUSE_FOLDER);
  const hint =
    missing === undefined
      ? `There are ${surveyed.files.length} other files below the folders that the patterns begin with.`
      : `There is no folder ${missing}.${didYouMean(missing, folders)}`;
  return new WaybillError(
    'FILES_UNMATCHED',
    `No file of ${where} belongs to the environment ${environment.name}: ${environment.files.join(', ')}`,
    { hint: `${hint} Correct "files" of the environment.` },
  );
}

function readLanes(
  lanes: readonly Lane[],
  states: readonly LaneState[],
  baseOid: string,
): readonly ReadLane[] {
  let next = 0;
  return lanes.map((lane) => {
    const start = next;
    next += branchesOf(lane).length;
    return readLane(lane, states.slice(start, next), baseOid);
  });
}
