import { z } from 'zod';
import type { Digest } from '../../../image/digest.ts';
import type { Api } from '../../transport/api.ts';
import type { BundleFetcher } from './fetch-bundle.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';

/** Attestations of a digest, of which not all have been read. */
export interface AttestationPage {
  /** Sigstore bundles as JSON. */
  readonly bundles: readonly Uint8Array[];
  /** Reads the next page; undefined behind the last one. */
  readonly next: (() => Promise<AttestationPage>) | undefined;
}

const PAGE = 30;

const schema = z.object({
  attestations: z.array(z.object({ bundle: z.unknown().optional(), bundle_url: z.string().nullish() })),
});

/**
 * The provenance that GitHub keeps of a digest for a repository, page by page. GitHub answers with the
 * bundles, or with the addresses where they are. No attestations, and a repository that the token may not
 * see, are answered alike: with an empty page.
 */
export async function attestationsOf(
  api: Api,
  fetchBundle: BundleFetcher,
  repository: string,
  digest: Digest,
): Promise<AttestationPage> {
  const operation: Operation = {
    doing: `list the attestations of ${digest} in ${repository}`,
    repository,
    permission: 'attestations: read',
  };
  const readAfter = async (after: string | undefined): Promise<AttestationPage> => {
    const parameters = {
      ...ownerAndRepo(repository),
      subject_digest: digest,
      predicate_type: 'provenance',
      per_page: PAGE,
      ...(after === undefined ? {} : { after }),
    };
    const route = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
    const page = await api.readPage(operation, { route, parameters, schema, absent: [404, 422] });
    if (page === undefined) return { bundles: [], next: undefined };
    const bundles: Uint8Array[] = [];
    for (const { bundle, bundle_url: url } of page.data.attestations) {
      if (typeof bundle === 'object' && bundle !== null) bundles.push(Buffer.from(JSON.stringify(bundle)));
      else if (typeof url === 'string') bundles.push(await fetchBundle(operation, url));
    }
    const cursor = cursorOf(page.headers['link']);
    return { bundles, next: cursor === undefined ? undefined : () => readAfter(cursor) };
  };
  return readAfter(undefined);
}

/** Only the cursor is taken from the address of the next page, so that nobody can send a token elsewhere. */
function cursorOf(link = ''): string | undefined {
  const [, url = ''] = /<([^>]*)>\s*;[^,]*\brel="next"/.exec(link) ?? [];
  return URL.parse(url)?.searchParams.get('after') ?? undefined;
}
