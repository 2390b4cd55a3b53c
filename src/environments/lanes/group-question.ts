import type { GroupConfig } from '../../config/config.ts';
import { imageNamed } from '../../config/images.ts';
import type { Digest } from '../../image/digest.ts';
import type { KnownImage } from '../../image/known-image.ts';
import { parseReference } from '../../image/reference.ts';
import { versionsOf } from '../../promotion/advance/environment-state.ts';
import type { GroupMember, GroupQuestion } from '../../promotion/gates/question.ts';
import type { ProposedImage } from '../../promotion/lane/images.ts';
import type { Knowledge, RecordReader } from '../../records/record-reader.ts';
import type { DeclaredEnvironments } from '../declared/declared-environments.ts';
import type { Environments } from '../environments.ts';

type Records = ReadonlyMap<Digest, Knowledge>;

/** Images that move into an environment. */
interface MovingImages {
  readonly environment: string;
  readonly images: readonly ProposedImage[];
}

/** The groups of moving images that come from one commit or version, as they are after the promotion. */
export function groupQuestions(
  { environment, images }: MovingImages,
  records: Records,
  environments: Pick<Environments, 'config' | 'of'>,
): readonly GroupQuestion[] {
  const moving = new Map(images.map((image) => [image.name, image]));
  return groupsOf([...moving.keys()], environments).map(({ name, same, images: names }) => ({
    name,
    same,
    members: names.flatMap((image): readonly GroupMember[] => {
      const declared = versionsOf(environments.of(environment).declares(image));
      const own = moving.get(image);
      return (own === undefined ? declared : [own]).map(({ digest, tag }) => {
        const { record, unanswered = true } = records.get(digest) ?? {};
        const from = originOf(record, same);
        return { name: image, digest, tag, isMoving: own !== undefined, from, isUnanswered: unanswered };
      });
    }),
  }));
}

/** Whose groups are read, by the names of the images that may move, and what else is read of them. */
interface GroupReading {
  readonly environment: string;
  readonly names: readonly string[];
  readonly images?: readonly Pick<ProposedImage, 'name' | 'digest'>[];
}

/** Reads what those questions ask for: what the groups of these images declare, and the images themselves. */
export async function readGroupRecords(
  { environment, names: moving, images = [] }: GroupReading,
  environments: DeclaredEnvironments,
  readRecord: RecordReader,
): Promise<Records> {
  const groups = groupsOf(moving, environments);
  const here = environments.of(environment);
  const names = groups.flatMap((group) => group.images);
  const declared = names.flatMap((name) =>
    versionsOf(here.declares(name)).map(({ digest }) => ({ name, digest })),
  );
  const records = new Map<Digest, Knowledge>();
  for (const { name, digest } of [...declared, ...images.filter((image) => names.includes(image.name))]) {
    const { repository } = imageNamed(environments.config, name);
    records.set(digest, await readRecord({ ...parseReference(repository), digest }));
  }
  return records;
}

type SameGroup = GroupConfig & { readonly same: 'commit' | 'version' };

function groupsOf(names: readonly string[], { config }: Pick<Environments, 'config'>): readonly SameGroup[] {
  return config.groups.flatMap((group) => {
    const { same, images } = group;
    return same === undefined || !images.some((image) => names.includes(image)) ? [] : [{ ...group, same }];
  });
}

/** What an image says of itself, and no record: `acme/shop@<commit>`, or `1.2.0`. */
export function originOf(image: KnownImage | undefined, same: 'commit' | 'version'): string | undefined {
  if (same === 'version') return image?.own?.version?.replace(/^v(?=\d)/, '');
  const source = image?.own?.source;
  return source === undefined ? undefined : `${source.repository.toLowerCase()}@${source.commit}`;
}
