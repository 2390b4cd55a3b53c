import type { ImageConfig } from '../../config/config.ts';
import type { MeasuredMove } from '../../promotion/metrics/measure.ts';
import { type Move, movesOf } from '../../promotion/metrics/moves.ts';
import type { BoardStay } from '../../report/board/board.ts';
import type { CommitTimes } from './behind.ts';
import { type BuiltFrom, builtFromTrailers } from './built-from.ts';
import type { RecordedStay } from './read-histories.ts';

/** What the commit of a stay says that its digest was built from. */
export function sourceOfStay(
  { version, trailers }: RecordedStay,
  image: Pick<ImageConfig, 'name' | 'source'>,
): BuiltFrom | undefined {
  return version.digest === undefined ? undefined : builtFromTrailers(image, version.digest, trailers);
}

/** The moves of an image in an environment, as the metrics count them. */
export function measuredMoves(
  stays: readonly RecordedStay[],
  image: ImageConfig,
  times: CommitTimes,
): readonly MeasuredMove[] {
  return movesOf(stays).map(({ stay, at, kind, takenBack }) => {
    const source = sourceOfStay(stay, image);
    return { at, kind, takenBack, committed: source === undefined ? undefined : times.of(source) };
  });
}

/** The stays of an image in an environment for people, the newest first. */
export function boardHistory(
  stays: readonly RecordedStay[],
  image: ImageConfig,
  times: CommitTimes,
): readonly BoardStay[] {
  const moves = new Map(movesOf(stays).map((move) => [move.stay, move]));
  return stays.map((stay) => boardStay(stay, moves.get(stay), { image, times })).toReversed();
}

function boardStay(
  stay: RecordedStay,
  move: Move | undefined,
  { image, times }: { readonly image: ImageConfig; readonly times: CommitTimes },
): BoardStay {
  const { version, since, until, brought, by, trailers } = stay;
  const source = sourceOfStay(stay, image);
  const [asked] = trailers.flatMap(({ hotfix, rollBack }) => rollBack ?? hotfix ?? []);
  const isHotfix = move?.kind === 'promotion' && trailers.some(({ hotfix }) => hotfix !== undefined);
  return {
    tag: version.tag,
    digest: version.digest,
    since:
      since === undefined
        ? undefined
        : { at: since, url: brought?.pull?.url ?? brought?.url, pull: brought?.pull?.number },
    until,
    kind: isHotfix ? 'hotfix' : (move?.kind ?? 'unknown'),
    takenBack: move?.takenBack !== undefined,
    by: asked?.by ?? by,
    reason: asked?.reason,
    source,
    committed: source === undefined ? undefined : times.of(source),
  };
}
