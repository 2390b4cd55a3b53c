import { shortTag } from '../../../image/short-tag.ts';
import { code, fold, link } from '../../../report/markdown.ts';
import type { PlacedImage } from '../../lane/images.ts';
import { NOT_KNOWN, SAYS, sourceHere } from './image-table.ts';

/** Behind a fold: each image in full, with the commit, the branch and the run that it comes from. */
export function provenanceSection(placed: readonly PlacedImage[], server: string): string {
  const lines = placed.map((image) => provenance(image, server));
  return fold(
    'Provenance',
    `${lines.join('\n')}\n\nThis is what the images and the records in the registry say; it is not verified here.`,
  );
}

/** What a record alone says is no link: whoever may push can attach one. */
function provenance({ image }: PlacedImage, server: string): string {
  const { record } = image;
  const name = `- ${code(image.name)}: ${code(`${image.repository}${longTag(image.tag)}@${image.digest}`, 400)}`;
  if (record?.source === undefined) {
    return image.unanswered === true
      ? `${name}, of which it is ${NOT_KNOWN}`
      : `${name}, which does not say what it was built from`;
  }
  const { repository, commit, ref } = record.source;
  const isOwn = record.own?.source !== undefined;
  const here = isOwn ? sourceHere(record.source, server) : undefined;
  const at = here === undefined ? undefined : `${server}/${here}/commit/${commit}`;
  const on = ref === undefined ? '' : ` (${code(ref)})`;
  const says = ` (${SAYS})`;
  const run = record.run === undefined ? '' : `, by run ${code(record.run.id)}${isOwn ? says : ''}`;
  return `${name} built from ${link(code(`${repository}@${commit.slice(0, 7)}`), at)}${on}${isOwn ? '' : says}${run}${record.reused === true ? '; the build reused it, and it is unverified' : ''}`;
}

/** A tag that is shortened everywhere else stands here in full. */
function longTag(tag: string | undefined): string {
  return tag === undefined || shortTag(tag) === tag ? '' : `:${tag}`;
}
