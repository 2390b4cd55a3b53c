import type { EnvironmentConfig, ImageConfig } from '../../config/config.ts';
import { measure } from '../../promotion/metrics/measure.ts';
import { type Declaration, declaredInTarget, versionsOf } from '../../promotion/advance/environment-state.ts';
import type { Digest } from '../../image/digest.ts';
import type { BoardCell, BoardVersion, Standing } from '../../report/board/board.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import { type LanePlace, openProposal } from '../lanes/lane-places.ts';
import type { CommitCounter, CommitTimes } from './behind.ts';
import { boardHistory, measuredMoves } from './board-history.ts';
import type { BuiltFrom } from './built-from.ts';
import { frontOf, type KnownEnvironments, offerTo } from './fronts.ts';
import { openPullOf } from './open-lanes.ts';
import { presentSince, type SinceSource } from './present-since.ts';
import type { HealthReader } from './read-health.ts';

/** Everything that was read for the cells. */
export interface ReadForCells extends KnownEnvironments, SinceSource {
  readonly lanePlaces: readonly LanePlace[];
  /** What a digest of an image was built from. */
  readonly builtFrom: (image: ImageConfig, digest: Digest) => BuiltFrom | undefined;
  readonly count: CommitCounter;
  readonly times: CommitTimes;
  readonly health: HealthReader;
  readonly now: Date;
  readonly weeks: number;
}

/** What the board shows of one image in one environment. */
export function boardCell(environment: EnvironmentConfig, image: ImageConfig, read: ReadForCells): BoardCell {
  const { name } = environment;
  const here = read.declared.of(name);
  const declaration = here.declares(image.name);
  const stays = read.histories.get(name)?.get(image.name) ?? [];
  const since = presentSince(here, image.name, read);
  return {
    environment: name,
    versions: versionsIn(declaration, here, image.name),
    since,
    standing: standingOf(environment, image, declaration, read),
    offered: offeredTo(environment, image.name, declaration, read),
    pull: read.lanePlaces
      .filter((place) => place.environment === environment && place.lane.images.includes(image.name))
      .map((place) => openPullOf(place, image.name))
      .find((pull) => pull !== undefined),
    health: declaration.kind === 'none' ? undefined : read.health(here, since),
    drift: undefined,
    history: boardHistory(stays, image, read.times),
    metrics: measure(measuredMoves(stays, image, read.times), read.now, read.weeks),
  };
}

/** What the files declare. A tag alone that the registry does not have is a version without a digest. */
function versionsIn(
  declaration: Declaration,
  { state }: DeclaredEnvironment,
  image: string,
): BoardCell['versions'] {
  const known = versionsOf(declaration).map(({ tag, digest }) => ({
    tag,
    digest,
    targets: [...state.targets.keys()].filter((target) =>
      versionsOf(declaredInTarget(state, target, image)).some((version) => version.digest === digest),
    ),
  }));
  const unknown = declaration.kind === 'unknown' ? declaration.tags : [];
  return [...known, ...unknown.map((tag) => ({ tag, digest: undefined, targets: [] }))];
}

function standingOf(
  environment: EnvironmentConfig,
  image: ImageConfig,
  declaration: Declaration,
  read: ReadForCells,
): Standing {
  if (environment.after.environments.length === 0)
    return declaration.kind === 'one' ? { kind: 'front' } : { kind: 'unclear' };
  const front = frontOf(environment, image.name, read);
  if (declaration.kind !== 'one' || front.kind !== 'one') return { kind: 'unclear' };
  if (declaration.digest === front.digest) return { kind: 'level' };
  const [from, to] = [read.builtFrom(image, declaration.digest), read.builtFrom(image, front.digest)];
  const commits = from === undefined || to === undefined ? undefined : read.count(from, to, image.path);
  return { kind: 'behind', of: front.from.join(', '), commits };
}

function offeredTo(
  environment: EnvironmentConfig,
  image: string,
  declaration: Declaration,
  read: ReadForCells,
): BoardVersion | undefined {
  const offer = offerTo(environment, image, read);
  if (offer.kind !== 'one' || declaration.kind === 'none') return undefined;
  if (declaration.kind === 'one' && declaration.digest === offer.digest) return undefined;
  const place = read.lanePlaces.find(
    ({ lane, environment: into }) => into === environment && lane.images.includes(image),
  );
  const isProposed = (place === undefined ? [] : (openProposal(place) ?? [])).some(
    ({ name, digest }) => name === image && digest === offer.digest,
  );
  return isProposed ? undefined : { tag: offer.tag, digest: offer.digest };
}
