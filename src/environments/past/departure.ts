import type { FileHistory, GitHub, HistoryCommit, RepositoryState } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import type { Lane, LanePull } from '../../promotion/lane/lane.ts';
import { parseTrailers, type Trailers } from '../../promotion/lane/trailers.ts';
import { textsByOid } from './texts-by-oid.ts';

/**
 * How a digest that a lane once brought left the base branch again.
 *
 * - `ours`: a later promotion of the lane took its place
 * - `rolled-back`: a roll back did, and whoever asked for it said whether it is held
 * - `reverted`: a commit that is not Waybill's
 */
export type Departure =
  | { readonly kind: 'ours' | 'rolled-back' }
  | { readonly kind: 'reverted'; readonly by: string; readonly where: string; readonly url: string };

/** Which digest of which lane may have left, and where it stood. */
export interface DepartureQuestion {
  readonly lane: Lane;
  /** The newest pull requests of the lane, also those that were merged. */
  readonly pulls: readonly LanePull[];
  readonly base: RepositoryState;
  readonly image: string;
  readonly digest: Digest;
  /** The files that declare the image now. */
  readonly paths: readonly string[];
}

/** Commits of each file that are looked through. */
const DEPTH = 30;

/**
 * How a digest left that the lane brought before. Undefined where the lane never did, or where it is still
 * there. What the lane brought is a hint from the commits of its merged pull requests, which costs nothing.
 * Only where one names the digest, the history of the files says what became of it: two requests, and a third
 * for who it was.
 */
export async function departureOf(
  { lane, pulls, base, image, digest, paths }: DepartureQuestion,
  github: GitHub,
): Promise<Departure | undefined> {
  const merged = pulls.filter(({ state }) => state === 'merged');
  const brought = merged.filter((pull) =>
    trailersOf(pull).some(({ images }) =>
      images.some((known) => known.name === image && known.digest === digest),
    ),
  );
  if (brought.length === 0 || paths.length === 0) return undefined;
  const files = paths.map((path) => ({ path, after: undefined }));
  const repository = base.fullName;
  const histories = await github.fileHistories({ repository, head: base.base.oid, files, count: DEPTH });
  const last = await lastDeparture(histories, digest, { repository, github });
  if (last === undefined) return undefined;
  const arrival = (await github.arrivals(repository, base.base.branch, [last.oid])).get(last.oid);
  const own = merged.find(({ number }) => number === arrival?.pull?.number);
  const written = own === undefined ? ownTrailers(last, arrival?.pull !== undefined, lane) : trailersOf(own);
  if (written.some(({ rollBack }) => rollBack !== undefined)) return { kind: 'rolled-back' };
  if (own !== undefined || written.length > 0) return { kind: 'ours' };
  const where = arrival?.pull === undefined ? last.oid.slice(0, 7) : `#${arrival.pull.number}`;
  return { kind: 'reverted', by: last.by ?? 'somebody', where, url: arrival?.pull?.url ?? last.url };
}

function trailersOf({ headMessage = '' }: LanePull): readonly Trailers[] {
  return parseTrailers(headMessage);
}

/** Anybody can write trailers. Those count that came by a pull request, and speak of this environment. */
function ownTrailers({ message }: HistoryCommit, byPull: boolean, lane: Lane): readonly Trailers[] {
  return byPull ? parseTrailers(message).filter(({ environment }) => environment === lane.environment) : [];
}

/** The newest commit that took the digest out of one of the files. */
async function lastDeparture(
  histories: readonly FileHistory[],
  digest: Digest,
  { repository, github }: { readonly repository: string; readonly github: GitHub },
): Promise<HistoryCommit | undefined> {
  const revisions = histories.flatMap((history) => history.revisions);
  const texts = await textsByOid(
    repository,
    revisions.flatMap(({ before, after }) => [before, after]),
    github,
  );
  const holds = (oid: string | undefined): boolean => texts.get(oid ?? '')?.includes(digest) ?? false;
  return revisions
    .filter(({ before, after }) => holds(before) && !holds(after))
    .map(({ commit }) => commit)
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
    .at(0);
}
