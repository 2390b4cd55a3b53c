import type { Digest } from '../../image/digest.ts';
import type { OwnFacts } from '../../image/known-image.ts';
import { parseReference } from '../../image/reference.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import type { CommitOrder, GitHub } from '../../github/github.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import type { ImageSettings } from '../../promotion/lane/images.ts';
import type { Knowledge } from '../../records/record-reader.ts';
import type { LaneImages } from './plan-lane.ts';

/**
 * How one build of an image stands to another one.
 *
 * - `after`: it was built from a descendant of the other one's commit
 * - `same`: from the same commit
 * - `before`: from an ancestor
 * - `unordered`: git does not order them, or they do not say what they were built from; `note` says which
 * - `unread`: git would order them, and could not be read
 */
export type BuildOrder =
  | { readonly kind: 'after' | 'same' | 'before' }
  | { readonly kind: 'unordered'; readonly note: string }
  | { readonly kind: 'unread'; readonly why: string };

/** Two builds of an image: `source` is what `waybill.yaml` says of it. */
interface TwoBuilds {
  readonly image: Pick<ImageSettings, 'name' | 'repository' | 'source'>;
  readonly digest: Digest;
  readonly other: Digest;
}

export type OrderReader = (builds: TwoBuilds) => Promise<BuildOrder>;

/**
 * Reads the order of builds: what the images say of themselves, and git's order of the two commits. Dates
 * decide nothing, and neither does a record, because everybody who may push can attach one. Each pair of
 * commits is asked for once. `server` is the web address of GitHub.
 */
export function orderReader(
  {
    readRecord,
    github,
  }: Pick<Collaborators, 'readRecord'> & { readonly github: Pick<GitHub, 'commitOrder'> },
  server: string,
): OrderReader {
  const known = new Map<string, Promise<CommitOrder>>();
  const orderOf = (repository: string, commit: string, other: string): Promise<CommitOrder> => {
    const key = `${repository.toLowerCase()} ${commit} ${other}`;
    const answer = known.get(key) ?? github.commitOrder({ repository, commit, other });
    known.set(key, answer);
    return answer;
  };
  return async ({ image, digest, other }) => {
    const at = (asked: Digest) => ({ ...parseReference(image.repository), digest: asked });
    const [mine, theirs] = [await readRecord(at(digest)), await readRecord(at(other))];
    const compared = sourcesOf(mine, theirs, server);
    if (compared.kind !== 'sources') return compared;
    const { repository, commit } = compared.mine;
    const order = await orderOf(repository, commit, compared.theirs.commit);
    return order.kind === 'unread' && image.source === undefined
      ? { kind: 'unordered', note: order.why }
      : orderFrom(order, repository);
  };
}

type Source = NonNullable<OwnFacts['source']>;

/** The two commits, where both images say them of one repository; otherwise what is known without them. */
function sourcesOf(
  mine: Knowledge,
  theirs: Knowledge,
  server: string,
): { readonly kind: 'sources'; readonly mine: Source; readonly theirs: Source } | BuildOrder {
  if (mine.unanswered || theirs.unanswered) return { kind: 'unread', why: 'the registry did not answer' };
  const [own, other] = [mine.record?.own?.source, theirs.record?.own?.source];
  if (own === undefined || other === undefined)
    return { kind: 'unordered', note: 'one of them does not say which commit it was built from' };
  if (own.repository.toLowerCase() !== other.repository.toLowerCase())
    return { kind: 'unordered', note: `they were built from ${own.repository} and ${other.repository}` };
  const elsewhere = [own, other].find((source) => !isAt(source, server))?.server;
  if (elsewhere !== undefined)
    return { kind: 'unordered', note: `${own.repository} is on another server, ${elsewhere}` };
  return { kind: 'sources', mine: own, theirs: other };
}

function isAt(source: Source, server: string): boolean {
  return source.server === undefined || source.server.toLowerCase() === server.toLowerCase();
}

function orderFrom(order: CommitOrder, repository: string): BuildOrder {
  switch (order.kind) {
    case 'same':
    case 'after':
    case 'before':
      return { kind: order.kind };
    case 'apart':
      return { kind: 'unordered', note: `their commits are on two branches of ${repository}` };
    case 'unread':
      return order;
  }
}

/**
 * Whether the lane's open pull request proposes something that was built later than what is wanted: builds
 * can finish in another order than they were started in. One image that is newer makes the whole proposal
 * newer.
 */
export async function isOlder(input: LaneImages, baseOid: string, order: OrderReader): Promise<boolean> {
  const standing = headStanding(input.lane, input.state, baseOid);
  const open = input.state.pulls.some((pull) => pull.state === 'open');
  if (!open || standing.kind !== 'ours') return false;
  let older = false;
  for (const proposed of standing.trailers.images) {
    const image = input.images.find(({ name }) => name === proposed.name);
    if (image === undefined || image.digest === proposed.digest) continue;
    const { kind } = await order({ image, digest: image.digest, other: proposed.digest });
    if (kind === 'after') return false;
    older ||= kind === 'before';
  }
  return older;
}
