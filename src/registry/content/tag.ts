import { WaybillError } from '../../errors/waybill-error.ts';
import { isTag } from '../../image/reference.ts';
import { type RepositoryName, nameOf } from '../transport/endpoint.ts';
import type { ManifestVerbs } from './manifest-verbs.ts';
import { refusedError } from '../transport/registry-error.ts';
import type { FetchedManifest } from './manifest.ts';
import { type Patience, backoff } from '../transport/retry.ts';

const MOST_WRITES = 4;

/**
 * Puts a tag on a manifest by writing its bytes under the tag's name. Nothing is written when the tag is
 * there already. When the answer to the write is lost, the tag is read: it has the digest, done; it is as it
 * was before, write again; it has a third digest, somebody else moved it, and this run does not fight.
 */
export async function putTag(
  at: RepositoryName,
  tag: string,
  manifest: FetchedManifest,
  { verbs, patience }: { readonly verbs: ManifestVerbs; readonly patience: Patience },
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
  const before = (await verbs.get(at, tag))?.digest;
  if (before === manifest.digest) return;
  for (let tries = 1; ; tries += 1) {
    const put = await verbs.put(at, tag, manifest);
    if (put.kind === 'written') return;
    const now = (await verbs.get(at, tag))?.digest;
    if (now === manifest.digest) return;
    if (now !== before) {
      const what = `the tag ${tag} was moved to ${now ?? 'nothing'} while it was being put on ${manifest.digest}`;
      throw refusedError(at, what, 'Two runs write this tag; look which one should, and run that one again.');
    }
    if (tries === MOST_WRITES) throw put.error;
    await patience.clock.sleep(backoff(tries));
  }
}
