import type { Config, EnvironmentConfig } from '../config/config.ts';
import { editorSettings } from '../config/editor-settings.ts';
import type { RepositoryState } from '../github/github.ts';
import type { EnvironmentState } from '../promotion/advance/environment-state.ts';
import { parseHolds } from '../promotion/hold/hold-file.ts';
import { allHolds, type Hold } from '../promotion/hold/holds.ts';
import {
  type BaseBranch,
  filesOf,
  holdText,
  type NamesFor,
  readBaseBranches,
  withUpstreams,
} from './base-branches.ts';
import type { Collaborators } from './collaborators.ts';
import { readDeclaredBefore } from './declared-before.ts';
import { declaredEnvironments } from './declared-environments.ts';
import { readDeclaredSince } from './declared-since.ts';
import { declaredState, tagReader } from './declared-states.ts';
import { type Environments, withHistories } from './environments.ts';
import { type LanePlace, lanesInto } from './lanes/lane-places.ts';
import { readStatuses } from './statuses-since.ts';
import { versionsToDate } from './versions-to-date.ts';

/** Which environments are to be read. */
export interface EnvironmentsQuestion {
  /** The config repo as it was read: its home and clock. */
  readonly home: RepositoryState;
  readonly config: Config;
  /** Those whose lanes are judged. Their upstreams, near and far, are read with them. */
  readonly selected: readonly EnvironmentConfig[];
  readonly namesFor: NamesFor;
}

/** Everything that was read, and the lanes to judge with it. */
export interface EnvironmentsRead {
  readonly environments: Environments;
  readonly lanePlaces: readonly LanePlace[];
}

/**
 * Reads what is needed to judge every lane into the selected environments. The cost depends on the files of
 * the environments and on what may move, not on the number of lanes.
 */
export async function readEnvironments(
  { home, config, selected, namesFor }: EnvironmentsQuestion,
  collaborators: Collaborators,
): Promise<EnvironmentsRead> {
  const { github } = collaborators;
  const baseBranches = await readBaseBranches(withUpstreams(config, selected), home, namesFor, github);
  const states = await readStates(baseBranches, config, collaborators);
  const declared = declaredEnvironments(config, baseBranches, states);
  const lanePlaces = selected.flatMap((environment) =>
    lanesInto(environment, { config, home, baseBranches }),
  );
  const toDate = lanePlaces.flatMap((place) => versionsToDate(place, declared));
  const since = await readDeclaredSince(toDate, github);
  const { before, spans } = await readDeclaredBefore(lanePlaces, declared, github);
  const isWatched = lanePlaces.some(({ environment }) => environment.gates?.healthy !== undefined);
  const moments = toDate.flatMap(({ version, baseBranch, ...question }) => {
    const moment = since({ ...question, digest: version.digest });
    return moment === undefined ? [] : [{ baseBranch, since: moment }];
  });
  const statusesSince = await readStatuses(isWatched ? [...moments, ...spans] : [], github);
  const holds = holdsOf(baseBranches, config);
  const now = home.now ?? new Date(0);
  return { lanePlaces, environments: withHistories(declared, { holds, since, before, statusesSince, now }) };
}

async function readStates(
  baseBranches: readonly BaseBranch[],
  config: Config,
  collaborators: Collaborators,
): Promise<ReadonlyMap<string, EnvironmentState>> {
  const readTag = tagReader(collaborators);
  const states = new Map<string, EnvironmentState>();
  for (const baseBranch of baseBranches) {
    for (const environment of baseBranch.environments) {
      const targets = environment.targets.map(
        (target) => [target.name, filesOf(baseBranch, target)] as const,
      );
      const files = { all: filesOf(baseBranch, environment), byTarget: new Map(targets) };
      const reading = { images: config.images, readTag, editor: editorSettings(config) };
      states.set(environment.name, await declaredState(environment, files, reading));
    }
  }
  return states;
}

/**
 * Holds that are written in `waybill.yaml`, and those that roll backs left. A file that cannot be read ends
 * the run.
 */
function holdsOf(baseBranches: readonly BaseBranch[], config: Config): ReadonlyMap<string, readonly Hold[]> {
  const holds = new Map<string, readonly Hold[]>();
  for (const baseBranch of baseBranches) {
    for (const environment of baseBranch.environments) {
      const text = holdText(baseBranch, environment.name);
      const left = text === undefined ? [] : parseHolds(text, environment.name);
      holds.set(environment.name, allHolds(environment, config.file, left));
    }
  }
  return holds;
}
