import { no, ok, type Result } from '../../errors/result.ts';
import { vouchedSource } from '../../image/known-image.ts';
import type { ImageRecord } from '../../image/record.ts';
import type { CommitPair, GitHub } from '../../github/github.ts';
import type { ImageChanges } from '../../promotion/pull-request/change-list.ts';
import type { SourceChanges } from '../../promotion/pull-request/source-commit.ts';
import type { PlacedImage, ReplacedVersions, ResolvedImage } from '../../promotion/lane/images.ts';

/** Two commits to be compared, and the images of the lane that were built from them. */
interface ComparedCommits {
  readonly pair: CommitPair;
  readonly images: string[];
}

/** What is known of an image's changes before the source repository is asked. */
type Comparison =
  | { readonly kind: 'answered'; readonly changes: SourceChanges }
  | { readonly kind: 'to-ask'; readonly pair: CommitPair };

/** The images that a lane places, and what is known of them. */
interface LaneChanges {
  readonly placed: readonly PlacedImage[];
  readonly images: readonly ResolvedImage[];
  /** The web address of GitHub. */
  readonly server: string;
}

/**
 * What changed in the sources of the images, from the records of the old and the new digests: one request for
 * all lanes. What is not known is said in place of the list.
 */
export async function changeLists(
  lanes: readonly LaneChanges[],
  github: Pick<GitHub, 'sourceChanges'>,
): Promise<readonly (readonly ImageChanges[])[]> {
  const compared = lanes.map(comparisonsOf);
  const toAsk = compared.flatMap((lane) => lane.toAsk);
  const changes = toAsk.length === 0 ? [] : await github.sourceChanges(toAsk.map(({ pair }) => pair));
  const found = new Map(toAsk.map((asked, index) => [asked, changes[index]]));
  return compared.map((lane) => [
    ...lane.answered,
    ...lane.toAsk.flatMap((asked) => {
      const known = found.get(asked);
      return known === undefined ? [] : [{ images: asked.images, changes: known }];
    }),
  ]);
}

function comparisonsOf({ placed, images, server }: LaneChanges) {
  const toAsk: ComparedCommits[] = [];
  const answered: ImageChanges[] = [];
  for (const { image, from } of placed) {
    const settings = images.find(({ name }) => name === image.name);
    const comparison = compare({ image, from }, settings, server);
    if (comparison.kind === 'answered') answered.push({ images: [image.name], changes: comparison.changes });
    else addPair(toAsk, comparison.pair, image.name);
  }
  return { toAsk, answered };
}

function compare(
  { image, from }: PlacedImage,
  settings: Pick<ResolvedImage, 'path' | 'source'> | undefined,
  server: string,
): Comparison {
  const after = sourceOrWhy(image, 'new', settings?.source);
  const before = sourceOrWhy(from, 'old', settings?.source);
  if (!after.ok) return answer(after.problem);
  if (!before.ok) return answer(before.problem);
  return compareSources(before.value, after.value, settings?.path, server);
}

type Source = NonNullable<ImageRecord['source']>;

/** The source that more than a record names, or what to say in place of the list. */
function sourceOrWhy(
  { record, unanswered }: Pick<ReplacedVersions, 'record' | 'unanswered'>,
  side: 'new' | 'old',
  configured: string | undefined,
): Result<Source, SourceChanges> {
  if (unanswered === true) return no({ kind: 'unanswered', side });
  if (record?.source === undefined) return no({ kind: 'unrecorded', side });
  const source = vouchedSource(record, configured);
  if (source !== undefined) return ok(source);
  const { repository, commit } = record.source;
  return no({ kind: 'unvouched', side, repository, commit });
}

function compareSources(before: Source, after: Source, path: string | undefined, server: string): Comparison {
  const { repository } = after;
  if (before.repository.toLowerCase() !== repository.toLowerCase()) {
    const reason = `the image declared now was built from another repository, ${before.repository}.`;
    return answer({ kind: 'unreadable', repository, reason });
  }
  if (after.server !== undefined && after.server.toLowerCase() !== server.toLowerCase()) {
    const reason = `${repository} is on another server, ${after.server}.`;
    return answer({ kind: 'unreadable', repository, reason });
  }
  if (before.commit === after.commit) return answer({ kind: 'same', repository, commit: after.commit });
  return { kind: 'to-ask', pair: { repository, from: before.commit, to: after.commit, path } };
}

function answer(changes: SourceChanges): Comparison {
  return { kind: 'answered', changes };
}

function addPair(compared: ComparedCommits[], added: CommitPair, image: string): void {
  const same = compared.find(
    ({ pair }) =>
      pair.repository.toLowerCase() === added.repository.toLowerCase() &&
      pair.from === added.from &&
      pair.to === added.to &&
      pair.path === added.path,
  );
  if (same === undefined) compared.push({ pair: added, images: [image] });
  else same.images.push(image);
}
