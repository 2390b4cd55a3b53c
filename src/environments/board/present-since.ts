import type { BoardMoment } from '../../report/board/board.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import type { DatedVersion, DeclaredSinceReader } from '../declared/declared-since.ts';
import type { KnownEnvironments } from './fronts.ts';
import type { RecordedStay } from './read-histories.ts';

/** Since when what is declared now is declared, and the commit of the base branch that brought it. */
export type PresentSince = BoardMoment & { readonly commit: string };

/** Where that is found: in the histories, else by blame. */
export type SinceSource = Pick<KnownEnvironments, 'histories'> & { readonly blamed: DeclaredSinceReader };

/** Undefined where not one version is declared, or nothing tells since when. */
export function presentSince(
  { config: { name: environment }, declares }: DeclaredEnvironment,
  image: string,
  { histories, blamed }: SinceSource,
): PresentSince | undefined {
  const declaration = declares(image);
  if (declaration.kind !== 'one') return undefined;
  const last = histories.get(environment)?.get(image)?.at(-1);
  if (isDated(last)) {
    const { by, url, pull } = last.brought;
    return { at: last.since, commit: by, url: pull?.url ?? url, pull: pull?.number };
  }
  const since = blamed({ environment, target: undefined, image, digest: declaration.digest });
  if (since === undefined) return undefined;
  return { at: since.at, commit: since.commit, url: since.url, pull: since.pull?.number };
}

/** What an environment declares for longer than its history was read. */
export function undated(
  { config: { name: environment }, baseBranch, state, declares }: DeclaredEnvironment,
  { histories }: Pick<KnownEnvironments, 'histories'>,
): readonly DatedVersion[] {
  return [...state.images.keys()].flatMap((image): DatedVersion[] => {
    const version = declares(image);
    if (version.kind !== 'one' || isDated(histories.get(environment)?.get(image)?.at(-1))) return [];
    return [{ environment, target: undefined, image, baseBranch, version }];
  });
}

type DatedStay = RecordedStay & {
  readonly since: NonNullable<RecordedStay['since']>;
  readonly brought: NonNullable<RecordedStay['brought']>;
};

/** The newest stay lasts; where the files came apart since, there is not one version, and nobody asks. */
function isDated(stay: RecordedStay | undefined): stay is DatedStay {
  return stay?.since !== undefined && stay.brought !== undefined && stay.until === undefined;
}
