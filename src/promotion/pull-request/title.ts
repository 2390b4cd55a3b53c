import { cut, harmlessLine, plainLine } from '../../report/markdown.ts';
import { subject, versionOf } from '../lane/commit-message.ts';
import type { RecordedImage } from '../lane/images.ts';
import type { LaneNames } from '../lane/lane.ts';
import { ORDINARY, type Purpose } from '../lane/purpose.ts';
import type { ImageChanges } from './change-list.ts';

const LONGEST_TITLE = 250;
const LONGEST_HEADLINE = 60;

/** What a title is made of, beside the images. */
export interface TitleParts {
  /** The owner's: `chore(prod): `. */
  readonly prefix?: string;
  readonly purpose?: Purpose;
  readonly changes?: readonly ImageChanges[];
}

/**
 * The title: what is promoted where, after the owner's prefix. `Promote api 1a2b3c4 to staging: Open on
 * Sundays`: a commit alone tells a person little, so the headline of the commit stands behind it.
 */
export function pullRequestTitle(
  lane: LaneNames,
  images: readonly RecordedImage[],
  { prefix = '', purpose = ORDINARY, changes = [] }: TitleParts,
): string {
  const headline = headlineOf(images, changes);
  const said = headline === '' ? '' : `: ${headline}`;
  return cut(plainLine(`${prefix}${subject(lane, images, purpose)}${said}`), LONGEST_TITLE);
}

/** The headline of the commit that the one image was built from. Empty where its version says enough. */
function headlineOf(images: readonly RecordedImage[], changes: readonly ImageChanges[]): string {
  const [image, another] = images;
  if (image === undefined || another !== undefined || versionOf(image) !== undefined) return '';
  const own = changes.find(({ images: names }) => names.includes(image.name))?.changes;
  const commit = own?.kind === 'known' ? own.added.find(({ oid }) => oid === own.to) : undefined;
  return harmlessLine(commit?.headline.replace(/\s*\(#\d+\)\s*$/, '') ?? '', LONGEST_HEADLINE);
}
