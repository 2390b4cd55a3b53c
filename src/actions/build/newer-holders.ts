import { resultOf, wordsOfProblem } from '../../errors/go-on.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import type { CommitOrder } from '../../github/github.ts';
import { type Digest, shortDigest } from '../../image/digest.ts';
import { NO_CLAIM, type SourceClaim, sourceClaim } from '../../image/derive-record.ts';
import { formatReference, type ImageReference } from '../../image/reference.ts';
import { sameSource } from '../../image/source.ts';
import { commitTag } from '../../image/tags.ts';
import { isVersionTag } from '../../image/version-tags.ts';
import type { BuildCollaborators } from './build-collaborators.ts';
import { type BuildIdentity, ownTag } from './request/identity.ts';

/** A tag that points to something newer than this run's commit, and stays there. */
export interface LeftTag {
  readonly tag: string;
  /** What the tag points to. */
  readonly digest: Digest;
  /** The descendant that this was built from. */
  readonly commit: string;
}

/** Says whether a tag stays where it is. It is about `digest`, which is to get the tag. */
export type NewerHolders = (tag: string, digest: Digest | undefined) => Promise<LeftTag | undefined>;

type Asked = Pick<BuildCollaborators, 'registry' | 'runner' | 'commitOrder'>;

/**
 * Keeps an older workflow that is run again from moving a tag like `main` back. A tag stays where the image
 * that it points to says that it was built from a descendant of this run's commit, and git proves it. What is
 * not known does not block: the tag moves, with a warning. What the image says of itself counts, never a
 * record, because everybody who may push can attach one.
 *
 * A version never moves anyway, and the commit's own tag is this commit's. GitHub is asked, because checkouts
 * are shallow; once for each image that holds a tag.
 */
export function newerHolders(asked: Asked, image: ImageReference, identity: BuildIdentity): NewerHolders {
  const answers = new Map<Digest, Promise<string | undefined>>();
  return async (tag, digest) => {
    if (isVersionTag(tag) || tag === ownTag(identity) || tag === commitTag(identity.commit)) return undefined;
    // After a question the tag is looked at again: a newer run may have taken it in the meantime.
    for (;;) {
      const holder = await asked.registry.taggedDigest({ ...image, tag });
      if (holder === undefined || holder === digest) return undefined;
      const known = answers.get(holder);
      const answer = known ?? descendant(asked, { ...image, tag, digest: holder }, identity);
      answers.set(holder, answer);
      const commit = await answer;
      if (commit !== undefined) return { tag, digest: holder, commit };
      if (known !== undefined) return undefined;
    }
  };
}

/** Those of the tags that stay where they are. */
export async function leftTags(
  tags: readonly string[],
  digest: Digest | undefined,
  newer: NewerHolders,
): Promise<readonly LeftTag[]> {
  const left: LeftTag[] = [];
  for (const tag of tags) {
    const holder = await newer(tag, digest);
    if (holder !== undefined) left.push(holder);
  }
  return left;
}

/** The tags without those that stay where they are. */
export async function tagsToPut(
  tags: readonly string[],
  digest: Digest,
  newer: NewerHolders,
): Promise<readonly string[]> {
  const left = new Set((await leftTags(tags, digest, newer)).map(({ tag }) => tag));
  return tags.filter((tag) => !left.has(tag));
}

export function whyLeft({ tag, digest, commit }: LeftTag, image: ImageReference): string {
  return `${image.spelling}:${tag} is left on ${shortDigest(digest)}: that was built from ${commit.slice(0, 12)}, which comes after this run's commit.`;
}

type Holder = ImageReference & { readonly digest: Digest };

/** The commit that the image was built from, where git proves that it is a descendant of this run's. */
async function descendant(
  asked: Asked,
  holder: Holder,
  identity: BuildIdentity,
): Promise<string | undefined> {
  const other = await commitOf(asked, holder, identity);
  const { repository, commit } = identity;
  const order: CommitOrder = other.ok
    ? await asked.commitOrder({ repository, commit, other: other.value })
    : { kind: 'unread', why: other.problem };
  if (order.kind === 'before' && other.ok) return other.value;
  if (order.kind === 'unread')
    asked.runner.log.warning(
      `${formatReference(holder)} may be newer than this run's commit: ${order.why}. The tag is moved.`,
    );
  return undefined;
}

/** The commit that the image says it was built from, or why it is not known. */
async function commitOf(
  { registry }: Asked,
  holder: Holder,
  { serverUrl, repository }: BuildIdentity,
): Promise<Result<string, string>> {
  const found = await resultOf(() => registry.describe({ ...holder, tag: undefined }));
  if (!found.ok) return no(`the registry did not answer: ${wordsOfProblem(found.problem)}`);
  const { source, commit }: SourceClaim = found.value === undefined ? NO_CLAIM : sourceClaim(found.value);
  if (commit === undefined) return no('it does not say which commit it was built from');
  if (source === undefined || sameSource(source, { server: serverUrl, repository })) return ok(commit);
  return no(`it says that it was built from ${source.repository}`);
}
