import { errorsOf } from '../errors/waybill-error.ts';
import type { Digest } from '../image/digest.ts';
import type { KnownImage } from '../image/known-image.ts';
import { formatReference, type ImageReference, isTag } from '../image/reference.ts';
import { commitTag } from '../image/tags.ts';
import { isVersionTag } from '../image/version-tags.ts';
import type { Log } from '../runner/runner.ts';
import type { ImageSource } from './record-reader.ts';

/** Anyone who may push may attach a record with any tags, and each costs a request. */
const MOST = 8;

/**
 * The tag to write for an image that is promoted by its digest alone: the version that the image itself says,
 * else a tag of its record, else that of its commit. Each counts only if it points to the digest at this
 * moment. Undefined where none does, or where the registry does not answer; the log says which were tried.
 */
export async function tagOfDigest(
  {
    name,
    repository,
    digest,
  }: { readonly name: string; readonly repository: ImageReference; readonly digest: Digest },
  record: KnownImage | undefined,
  { registry, log }: Pick<ImageSource, 'registry'> & { readonly log: Pick<Log, 'info' | 'warning'> },
): Promise<string | undefined> {
  const candidates = record === undefined ? [] : tagCandidates(record);
  try {
    for (const tag of candidates) {
      if ((await registry.taggedDigest({ ...repository, tag, digest: undefined })) !== digest) continue;
      log.info(`${name}: its digest came without a tag; ${tag} points to it`);
      if (!stays(tag)) log.warning(`${name}: ${tag} names neither a version nor a commit, so it may move.`);
      return tag;
    }
  } catch (thrown) {
    const [error] = errorsOf(thrown);
    if (error === undefined || error.party === 'bug') throw thrown;
    const reference = formatReference({ ...repository, tag: undefined, digest });
    log.warning(`Which tag points to ${reference} is not known: ${error.message}`);
    return undefined;
  }
  const tried = candidates.length === 0 ? 'neither the image nor a record names any' : candidates.join(', ');
  log.info(`${name}: its digest came without a tag, and none is known that points to it now (${tried})`);
  return undefined;
}

/**
 * Tags that may point to the digest of a record, the ones that stay in place before the names of branches.
 */
function tagCandidates({ own, version, tags, source }: KnownImage): readonly string[] {
  const commit = own?.source?.commit ?? own?.claim.commit ?? source?.commit;
  const said = [...spellings(own?.version), ...spellings(version), ...tags];
  const all = [...said, ...(commit === undefined ? [] : [commitTag(commit)])].filter(isTag);
  return [...new Set([...all.filter(stays), ...all.filter((tag) => !stays(tag))])].slice(0, MOST);
}

/** Whether a tag is meant to name one digest for good. */
function stays(tag: string): boolean {
  return isVersionTag(tag) || /^sha-[0-9a-f]{7,}$/.test(tag);
}

/** The version `1.4.0` is often the tag `v1.4.0`. */
function spellings(version: string | undefined): readonly string[] {
  if (version === undefined) return [];
  return isVersionTag(version) && !version.startsWith('v') ? [version, `v${version}`] : [version];
}
