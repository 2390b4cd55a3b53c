import type { Config } from '../../config/config.ts';
import type { GitHub, ReadFiles, RepositoryState, Surveyed } from '../../github/github.ts';
import { HOLD_FOLDER, holdPath } from '../../promotion/hold/hold-file.ts';
import { type HoldReader, ownHolds } from '../../promotion/hold/hold-home.ts';
import type { Hold } from '../../promotion/hold/holds.ts';
import type { Log } from '../../runner/runner.ts';
import { holdReader } from './hold-reader.ts';
import { branchOf } from './lane-sites.ts';
import { holdFileText } from '../hold-file-text.ts';

/** A base branch that hold files lie on. */
interface HoldPlace {
  readonly state: RepositoryState;
  readonly surveyed: Surveyed;
}

/** Hold files of environments that `waybill.yaml` has no more, and how they were read. */
export interface LeftFiles extends HoldPlace {
  readonly read: ReadFiles;
}

/** The hold files of environments that `waybill.yaml` does not have. */
export function leftPaths({ files }: Pick<Surveyed, 'files'>, config: Config): readonly string[] {
  const paths = new Set(config.environments.map(({ name }) => holdPath(name)));
  return files.map(({ path }) => path).filter((path) => LEFT.test(path) && !paths.has(path));
}

/**
 * What these files hold for a home: one of an environment that was renamed stays until somebody renames it,
 * too. Until then what it holds is held in every environment of the base branch; otherwise a renamed
 * environment would take back what it was rolled back from. Throws `CONFIG_INVALID` for one that cannot be
 * read.
 */
export function leftHolds(
  { state, surveyed, read }: LeftFiles,
  config: Config,
  reader: HoldReader,
): readonly Hold[] {
  return leftPaths(surveyed, config).flatMap((path) => {
    const text = holdFileText(read, surveyed, path, state.fullName) ?? '';
    return ownHolds(text, LEFT.exec(path)?.[1] ?? '', reader);
  });
}

/** Says which files hold something for environments that are no more. */
export function warnOfLeftHolds(
  holds: readonly Hold[],
  { fullName, base }: RepositoryState,
  config: Config,
  log: Pick<Log, 'warning'>,
): void {
  for (const path of new Set(holds.map(({ file }) => file))) {
    log.warning(
      `${path} of ${fullName} is of no environment of ${config.file}. What it holds is held in every environment of ${base.branch}: rename the file with its environment, or delete it.`,
    );
  }
}

/** The same of base branches: one request for each with such a file, otherwise none. */
export async function readLeftHolds<Place extends HoldPlace>(
  home: RepositoryState,
  baseBranches: readonly Place[],
  config: Config,
  { github, log }: { readonly github: Pick<GitHub, 'readFiles'>; readonly log: Pick<Log, 'warning'> },
): Promise<ReadonlyMap<Place, readonly Hold[]>> {
  const held = new Map<Place, readonly Hold[]>();
  for (const baseBranch of baseBranches) {
    const { state, surveyed } = baseBranch;
    const paths = leftPaths(surveyed, config);
    const files = surveyed.files.filter(({ path }) => paths.includes(path));
    if (files.length === 0) continue;
    const read = await github.readFiles({ repository: state.fullName, files, heads: [] });
    const holds = leftHolds({ state, surveyed, read }, config, holdReader(branchOf(home), state));
    held.set(baseBranch, holds);
    warnOfLeftHolds(holds, state, config, log);
  }
  return held;
}

const LEFT = new RegExp(`^${HOLD_FOLDER.replaceAll('.', '\\.')}/([^/]+)\\.yaml$`);
