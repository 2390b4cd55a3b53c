import { errorsOf } from '../../errors/waybill-error.ts';
import type { Digest } from '../../image/digest.ts';
import { readDescriptors } from '../content/documents.ts';
import { type RepositoryName, nameOf, referrersUrl } from '../transport/endpoint.ts';
import type { HttpAnswer } from '../transport/http-transport.ts';
import { OCI_INDEX, mediaTypeOf } from '../content/media-types.ts';
import { errorOf, refusedError } from '../transport/registry-error.ts';
import type { Descriptor } from '../content/manifest.ts';
import { type Patience, withRetries } from '../transport/retry.ts';
import type { Session } from '../login/session.ts';

/** What the referrers API says of a subject, or that the registry has none. */
export type Referrers =
  { readonly kind: 'listed'; readonly descriptors: readonly Descriptor[] } | { readonly kind: 'unsupported' };

/** Which artifacts are asked for: those of one type that refer to a digest. */
interface ReferrersQuestion {
  readonly subject: Digest;
  readonly artifactType: string;
}

const LARGEST_PAGE = 4 * 1024 * 1024;
const MOST_PAGES = 50;
/**
 * What registries without the API answer to its path. A 5xx is no such answer: a registry that fails may
 * still have the API.
 */
const UNSUPPORTED = new Set([400, 404, 405, 406]);

/**
 * The artifacts of one type that refer to a digest, from the referrers API (distribution-spec, "Listing
 * Referrers"). Reads page after page.
 */
export async function listReferrers(
  at: RepositoryName,
  { subject, artifactType }: ReferrersQuestion,
  session: Session,
  patience: Patience,
): Promise<Referrers> {
  const first = referrersUrl(at, subject, artifactType);
  const found: Descriptor[] = [];
  let url: URL | undefined = first;
  for (let page = 0; url !== undefined; page += 1) {
    if (page === MOST_PAGES) {
      throw refusedError(
        at,
        `${subject} has more than ${MOST_PAGES} pages of referrers`,
        'Delete artifacts that nobody needs from this digest.',
      );
    }
    const ask = {
      at,
      intent: 'read',
      method: 'GET',
      url,
      headers: { accept: OCI_INDEX },
      limit: LARGEST_PAGE,
    } as const;
    const outcome = await withRetries(`${nameOf(at)} referrers`, patience, () => session.send(ask)).catch(
      asUnknownPath,
    );
    if (outcome === undefined) return { kind: 'unsupported' };
    if (outcome.kind === 'failure') throw errorOf(at, 'read', outcome, patience.clock.now());
    if (UNSUPPORTED.has(outcome.status)) return { kind: 'unsupported' };
    if (outcome.status !== 200) throw errorOf(at, 'read', outcome, patience.clock.now());
    // A proxy may answer 200 with a page of its own.
    if (mediaTypeOf(outcome.headers.get('content-type')) !== OCI_INDEX) return { kind: 'unsupported' };
    const entries = readDescriptors(outcome.body);
    if (entries === undefined)
      throw refusedError(
        at,
        'its list of referrers is not an OCI index',
        'Report this to who runs the registry.',
      );
    // A registry may ignore the filter.
    found.push(...entries.filter((entry) => isOfType(entry, artifactType)));
    url = nextPage(outcome, url, first);
  }
  return { kind: 'listed', descriptors: found };
}

/** Whether an artifact is of a type, or of one that begins with it: `application/vnd.acme*`, and `*`. */
export function isOfType({ artifactType: type }: Descriptor, wanted: string): boolean {
  // One that says no type is of all types.
  if (wanted === '*') return true;
  return wanted.endsWith('*') ? type?.startsWith(wanted.slice(0, -1)) === true : type === wanted;
}

/**
 * Harbor 2.7 answers 401 to the path of the referrers, as to any path that it does not know, although the
 * login may read the repository. Where it may not, the tag that is asked next is refused too, and says so.
 */
function asUnknownPath(thrown: unknown): undefined {
  const [error] = errorsOf(thrown);
  if (error?.code === 'REGISTRY_DENIED' || error?.code === 'REGISTRY_LOGIN_MISSING') return undefined;
  throw thrown;
}

/**
 * The address of a `Link` header with `rel=next` (RFC 8288). One that leaves the registry is not followed,
 * because the login goes with it.
 */
function nextPage(answer: HttpAnswer, from: URL, first: URL): URL | undefined {
  const link = /<([^>]*)>\s*;[^,]*\brel\s*=\s*"?next\b/i.exec(answer.headers.get('link') ?? '')?.[1];
  const url = link === undefined ? null : URL.parse(link, from.href);
  return url !== null && url.origin === first.origin && url.pathname === first.pathname ? url : undefined;
}
