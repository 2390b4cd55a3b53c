import type { EnvironmentConfig } from '../../config/config.ts';
import { versionsOf } from '../../promotion/advance/environment-state.ts';
import { replacedCounts } from '../../promotion/advance/replaced.ts';
import { isAt } from '../../promotion/advance/wave.ts';
import type { DeclaredEnvironments } from '../declared/declared-environments.ts';
import type { StaysQuestion } from './declared-stays.ts';
import { type LanePlace, openProposal } from '../lanes/lane-places.ts';

/**
 * When which upstreams declared what has to be known before a lane can be judged: what its open pull request
 * proposes and they have left since, and with `replaced: counts` everything since what the environment
 * declares. None for a lane in which nothing can move.
 */
export function staysToRead(place: LanePlace, environments: DeclaredEnvironments): readonly StaysQuestion[] {
  return [...goneFrom(place, environments), ...replacedIn(place, environments)];
}

function goneFrom(place: LanePlace, environments: DeclaredEnvironments): readonly StaysQuestion[] {
  const { environment, open } = place;
  // One in a merge queue stays for now, whatever is newer.
  const isKept = environment.policy !== 'supersede' || open?.queued === true;
  if (!isKept && !hasOwnTime(environment)) return [];
  return (openProposal(place) ?? []).flatMap(({ name: image, digest }) =>
    environment.after.environments.flatMap((name): StaysQuestion[] => {
      const upstream = environments.of(name);
      const declaration = upstream.declares(image);
      if (declaration.kind === 'none' || isAt(declaration, digest)) return [];
      return [{ environment: upstream, image, sought: [digest] }];
    }),
  );
}

/**
 * A newer digest would have to pass these gates anew, so an older one that has passed them is not given up.
 */
function hasOwnTime({ gates }: EnvironmentConfig): boolean {
  return gates?.soak !== undefined || gates?.healthy !== undefined || gates?.version !== undefined;
}

function replacedIn(
  { environment, lane }: LanePlace,
  environments: DeclaredEnvironments,
): readonly StaysQuestion[] {
  if (!replacedCounts(environment)) return [];
  const here = environments.of(environment.name);
  return lane.images.flatMap((image) => {
    const declared = versionsOf(here.declares(image)).map(({ digest }) => digest);
    return environment.after.environments.flatMap((name): StaysQuestion[] => {
      const upstream = environments.of(name);
      const declaration = upstream.declares(image);
      const isLevel = declared.every((digest) => isAt(declaration, digest));
      return declared.length === 0 || declaration.kind === 'none' || isLevel
        ? []
        : [{ environment: upstream, image, sought: declared }];
    });
  });
}
