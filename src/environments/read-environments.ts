import type { Config, EnvironmentConfig } from '../config/config.ts';
import type { RepositoryState } from '../github/github.ts';
import type { Since } from '../promotion/advance/environment-state.ts';
import { withImagesOf } from '../promotion/lane/matched-images.ts';
import { ownHolds } from '../promotion/hold/hold-home.ts';
import { allHolds, type Hold } from '../promotion/hold/holds.ts';
import {
  type BaseBranch,
  holdText,
  type NamesFor,
  readBaseBranches,
  withUpstreams,
} from './base-branches.ts';
import type { Collaborators } from './collaborators.ts';
import { type DeclaredEnvironments, declaredEnvironments } from './declared/declared-environments.ts';
import { readDeclaredSince } from './declared/declared-since.ts';
import { readDeclaredStays, type StaysQuestion, type StaysReader } from './stays/declared-stays.ts';
import { readStates } from './declared/read-states.ts';
import { type Environments, withHistories } from './environments.ts';
import { holdReader } from './lanes/hold-reader.ts';
import { branchOf } from './lanes/lane-sites.ts';
import { readLeftHolds } from './lanes/left-holds.ts';
import { type LanePlace, lanesInto } from './lanes/lane-places.ts';
import { readPauses } from './read-pauses.ts';
import { readStatuses } from './statuses-since.ts';
import { staysToRead } from './stays/stays-to-read.ts';
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
  readonly baseBranches: readonly BaseBranch[];
}

/** What the files declare, and where the lanes are: all of it without any history. */
export interface DeclaredRead {
  readonly declared: DeclaredEnvironments;
  readonly lanePlaces: readonly LanePlace[];
  readonly baseBranches: readonly BaseBranch[];
}

/** Reads what environments declare and which pull requests of their lanes are open. */
export async function readDeclared(
  { home, config: written, selected, namesFor }: EnvironmentsQuestion,
  collaborators: Collaborators,
): Promise<DeclaredRead> {
  const needed = withUpstreams(written, selected);
  const baseBranches = await readBaseBranches(needed, home, namesFor, collaborators.github);
  const config = withImagesOf(
    written,
    baseBranches.flatMap(({ read }) => read.files),
  );
  const states = await readStates(baseBranches, config, collaborators);
  const lanePlaces = selected.flatMap((environment) =>
    lanesInto(environment, { config, home, baseBranches }),
  );
  return { declared: declaredEnvironments(config, baseBranches, states), lanePlaces, baseBranches };
}

/**
 * Reads what is needed to judge every lane into the selected environments. The cost depends on the files of
 * the environments and on what may move, not on the number of lanes.
 */
export async function readEnvironments(
  question: EnvironmentsQuestion,
  collaborators: Collaborators,
): Promise<EnvironmentsRead> {
  const { github } = collaborators;
  const { home } = question;
  const { declared, lanePlaces, baseBranches } = await readDeclared(question, collaborators);
  const { config } = declared;
  const toDate = lanePlaces.flatMap((place) => versionsToDate(place, declared));
  const since = await readDeclaredSince(toDate, github);
  const sought = lanePlaces.flatMap((place) => staysToRead(place, declared));
  const stays = await readDeclaredStays(sought, config, github);
  const isWatched = lanePlaces.some(({ environment }) => environment.gates?.healthy !== undefined);
  const moments = toDate.flatMap(({ version, baseBranch, ...question }) => {
    const moment = since({ ...question, digest: version.digest });
    return moment === undefined ? [] : [{ baseBranch, since: moment }];
  });
  const gone = sought.flatMap((question) => momentsOf(question, stays));
  const statusesSince = await readStatuses(isWatched ? [...moments, ...gone] : [], github);
  const left = await readLeftHolds(home, baseBranches, config, collaborators);
  const holds = holdsOf(home, baseBranches, config, left);
  const pauses = await readPauses(baseBranches, github);
  const now = home.now ?? new Date(0);
  return {
    lanePlaces,
    baseBranches,
    environments: withHistories(declared, { holds, pauses, since, stays, statusesSince, now }),
  };
}

/** Since when upstreams declared what was sought, and what came after it. */
function momentsOf(
  { environment, image, sought }: StaysQuestion,
  stays: StaysReader,
): readonly { readonly baseBranch: BaseBranch; readonly since: Since }[] {
  const all = stays(environment.config.name, image);
  const first = sought === 'all' ? 0 : all.findLastIndex(({ digest }) => sought.includes(digest));
  return all
    .slice(first === -1 ? all.length : first)
    .flatMap(({ baseBranch, since }) => (since === undefined ? [] : [{ baseBranch, since }]));
}

/**
 * Holds that are written in `waybill.yaml`, and those that roll backs left. A file that cannot be read ends
 * the run.
 */
function holdsOf(
  home: RepositoryState,
  baseBranches: readonly BaseBranch[],
  config: Config,
  left: ReadonlyMap<BaseBranch, readonly Hold[]>,
): ReadonlyMap<string, readonly Hold[]> {
  const holds = new Map<string, readonly Hold[]>();
  for (const baseBranch of baseBranches) {
    const reader = holdReader(branchOf(home), baseBranch.state);
    for (const environment of baseBranch.environments) {
      const text = holdText(baseBranch, environment.name);
      const own = text === undefined ? [] : ownHolds(text, environment.name, reader);
      holds.set(
        environment.name,
        allHolds(environment, config.file, [...own, ...(left.get(baseBranch) ?? [])]),
      );
    }
  }
  return holds;
}
