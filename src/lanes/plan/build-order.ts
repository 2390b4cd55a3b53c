import { headStanding } from '../../promotion/lane/head-standing.ts';
import { parseReference } from '../../image/reference.ts';
import type { KnownImage } from '../../image/known-image.ts';
import type { LaneImages } from './plan-lane.ts';
import type { ImageSource } from '../../records/record-reader.ts';

/**
 * Whether the lane's open pull request proposes something that was built later than what is wanted: builds
 * can finish in another order than they were started in. Only images that say of themselves that they come
 * from one source repository are compared, and one that is newer makes the whole proposal newer.
 */
export async function isOlder(input: LaneImages, baseOid: string, source: ImageSource): Promise<boolean> {
  const standing = headStanding(input.lane, input.state, baseOid);
  const open = input.state.pulls.some((pull) => pull.state === 'open');
  if (!open || standing.kind !== 'ours') return false;
  let older = false;
  for (const proposed of standing.trailers.images) {
    const wanted = input.images.find(({ name }) => name === proposed.name);
    if (wanted === undefined || wanted.digest === proposed.digest) continue;
    const own = parseReference(wanted.repository);
    const { record } = await source.readRecord({ ...own, digest: proposed.digest });
    const order = compare(wanted.record, record);
    if (order > 0) return false;
    older ||= order < 0;
  }
  return older;
}

/** Below zero when what is wanted was built before what is proposed; zero when that cannot be told. */
function compare(wanted: KnownImage | undefined, proposed: KnownImage | undefined): number {
  const [a, b] = [wanted?.own, proposed?.own];
  const [left, right] = [a?.source?.repository.toLowerCase(), b?.source?.repository.toLowerCase()];
  if (a?.created === undefined || b?.created === undefined) return 0;
  if (left === undefined || left !== right) return 0;
  return Math.sign(Date.parse(a.created) - Date.parse(b.created));
}
