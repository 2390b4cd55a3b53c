import type { EnvironmentConfig } from '../config/config.ts';
import { errorsOf } from '../errors/waybill-error.ts';
import type { GitHub, ReadFiles, RepositoryState, Surveyed } from '../github/github.ts';
import type { LanePull, LaneState } from '../promotion/lane/lane.ts';
import { parsePauses, pauseBranch, pausePath } from '../promotion/pause/pause-file.ts';
import { type KnownPause, type Pause, pauseKey } from '../promotion/pause/pauses.ts';
import type { Destination } from './destination.ts';

/** The text of a pause file, or why it cannot be read; undefined where there is no such file. */
export type PauseText = string | { readonly unreadable: string } | undefined;

type FileReader = Pick<GitHub, 'fileOids' | 'readFiles'>;

/** What was read of a base branch. */
interface PausableBranch {
  readonly environments: readonly Pick<EnvironmentConfig, 'name'>[];
  readonly state: RepositoryState;
  readonly surveyed: Pick<Surveyed, 'openPauses' | 'passedOver'>;
  readonly read: ReadFiles;
}

/**
 * What is paused in each environment: what the file of the base branch says, and what an open pull request
 * from the branch for it adds, whether that may be merged or not. Two requests for an environment with such a
 * pull request, otherwise none. By name of the environment.
 */
export async function readPauses(
  baseBranches: readonly PausableBranch[],
  github: FileReader,
): Promise<ReadonlyMap<string, readonly KnownPause[]>> {
  const found = new Map<string, readonly KnownPause[]>();
  for (const { environments, state, surveyed, read } of baseBranches) {
    for (const { name } of environments) {
      const branch = pauseBranch(name, { branch: state.base.branch, isDefault: state.isDefaultBranch });
      const pull = surveyed.openPauses.find((open) => open.branch === branch);
      const question = { repository: state.fullName, environment: name, pull };
      found.set(
        name,
        await knownPauses({ ...question, text: textAt(pausePath(name), read, surveyed) }, github),
      );
    }
  }
  return found;
}

/** The same for one environment, from what was read of it and of the branch that pauses it. */
export async function pausesOf(
  {
    destination: { environment, state },
    text,
    pull,
  }: {
    readonly destination: Destination;
    readonly text: PauseText;
    readonly pull: LaneState | undefined;
  },
  github: FileReader,
): Promise<readonly KnownPause[]> {
  const open = pull?.pulls.find((each) => each.state === 'open');
  const question = { repository: state.fullName, environment: environment.name, text, pull: open };
  return knownPauses(question, github);
}

/** What pauses one environment: the file of the base branch, and the open pull request. */
interface PauseSources {
  readonly repository: string;
  readonly environment: string;
  readonly text: PauseText;
  readonly pull: Pick<LanePull, 'number' | 'url' | 'headOid'> | undefined;
}

async function knownPauses(sources: PauseSources, github: FileReader): Promise<readonly KnownPause[]> {
  const { repository, environment, text, pull } = sources;
  const merged = pausesIn(text, environment, { text: pausePath(environment), url: undefined });
  if (pull === undefined) return merged;
  const where = { text: `pull request #${pull.number}`, url: pull.url };
  const atHead = await pauseTextAt(repository, environment, pull.headOid, github);
  const known = new Set(merged.map(pauseKey));
  const proposed = pausesIn(atHead, environment, where).filter((pause) => !known.has(pauseKey(pause)));
  return [...merged, ...proposed];
}

/** The pause file of an environment at a commit. */
export async function pauseTextAt(
  repository: string,
  environment: string,
  commit: string,
  github: FileReader,
): Promise<PauseText> {
  const path = pausePath(environment);
  const [oid] = await github.fileOids(repository, [{ commit, path }]);
  if (oid === undefined) return undefined;
  const listed = [{ path, oid, size: 0, mode: '100644' }];
  return textAt(path, await github.readFiles({ repository, files: listed, heads: [] }));
}

/** What was read of a file: its text, or why there is none. */
export function textAt(
  path: string,
  { files, passedOver, unreadable }: Pick<ReadFiles, 'files' | 'passedOver' | 'unreadable'>,
  listed: Pick<Surveyed, 'passedOver'> = { passedOver: [] },
): PauseText {
  const strange = [...listed.passedOver, ...passedOver, ...unreadable].find((entry) => entry.path === path);
  if (strange !== undefined) return { unreadable: strange.reason };
  return files.find((file) => file.path === path)?.text;
}

/** The pauses that a text says. One that cannot be read pauses: it never counts as nothing. */
function pausesIn(text: PauseText, environment: string, where: KnownPause['where']): readonly KnownPause[] {
  if (text === undefined) return [];
  try {
    if (typeof text === 'object') return [unreadable(environment, text.unreadable, where)];
    return parsePauses(text, environment).map((pause) => ({ ...pause, where }));
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error?.code !== 'CONFIG_INVALID') throw thrown;
    return [unreadable(environment, error.message, where)];
  }
}

function unreadable(environment: string, why: string, where: KnownPause['where']): KnownPause {
  const nobody: Omit<Pause, 'reason'> = {
    images: undefined,
    by: undefined,
    at: undefined,
    until: undefined,
    link: undefined,
  };
  return { ...nobody, reason: `${pausePath(environment)} cannot be read: ${why}`, where };
}
