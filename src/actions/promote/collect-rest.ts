import type { Config, GroupConfig } from '../../config/config.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import { imageNamed, pinOf } from '../../config/images.ts';
import type { Destination } from '../../environments/destination.ts';
import { originOf } from '../../environments/lanes/group-question.ts';
import { parseReference } from '../../image/reference.ts';
import { commitTag } from '../../image/tags.ts';
import { findReferences } from '../../manifest/find-references.ts';
import type { ManifestFile } from '../../manifest/plan-edits.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import type { ImageSource } from '../../records/record-reader.ts';

/** What a run was asked to bring of a group, and where it goes. */
interface PartOfGroup {
  readonly unit: string;
  readonly images: readonly ResolvedImage[];
  readonly destination: Destination;
  readonly files: readonly ManifestFile[];
}

/**
 * Finds in the registry what a run was not asked for of a group whose images come from one commit or version:
 * by the tags that such an image would have, and only where its digest itself says that it does. An image
 * that is not there yet is said in the log, and the group waits for it. Images that the environment does not
 * declare are not looked for.
 */
export async function collectRest(
  { unit, images, destination, files }: PartOfGroup,
  source: ImageSource,
): Promise<readonly ResolvedImage[]> {
  const { config, environment } = destination;
  const group = config?.groups.find(({ name }) => name === unit);
  const same = group?.same;
  if (config === undefined || group === undefined || same === undefined) return [];
  const [wanted, another] = new Set(images.map(({ record }) => originOf(record, same)));
  if (wanted === undefined || another !== undefined) return [];
  const found: ResolvedImage[] = [];
  for (const name of missingOf(group, images, config, files)) {
    const image = imageNamed(config, name);
    const { repository, source: builtFrom, path } = image;
    const settings = { name, repository, source: builtFrom, path, pin: pinOf(environment, image) };
    const tags = tagsOf(wanted, same, images);
    const known = await findSame(settings, { tags, same, wanted }, source);
    if (known !== undefined) found.push(known);
    const told =
      known === undefined
        ? `is not in the registry yet as ${tags.join(' or ')}; the group waits for it`
        : `comes along as ${known.tag ?? ''}@${known.digest}`;
    source.log.info(`${name}, of the same ${same} in the group ${unit}, ${told}.`);
  }
  return found;
}

/** What the environment declares of the group beside the images that were asked for. */
function missingOf(
  group: GroupConfig,
  asked: readonly ResolvedImage[],
  config: Config,
  files: readonly ManifestFile[],
): readonly string[] {
  const others = group.images.filter((name) => asked.every((image) => image.name !== name));
  const sought = others.map((name) => imageNamed(config, name));
  const declared = new Set(findReferences(files, sought, editorSettings(config)).map(({ image }) => image));
  return others.filter((name) => declared.has(name));
}

/**
 * The tags that an image of the same origin has: those that were asked for, and the one that `build` makes.
 */
function tagsOf(
  wanted: string,
  same: 'commit' | 'version',
  asked: readonly ResolvedImage[],
): readonly string[] {
  const own = asked.flatMap(({ tag }) => (tag === undefined ? [] : [tag]));
  const made =
    same === 'commit' ? [commitTag(wanted.slice(wanted.indexOf('@') + 1))] : [wanted, `v${wanted}`];
  return [...new Set([...own, ...made])];
}

async function findSame(
  settings: Omit<ResolvedImage, 'tag' | 'digest' | 'record'>,
  {
    tags,
    same,
    wanted,
  }: { readonly tags: readonly string[]; readonly same: 'commit' | 'version'; readonly wanted: string },
  { registry, readRecord }: ImageSource,
): Promise<ResolvedImage | undefined> {
  const own = parseReference(settings.repository, `the repository of ${settings.name}`);
  for (const tag of tags) {
    const digest = await registry.resolve({ ...own, tag });
    if (digest === undefined) continue;
    const known = await readRecord({ ...own, tag, digest });
    if (originOf(known.record, same) === wanted) return { ...settings, tag, digest, ...known };
  }
  return undefined;
}
