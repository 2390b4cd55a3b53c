import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { isTag } from '../../image/reference.ts';
import { type RepositoryName, nameOf } from '../transport/endpoint.ts';
import type { ManifestVerbs } from './manifest-verbs.ts';
import { refusedError } from '../transport/registry-error.ts';
import type { FetchedManifest } from './manifest.ts';
import { type Patience, spaced } from '../transport/retry.ts';

const MOST_WRITES = 4;

/** What putting a tag needs of a registry. */
interface TagVerbs {
  readonly manifests: ManifestVerbs;
  readonly patience: Patience;
}

/**
 * Puts a tag on a manifest by writing its bytes under the tag's name. Nothing is written when the tag points
 * there already.
 *
 * When the answer to the write is lost, the tag is read. With the digest that was written, all is done. With
 * the digest from before, it is written again. With a third digest somebody else moved the tag, and this run
 * leaves it to them.
 */
export async function putTag(
  at: RepositoryName,
  tag: string,
  manifest: FetchedManifest,
  { manifests, patience }: TagVerbs,
): Promise<void> {
  if (!isTag(tag)) {
    throw new WaybillError(
      'REFERENCE_INVALID',
      `${nameOf(at)}: ${JSON.stringify(tag.slice(0, 200))} is not a tag`,
      {
        hint: 'A tag has up to 128 letters, digits, ".", "_" and "-", and does not begin with "." or "-".',
      },
    );
  }
  const before = await manifests.taggedDigest(at, tag);
  if (before === manifest.digest) return;
  const tagged = await keepTrying<true, WaybillError>(spaced(patience, MOST_WRITES), async () => {
    const put = await manifests.put(at, tag, manifest);
    if (put.kind === 'written') return ok(true);
    const now = await manifests.taggedDigest(at, tag);
    if (now === manifest.digest) return ok(true);
    if (now === before) return no(put.error);
    const what = `the tag ${tag} was moved to ${now ?? 'nothing'} while it was being put on ${manifest.digest}`;
    throw refusedError(at, what, 'Two runs write this tag; look which one should, and run that one again.');
  });
  if (!tagged.ok) throw tagged.problem;
}

/**
 * Throws `TAG_IMMUTABLE` for a tag that is there and that the registry says it holds, or why this login may
 * not push. A registry that does not say so beforehand says it when the tag is put.
 */
export async function requireMovable(
  at: RepositoryName,
  tag: string,
  { manifests }: Pick<TagVerbs, 'manifests'>,
): Promise<void> {
  if ((await manifests.taggedDigest(at, tag)) === undefined) return;
  const held = await manifests.whyHeld(at, tag);
  if (held !== undefined) throw held;
}
