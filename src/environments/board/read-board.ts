import type { Config, EnvironmentConfig, ImageConfig } from '../../config/config.ts';
import { inOrder } from '../../config/configured-environments.ts';
import { laneOf } from '../../config/images.ts';
import type { RepositoryState } from '../../github/github.ts';
import { measure, weeksBefore } from '../../promotion/metrics/measure.ts';
import { hasEnded, type KnownPause } from '../../promotion/pause/pauses.ts';
import type { Board, BoardEnvironment, BoardImage, BoardPause } from '../../report/board/board.ts';
import type { Collaborators } from '../collaborators.ts';
import { type DeclaredRead, readDeclared } from '../read-environments.ts';
import { readPauses } from '../read-pauses.ts';
import { boardCell, type ReadForCells } from './board-cell.ts';
import { measuredMoves } from './board-history.ts';
import { readForCells } from './read-for-cells.ts';

/** Of which config repo the board is read. */
export interface BoardQuestion {
  readonly home: RepositoryState;
  readonly config: Config;
  /** The web address of GitHub. */
  readonly server: string;
  /** How many weeks of history the metrics look at. */
  readonly weeks: number;
}

/** Reads everything that the board shows. It writes nothing. */
export async function readBoard(
  { home, config: written, server, weeks }: BoardQuestion,
  collaborators: Collaborators,
): Promise<Board> {
  const { github } = collaborators;
  const now = home.now ?? new Date(0);
  const question = { home, config: written, selected: inOrder(written), namesFor: () => NO_NAMES };
  const read = await readDeclared(question, collaborators);
  const { config } = read.declared;
  const pauses = await readPauses(read.baseBranches, github);
  const known = await readForCells(
    read,
    { from: weeksBefore(now, weeks), now, weeks, server },
    collaborators,
  );
  const environments = inOrder(config);
  const images = config.images.map((image) => boardImage(image, environments, { known, config, server }));
  return {
    repository: home.fullName,
    url: `${server}/${home.fullName}`,
    base: { branch: home.base.branch, oid: home.base.oid },
    at: now,
    weeks,
    environments: environments.map((environment) =>
      boardEnvironment(environment, { home, read, known, pauses: pauses.get(environment.name) ?? [] }),
    ),
    images,
    notes: known.times.unread.map(
      (repository) =>
        `${repository} could not be read, so lead times of what is built from it are not known.`,
    ),
  };
}

const NO_NAMES = { labels: [], reviewers: [] };

function boardImage(
  image: ImageConfig,
  environments: readonly EnvironmentConfig[],
  {
    known,
    config,
    server,
  }: { readonly known: ReadForCells; readonly config: Config; readonly server: string },
): BoardImage {
  const { name, repository, source } = image;
  const lane = laneOf(config, image).name;
  return {
    name,
    repository,
    source: source === undefined ? undefined : { name: source, url: `${server}/${source}` },
    group: lane === name ? undefined : lane,
    cells: environments.map((environment) => boardCell(environment, image, known)),
  };
}

/** What was read of an environment. */
interface EnvironmentRead {
  readonly home: RepositoryState;
  readonly read: DeclaredRead;
  readonly known: ReadForCells;
  readonly pauses: readonly KnownPause[];
}

function boardEnvironment(
  environment: EnvironmentConfig,
  { home, read, known, pauses }: EnvironmentRead,
): BoardEnvironment {
  const { name, after, url, merge } = environment;
  const { state } = read.declared.of(name).baseBranch;
  const isHere = state.fullName === home.fullName && state.base.branch === home.base.branch;
  const moves = read.declared.config.images.flatMap((image) =>
    measuredMoves(known.histories.get(name)?.get(image.name) ?? [], image, known.times),
  );
  return {
    name,
    after: after.environments,
    url,
    merge,
    elsewhere: isHere ? undefined : `${state.fullName}, ${state.base.branch}`,
    pauses: pauses.filter((pause) => !hasEnded(pause, known.now)).map(boardPause),
    metrics: measure(moves, known.now, known.weeks),
  };
}

function boardPause({ images, reason, by, until, link, where }: KnownPause): BoardPause {
  return { images, reason, by, until, url: where.url ?? link };
}
