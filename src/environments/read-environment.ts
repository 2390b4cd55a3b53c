import { fileMatcher } from '../config/configured-environments.ts';
import { staticPrefixes } from '../config/globs.ts';
import { didYouMean } from '../errors/nearest.ts';
import { WaybillError } from '../errors/waybill-error.ts';
import type { GitHub, ListedFile, ReadFiles, Surveyed } from '../github/github.ts';
import type { ManifestFile } from '../manifest/plan-edits.ts';
import { HOLD_FOLDER, holdPath } from '../promotion/hold/hold-file.ts';
import { PAUSE_FOLDER, pauseBranch, pausePath } from '../promotion/pause/pause-file.ts';
import type { KnownPause } from '../promotion/pause/pauses.ts';
import type { Lane, LaneState } from '../promotion/lane/lane.ts';
import type { Destination } from './destination.ts';
import { pausesOf, type PauseText, textAt } from './read-pauses.ts';
import { branchesOf, readLane, type ReadLane } from './lanes/lane-sites.ts';

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
  /** The environment's pause file on the base branch. */
  readonly pauseFile: { readonly path: string; readonly text: PauseText };
  /** What keeps its lanes from being merged: by that file, or by an open pull request. */
  readonly pauses: readonly KnownPause[];
  /** Files of other environments that were asked for others. */
  readonly others: readonly ManifestFile[];
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
  const wanted = files.filter(({ path }) => ownFiles.has(path) || matches(path) || others.matches(path));
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
    pauseFile: { path: pause, text: pauseText },
    pauses: await pausesOf({ destination, text: pauseText, pull: surveyed.lanes.at(-1) }, github),
    others: all.files.filter(({ path }) => others.matches(path)),
  };
}

function pauseBranchOf({ environment, state }: Destination): string {
  return pauseBranch(environment.name, { branch: state.base.branch, isDefault: state.isDefaultBranch });
}

/** A folder inside another one of the survey is listed twice. */
function unique(files: readonly ListedFile[]): readonly ListedFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** A hold file that cannot be read stops the run: it is never taken for one that holds nothing. */
export function holdFileText(
  all: ReadFiles,
  surveyed: Surveyed,
  path: string,
  repository: string,
): string | undefined {
  const notRead = [...surveyed.passedOver, ...all.passedOver, ...all.unreadable];
  const folders = surveyed.files.filter((file) => file.path.startsWith(`${path}/`));
  const strange = [...notRead, ...folders.map(() => ({ path, reason: 'it is a folder' }))].find(
    (entry) => entry.path === path,
  );
  if (strange !== undefined) {
    throw new WaybillError('CONFIG_INVALID', `${path} of ${repository} cannot be read: ${strange.reason}`, {
      hint: 'It says which digests must not come back. Restore it from git, or delete it to end all holds of the environment.',
      location: { file: path, line: 1, column: 1 },
    });
  }
  return all.files.find((file) => file.path === path)?.text;
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
