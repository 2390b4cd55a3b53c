import type { ImageConfig } from '../../config/config.ts';
import { imageNamed } from '../../config/images.ts';
import type { CommitPair } from '../../github/github.ts';
import type { Digest } from '../../image/digest.ts';
import type { Collaborators } from '../collaborators.ts';
import type { DeclaredEnvironment } from '../declared/declared-environments.ts';
import { readDeclaredSince } from '../declared/declared-since.ts';
import type { DeclaredRead } from '../read-environments.ts';
import { readCommitCounts, readCommitTimes } from './behind.ts';
import type { ReadForCells } from './board-cell.ts';
import { sourceOfStay } from './board-history.ts';
import { type BuiltFrom, readBuiltFrom } from './built-from.ts';
import { frontOf, type KnownEnvironments } from './fronts.ts';
import { presentSince, undated } from './present-since.ts';
import { readHealth } from './read-health.ts';
import { type Histories, readHistories } from './read-histories.ts';

/** How far back, and by which clock. */
export interface BoardSpan {
  readonly from: Date;
  readonly now: Date;
  readonly weeks: number;
  /** The web address of GitHub. */
  readonly server: string;
}

/** Reads the histories of all environments, and what of the source repositories the cells need. */
export async function readForCells(
  { declared, lanePlaces }: DeclaredRead,
  { from, now, weeks }: BoardSpan,
  { github, readRecord }: Collaborators,
): Promise<ReadForCells> {
  const { config } = declared;
  const environments = config.environments.map(({ name }) => declared.of(name));
  const histories = new Map<string, Histories>();
  for (const environment of environments)
    histories.set(environment.config.name, await readHistories(environment, { config, from }, github));
  const known = { declared, histories };
  const sources = sourcesOf(known);
  const differing = environments.flatMap((environment) => differingFrom(environment, known));
  const asked = differing
    .flatMap(({ image, digests }) => digests.map((digest) => ({ image, digest })))
    .filter(({ image, digest }) => sources.get(keyOf(image, digest)) === undefined);
  const recorded = await readBuiltFrom(uniqueOf(asked), readRecord);
  const builtFrom = (image: ImageConfig, digest: Digest): BuiltFrom | undefined =>
    sources.get(keyOf(image, digest)) ?? recorded.get(digest);
  const pairs = differing.flatMap(({ image, digests }): CommitPair[] => {
    const [old, young] = digests.map((digest) => builtFrom(image, digest));
    if (old === undefined || young === undefined) return [];
    if (old.repository.toLowerCase() !== young.repository.toLowerCase()) return [];
    return [{ repository: young.repository, from: old.commit, to: young.commit, path: image.path }];
  });
  const blamed = await readDeclaredSince(
    environments.flatMap((environment) => undated(environment, known)),
    github,
  );
  const moments = environments.flatMap((environment) =>
    [...environment.state.images.keys()].flatMap((image) => {
      const since = presentSince(environment, image, { histories, blamed });
      return since === undefined ? [] : [{ environment, since }];
    }),
  );
  return {
    ...known,
    lanePlaces,
    builtFrom,
    count: await readCommitCounts(pairs, github),
    times: await readCommitTimes([...sources.values()], github),
    blamed,
    health: await readHealth(moments, github),
    now,
    weeks,
  };
}

function keyOf({ name }: ImageConfig, digest: Digest): string {
  return `${name}@${digest}`;
}

function uniqueOf<Asked extends { readonly image: ImageConfig; readonly digest: Digest }>(
  asked: readonly Asked[],
): readonly Asked[] {
  return [...new Map(asked.map((each) => [keyOf(each.image, each.digest), each])).values()];
}

/** What the commits of all promotions say that their digests were built from. */
function sourcesOf({ declared, histories }: KnownEnvironments): ReadonlyMap<string, BuiltFrom> {
  const found = new Map<string, BuiltFrom>();
  for (const [name, stays] of [...histories.values()].flatMap((history) => [...history])) {
    const image = imageNamed(declared.config, name);
    for (const stay of stays) {
      const source = sourceOfStay(stay, image);
      if (source !== undefined && stay.version.digest !== undefined)
        found.set(keyOf(image, stay.version.digest), source);
    }
  }
  return found;
}

/** The images of an environment that declare another digest than the front: that one first. */
function differingFrom(
  { config: environment, declares }: DeclaredEnvironment,
  known: KnownEnvironments,
): readonly { readonly image: ImageConfig; readonly digests: readonly [Digest, Digest] }[] {
  if (environment.after.environments.length === 0) return [];
  return known.declared.config.images.flatMap((image) => {
    const [here, front] = [declares(image.name), frontOf(environment, image.name, known)];
    if (here.kind !== 'one' || front.kind !== 'one' || here.digest === front.digest) return [];
    return [{ image, digests: [here.digest, front.digest] as const }];
  });
}
