import type { Config, EnvironmentConfig } from '../config/config.ts';
import { editorSettings } from '../config/editor-settings.ts';
import { imageNamed } from '../config/images.ts';
import type { RepositoryState } from '../github/read/read-repository.ts';
import { parseReference } from '../image/reference.ts';
import { candidateFrom } from '../promotion/advance/candidate.ts';
import { declaredIn, type EnvironmentState } from '../promotion/advance/environment-state.ts';
import { parseHolds } from '../promotion/hold/hold-file.ts';
import type { Hold } from '../promotion/hold/hold.ts';
import { allHolds } from '../promotion/hold/holds.ts';
import type { Collaborators } from '../actions/promote/plan-lanes.ts';
import { declaredState, tagReader } from './declared-states.ts';
import { earlierOf } from './declared-before.ts';
import { toBeDated } from '../actions/advance/find-aims.ts';
import { commitsSince } from './health.ts';
import type { Records } from './question.ts';
import { type Environments, stateOf } from './environments.ts';
import type { LanePlace } from './next-step.ts';
import { lanesInto } from './lanes-into.ts';
import { filesOf, holdText, type BaseBranch, readBaseBranches, withUpstreams } from './read-places.ts';
import type { AdvanceRequest } from '../actions/advance/request.ts';
import { agesOf } from './declared-since.ts';

/** Everything that was read, and the lanes to judge with it. */
export interface EnvironmentsRead {
  readonly knowledge: Environments;
  readonly ways: readonly LanePlace[];
}

/**
 * Reads what is needed to judge every lane into the selected environments. The cost depends on the files of the
 * environments and on what may move, not on the number of lanes.
 */
export async function readEnvironments(
  request: AdvanceRequest,
  state: RepositoryState,
  config: Config,
  selected: readonly EnvironmentConfig[],
  world: Collaborators,
): Promise<EnvironmentsRead> {
  const { github } = world;
  const places = await readBaseBranches(withUpstreams(config, selected), state, request, github);
  const states = await statesOf(places, config, world);
  const ways = selected.flatMap((environment) => lanesInto(environment, config, places));
  const known = { config, places, states };
  const dated = ways.flatMap((way) => toBeDated(way, known));
  const ages = await agesOf(dated, github);
  const earlier = await earlierOf(ways, known, github);
  const watched = ways.some(({ environment }) => environment.gates?.healthy !== undefined) ? dated : [];
  const moments = watched.flatMap(({ environment, image, place, version }) => {
    const since = ages(environment, image, version.digest);
    return since === undefined ? [] : [{ place, since }];
  });
  const commits = await commitsSince([...moments, ...(watched.length === 0 ? [] : earlier.all)], github);
  const now = state.now ?? new Date(0);
  return {
    ways,
    knowledge: { ...known, holds: holdsOf(places, config), ages, earlier: earlier.of, commits, now },
  };
}

async function statesOf(
  places: readonly BaseBranch[],
  config: Config,
  world: Collaborators,
): Promise<ReadonlyMap<string, EnvironmentState>> {
  const readTag = tagReader(world);
  const states = new Map<string, EnvironmentState>();
  for (const place of places) {
    for (const environment of place.environments) {
      const targets = environment.targets.map((target) => [target.name, filesOf(place, target)] as const);
      const files = filesOf(place, environment);
      const own = new Map(targets);
      const editor = editorSettings(config);
      const state = await declaredState(environment, config.images, files, own, readTag, editor);
      states.set(environment.name, state);
    }
  }
  return states;
}

/** Holds that are written in `waybill.yaml`, and those that roll backs left. A file that cannot be read ends the run. */
function holdsOf(places: readonly BaseBranch[], config: Config): ReadonlyMap<string, readonly Hold[]> {
  const holds = new Map<string, readonly Hold[]>();
  for (const place of places) {
    for (const environment of place.environments) {
      const text = holdText(place, environment.name);
      const left = text === undefined ? [] : parseHolds(text, environment.name);
      holds.set(environment.name, allHolds(environment, config.file, left));
    }
  }
  return holds;
}

/** The records of the images that may move into an environment whose gates ask for their versions. */
export async function recordsFor(
  way: LanePlace,
  knowledge: Environments,
  { readRecord }: Pick<Collaborators, 'readRecord'>,
): Promise<Records> {
  const { environment, lane, open } = way;
  const records = new Map<string, Awaited<ReturnType<typeof readRecord>>>();
  if (environment.gates?.version === undefined) return records;
  for (const image of lane.images) {
    const upstreams = environment.after.environments.map((name) => ({
      environment: name,
      declaration: declaredIn(stateOf(knowledge, name), image),
      since: undefined,
    }));
    const candidate = candidateFrom(environment.after.need, upstreams);
    const here = declaredIn(stateOf(knowledge, environment.name), image);
    if (candidate.kind !== 'one' || here.kind === 'none') continue;
    if (here.kind === 'one' && here.digest === candidate.digest && open === undefined) continue;
    const { repository } = imageNamed(knowledge.config, image);
    records.set(image, await readRecord({ ...parseReference(repository), digest: candidate.digest }));
  }
  return records;
}
