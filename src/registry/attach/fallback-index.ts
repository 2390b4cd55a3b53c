import type { WaybillError } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { readDescriptors } from '../content/documents.ts';
import { parseJson } from '../transport/json.ts';
import { type RepositoryName, nameOf } from '../transport/endpoint.ts';
import { sha256 } from '../content/hash.ts';
import type { ManifestVerbs } from '../content/manifest-verbs.ts';
import { OCI_INDEX } from '../content/media-types.ts';
import { refusedError } from '../transport/registry-error.ts';
import type { Descriptor, FetchedManifest } from '../content/manifest.ts';
import { type Patience, waitAfter } from '../transport/retry.ts';

/**
 * `sha256-<hex>`: the tag that holds an index of the artifacts of a digest, on a registry without the
 * referrers API. Clients keep it themselves (distribution-spec, "Referrers Tag Schema").
 */
function fallbackTag(subject: Digest): string {
  return subject.replace(':', '-');
}

/** Whether there may be a fallback index, at the price of a HEAD. */
export async function hasFallback(
  at: RepositoryName,
  subject: Digest,
  verbs: ManifestVerbs,
): Promise<boolean> {
  return (await verbs.taggedDigest(at, fallbackTag(subject))) !== undefined;
}

/** The descriptors in the fallback index; empty when there is none. */
export async function readFallback(
  at: RepositoryName,
  subject: Digest,
  verbs: ManifestVerbs,
): Promise<readonly Descriptor[]> {
  const index = await verbs.get(at, fallbackTag(subject));
  return index === undefined || isSubject(index, subject) ? [] : descriptorsOf(at, index);
}

const MOST_ROUNDS = 60;
/** How many writes may stay without a clear answer, all together. */
const MOST_UNCLEAR = 4;
/**
 * The index must stay as it is for so long before a write counts as done. A writer takes less than that from
 * reading the index to writing it.
 */
const SETTLED_AFTER = 1_000;
const LONGEST_WAIT = 3_000;

/**
 * Adds a descriptor to the fallback index.
 *
 * Registries have no compare-and-swap: they ignore `If-Match`. Another writer, who read the index before this
 * write, can take this entry away again. So this run writes, reads back, waits and reads again. It puts back
 * what it saw there and what is gone, entries of others too. It is done when the index stayed the same over a
 * wait.
 */
export async function addToFallback(
  subject: RepositoryName & { readonly digest: Digest },
  descriptor: Descriptor,
  verbs: ManifestVerbs,
  patience: Patience,
): Promise<void> {
  const at = subject;
  const tag = fallbackTag(subject.digest);
  const seen = new Map<string, unknown>([[descriptor.digest, descriptor]]);
  let wrote = false;
  let unclear = 0;
  let unchangedSince: Digest | undefined;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const current = await verbs.get(at, tag);
    if (current !== undefined && isSubject(current, subject.digest)) throw withoutLists(at, tag);
    const entries = current === undefined ? [] : entriesOf(at, current);
    const held = new Set(entries.map(digestOf));
    for (const entry of entries) rememberOnce(seen, entry);
    const missing = [...seen].filter(([digest]) => !held.has(digest)).map(([, entry]) => entry);
    if (missing.length === 0) {
      // Either nobody else wrote during this run, or nobody did during the last wait.
      if (!wrote || current?.digest === unchangedSince) return;
      unchangedSince = current?.digest;
      await patience.clock.sleep(SETTLED_AFTER * (1 + Math.random() / 2));
      continue;
    }
    if (wrote) {
      patience.log(
        `${nameOf(at)}: another run changed ${tag} at the same time; putting ${missing.length} back`,
      );
      await patience.clock.sleep(Math.random() * Math.min(LONGEST_WAIT, 100 * round));
    }
    const refreshed = wrote ? await verbs.get(at, tag) : current;
    const put = await verbs.put(at, tag, withEntries(at, refreshed, seen));
    if (put.kind === 'unclear') {
      if (unclear + 1 === MOST_UNCLEAR) throw put.error;
      await patience.clock.sleep(waitAfter(unclear));
      unclear += 1;
    }
    wrote = true;
    unchangedSince = undefined;
  }
  throw refusedError(
    at,
    `the tag ${tag} was changed by others in every one of ${MOST_ROUNDS} tries`,
    'Run the job again: the artifact itself is in the registry, and running again only adds it to the list.',
  );
}

function withEntries(
  at: RepositoryName,
  current: FetchedManifest | undefined,
  wanted: ReadonlyMap<string, unknown>,
): FetchedManifest {
  const entries = current === undefined ? [] : entriesOf(at, current);
  const held = new Set(entries.map(digestOf));
  const added = [...wanted].filter(([digest]) => !held.has(digest)).map(([, entry]) => entry);
  const rest = current === undefined ? {} : objectOf(current);
  const index = { ...rest, schemaVersion: 2, mediaType: OCI_INDEX, manifests: [...entries, ...added] };
  const body = Buffer.from(JSON.stringify(index));
  return { digest: sha256(body), mediaType: OCI_INDEX, body };
}

function descriptorsOf(at: RepositoryName, index: FetchedManifest): readonly Descriptor[] {
  const descriptors = index.mediaType === OCI_INDEX ? readDescriptors(index.body) : undefined;
  if (descriptors === undefined) throw notAnIndex(at, index);
  return descriptors;
}

/** The entries as they were read. Those of other tools keep fields that Waybill does not know. */
function entriesOf(at: RepositoryName, index: FetchedManifest): readonly unknown[] {
  const object = objectOf(index);
  if (index.mediaType !== OCI_INDEX || !('manifests' in object) || !Array.isArray(object.manifests)) {
    throw notAnIndex(at, index);
  }
  return object.manifests;
}

function objectOf(index: FetchedManifest): object {
  const value = parseJson(index.body);
  return typeof value === 'object' && value !== null ? value : {};
}

function digestOf(entry: unknown): string | undefined {
  const digest = typeof entry === 'object' && entry !== null && 'digest' in entry ? entry.digest : undefined;
  return typeof digest === 'string' ? digest : undefined;
}

function rememberOnce(seen: Map<string, unknown>, entry: unknown): void {
  const digest = digestOf(entry);
  if (digest !== undefined && !seen.has(digest)) seen.set(digest, entry);
}

/** GitLab's registry reads the tag `sha256-<hex>` as the digest, and serves the image itself for it. */
function isSubject(found: FetchedManifest, subject: Digest): boolean {
  return found.digest === subject;
}

function withoutLists(at: RepositoryName, tag: string): WaybillError {
  return refusedError(
    at,
    `it has no list of artifacts, and serves the image itself for the tag ${tag} that would hold one`,
    'This registry cannot keep records: set "attach: false".',
  );
}

function notAnIndex(at: RepositoryName, found: FetchedManifest) {
  return refusedError(
    at,
    `the tag that lists artifacts by convention holds ${found.mediaType} (${found.digest}) and not an OCI index`,
    'Somebody used this tag for an image. Delete the tag in the registry; waybill writes the list again.',
  );
}
