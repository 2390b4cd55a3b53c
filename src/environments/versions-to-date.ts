import { allBefore } from '../config/configured-environments.ts';
import type { DeclaredEnvironments } from './declared/declared-environments.ts';
import type { DatedVersion } from './declared/declared-since.ts';
import type { LanePlace } from './lanes/lane-places.ts';

/**
 * The versions whose age has to be known before a lane can be judged: what its upstreams declare of its
 * images, where one of them may move, and what the targets of the waves before declare. None for a lane in
 * which nothing can move.
 */
export function versionsToDate(
  { environment, lane, open, baseBranch }: LanePlace,
  environments: DeclaredEnvironments,
): readonly DatedVersion[] {
  const { after } = environment;
  const upstreams = declaredBy(after.environments, lane.images, environments);
  const here = environments.of(environment.name);
  const mayMove = upstreams.some(({ image, version }) => {
    const declaration = here.declares(image);
    if (declaration.kind === 'none') return false;
    return declaration.kind !== 'one' || declaration.digest !== version.digest;
  });
  const isBegun = after.environments.length === 0 && environment.waves !== undefined;
  const differs = isBegun && lane.images.some((image) => here.declares(image).kind === 'several');
  if (!mayMove && !differs && open === undefined) return [];
  const further = allBefore(environments.config, environment)
    .map(({ name }) => name)
    .filter((name) => !after.environments.includes(name));
  // Where the same digests are declared before the upstreams: for the history that the pull request shows.
  const earlier = declaredBy(further, lane.images, environments).filter(({ image, version }) =>
    upstreams.some((known) => known.image === image && known.version.digest === version.digest),
  );
  const targets = [...here.state.targets].flatMap(([target, images]) =>
    lane.images.flatMap((image): DatedVersion[] => {
      const version = images.get(image);
      return version?.kind === 'one'
        ? [{ environment: environment.name, target, image, baseBranch, version }]
        : [];
    }),
  );
  return [...upstreams, ...earlier, ...targets];
}

/** What environments declare of images, where it is one version. */
function declaredBy(
  names: readonly string[],
  images: readonly string[],
  environments: DeclaredEnvironments,
): readonly DatedVersion[] {
  return images.flatMap((image) =>
    names.flatMap((name): DatedVersion[] => {
      const { baseBranch, declares } = environments.of(name);
      const version = declares(image);
      return version.kind === 'one'
        ? [{ environment: name, target: undefined, image, baseBranch, version }]
        : [];
    }),
  );
}
