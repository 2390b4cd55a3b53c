import { pinOf } from '../../config/images.ts';
import { parseReference } from '../../image/reference.ts';
import { type DoctorFacts, fine, type Finding, missing, unknown } from './finding.ts';

const GITHUB = 'ghcr.io';
/** A part of a path in the place of a pattern's `*`. */
const ANY = 'any';

/** Whether the packages can be read from here, and whether tags that environments rely on can be moved. */
export function checkImages(facts: DoctorFacts): readonly Finding[] {
  const packages = facts.settings.packages.map((found) => packageAccess(facts, found));
  return [...packages, ...patternAccess(facts), ...movableTags(facts)];
}

/** The packages of ghcr.io that the images are in. */
export function packagesOf({ images }: DoctorFacts['config']): readonly { owner: string; name: string }[] {
  return images.flatMap(({ repository }) => {
    const reference = parseReference(repository);
    const [owner = '', ...rest] = reference.repository.split('/');
    return reference.registry === GITHUB && rest.length > 0 ? [{ owner, name: rest.join('/') }] : [];
  });
}

/** Which images a pattern stands for is known by their files alone. */
function patternAccess({ config, state }: DoctorFacts): readonly Finding[] {
  return config.patterns
    .filter(({ repository }) => repository.toLowerCase().startsWith(`${GITHUB}/`))
    .map(({ repository }) =>
      unknown(
        `${repository} stands for several packages, and GitHub tells no program which repositories may read them`,
        `Look at "Manage Actions access" of each: ${state.fullName} has to be there with the role Read.`,
      ),
    );
}

function packageAccess(
  { server, state }: DoctorFacts,
  { owner, name, visibility }: DoctorFacts['settings']['packages'][number],
): Finding {
  const page = `${server}/orgs/${owner}/packages/container/${encodeURIComponent(name)}/settings`;
  const image = `${GITHUB}/${owner}/${name}`;
  if (visibility.ok && visibility.value === 'public') return fine(`${image} is public`);
  const mend = `Look at ${page}, "Manage Actions access": ${state.fullName} has to be there with the role Read.`;
  return visibility.ok
    ? unknown(
        `${image} is ${visibility.value}, and GitHub tells no program which repositories may read it`,
        mend,
      )
    : unknown(`The package ${image} could not be read: ${visibility.problem}`, mend);
}

/** An environment that declares tags alone runs whatever they are moved to. */
function movableTags({ config }: DoctorFacts): readonly Finding[] {
  const pinned = [...config.images, ...config.patterns].filter((image) =>
    config.environments.some((environment) => pinOf(environment, image) === 'tag'),
  );
  return pinned.map(({ name, repository }) => {
    const { registry, repository: path } = parseReference(repository.replace('*', ANY));
    const what = `images.${name} is declared by its tag alone (pin: tag)`;
    if (registry === GITHUB)
      return missing(
        `${what}, and every tag of ${GITHUB} can be moved`,
        `Take "pin: tag" out of ${config.file}.`,
      );
    return unknown(
      `${what}, which is safe only where tags of ${registry} cannot be moved`,
      lockTags(registry, path.replace(ANY, '*')),
    );
  });
}

function lockTags(registry: string, path: string): string {
  if (/\.dkr\.ecr\./.test(registry))
    return `aws ecr put-image-tag-mutability --repository-name ${path} --image-tag-mutability IMMUTABLE`;
  const [project = '', repository = ''] = path.split('/');
  if (registry.endsWith('-docker.pkg.dev'))
    return `gcloud artifacts repositories update ${repository} --project=${project} --location=${registry.replace(/-docker\.pkg\.dev$/, '')} --immutable-tags`;
  if (registry.endsWith('.azurecr.io'))
    return `az acr repository update --name ${registry.split('.')[0]} --repository ${path} --write-enabled false`;
  return `Make tags immutable in the settings of ${registry}/${path}, or take "pin: tag" out.`;
}
