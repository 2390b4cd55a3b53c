import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { inOrder } from '../../config/configured-environments.ts';
import { withImagesOf } from '../../promotion/lane/matched-images.ts';
import type { Declaration } from '../../promotion/advance/environment-state.ts';
import type { RepositoryState } from '../../github/github.ts';
import { type BaseBranch, readBaseBranches } from '../base-branches.ts';
import type { Collaborators } from '../collaborators.ts';
import { type DeclaredEnvironments, declaredEnvironments } from '../declared/declared-environments.ts';
import { type DatedVersion, readDeclaredSince } from '../declared/declared-since.ts';
import { readStates } from '../declared/read-states.ts';
import { type LanePlace, lanesInto } from '../lanes/lane-places.ts';
import { readStatuses } from '../statuses-since.ts';
import type { DeclaredImage } from './running-state.ts';
import { watchedContexts } from './watched-contexts.ts';

/** What every environment declares, and what was said of it. */
export interface RunningRead {
  /** With the images that patterns stand for. */
  readonly config: Config;
  readonly baseBranches: readonly BaseBranch[];
  readonly declared: DeclaredEnvironments;
  /** In the order of the environments; one for each target that declares one digest of an image. */
  readonly images: readonly DeclaredImage[];
  /**
   * Places that declare several digests, or a tag that the registry does not have: nobody knows which runs.
   */
  readonly unclear: readonly UnclearImage[];
  /** Every lane, with its open pull request. */
  readonly lanePlaces: readonly LanePlace[];
}

/** An environment or target of which it is not clear which digest it declares. */
export interface UnclearImage {
  readonly environment: string;
  readonly target: string | undefined;
  readonly image: string;
  readonly declares: Declaration;
}

/** Reads what every environment of `waybill.yaml` declares, since when, and the statuses that speak of it. */
export async function readRunning(
  home: RepositoryState,
  written: Config,
  collaborators: Collaborators,
): Promise<RunningRead> {
  const { github } = collaborators;
  const noNames = () => ({ labels: [], reviewers: [] });
  const environments = inOrder(written);
  const baseBranches = await readBaseBranches(environments, home, noNames, github);
  const files = baseBranches.flatMap(({ read }) => read.files);
  const config = withImagesOf(written, files);
  const declared = declaredEnvironments(
    config,
    baseBranches,
    await readStates(baseBranches, config, collaborators),
  );
  const places = environments.flatMap((environment) => placesOf(environment, config, declared));
  const dated = places.flatMap(({ version, ...place }): DatedVersion[] => {
    const { environment, target, image } = place;
    const { baseBranch } = declared.of(environment.name);
    return version.kind === 'one'
      ? [{ environment: environment.name, target, image, baseBranch, version }]
      : [];
  });
  const sinceOf = await readDeclaredSince(dated, github);
  const moments = dated.flatMap(({ version, baseBranch, ...question }) => {
    const since = sinceOf({ ...question, digest: version.digest });
    return since === undefined ? [] : [{ baseBranch, since }];
  });
  const statusesSince = await readStatuses(moments, github);
  const images = places.flatMap(({ environment, target, image, repository, version }): DeclaredImage[] => {
    if (version.kind !== 'one') return [];
    const { digest, tag } = version;
    const { baseBranch } = declared.of(environment.name);
    const since = sinceOf({ environment: environment.name, target, image, digest });
    const commits = since === undefined ? [] : statusesSince(baseBranch, since);
    const contexts = watchedContexts(config, environment, target);
    const names = { environment: environment.name, target, image, repository };
    return [{ ...names, digest, tag, since, contexts, commits }];
  });
  const unclear = places.flatMap(({ environment, target, image, version }) =>
    version.kind === 'one' ? [] : [{ environment: environment.name, target, image, declares: version }],
  );
  const lanePlaces = environments.flatMap((environment) =>
    lanesInto(environment, { config, home, baseBranches }),
  );
  return { config, baseBranches, declared, images, unclear, lanePlaces };
}

interface ImagePlace {
  readonly environment: EnvironmentConfig;
  readonly target: string | undefined;
  readonly image: string;
  readonly repository: string;
  readonly version: Declaration;
}

/** Everything that an environment declares: target by target, where it has any. */
function placesOf(
  environment: EnvironmentConfig,
  { images }: Config,
  declared: DeclaredEnvironments,
): readonly ImagePlace[] {
  const { state } = declared.of(environment.name);
  const parts =
    environment.targets.length === 0
      ? [{ target: undefined, of: state.images }]
      : [...state.targets].map(([target, of]) => ({ target, of }));
  return parts.flatMap(({ target, of }) =>
    images.flatMap(({ name, repository }): ImagePlace[] => {
      const version = of.get(name);
      if (version === undefined || version.kind === 'none') return [];
      return [{ environment, target, image: name, repository, version }];
    }),
  );
}
