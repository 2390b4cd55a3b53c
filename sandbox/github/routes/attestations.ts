import { notFound, ok, type GitHubAnswer } from '../http/answer.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import type { Attestation } from '../state/model.ts';

const READ = [{ permission: 'attestations', level: 'read' }] as const;

export const attestationRoutes: readonly GitHubRoute[] = [
  repositoryRoute(
    'GET /repo/attestations/{subject_digest}',
    'repos/attestations#list-attestations',
    READ,
    attestations,
  ),
];

/** Newest first, in pages that are found by a cursor alone. No attestations are a 404. */
function attestations(call: RepositoryCall): GitHubAnswer {
  const type = call.query.get('predicate_type');
  const all = (call.repo.attestations.get(param(call, 'subject_digest')) ?? [])
    .map((attestation, index) => ({ ...attestation, cursor: String(index + 1) }))
    .filter((attestation) => type === null || isOfType(attestation, type))
    .toReversed();
  if (all.length === 0) throw notFound();
  const { size } = pageOf(call);
  const after = call.query.get('after');
  const start = after === null ? 0 : all.findIndex(({ cursor }) => cursor === after) + 1;
  const shown = all.slice(start, start + size);
  const last = shown.at(-1);
  const isMore = start + size < all.length;
  return ok(
    {
      attestations: shown.map(({ bundle, url }) => ({
        repository_id: call.repo.id,
        initiator: 'user',
        // What is kept elsewhere comes with its address alone.
        ...(url === undefined ? { bundle, bundle_url: '' } : { bundle_url: url }),
      })),
    },
    isMore && last !== undefined ? { link: `<${addressAfter(call, last.cursor)}>; rel="next"` } : {},
  );
}

function addressAfter({ url }: RepositoryCall, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('after', cursor);
  return next.href;
}

/** `provenance` and `sbom` are short for what begins so. */
function isOfType({ predicateType }: Attestation, type: string): boolean {
  if (predicateType === undefined) return true;
  if (type === 'provenance') return predicateType.startsWith('https://slsa.dev/provenance/');
  return type === 'sbom' ? /spdx|cyclonedx/.test(predicateType) : predicateType === type;
}
