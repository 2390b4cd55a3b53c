import { created, GitHubRefusal, notFound, ok, type GitHubAnswer } from '../http/answer.ts';
import { isObject, optionalObject } from '../http/body.ts';
import { param, repositoryRoute, type RepositoryCall, type GitHubRoute } from '../http/call.ts';
import { pageOf } from '../http/paging.ts';
import type { Attestation, Repository } from '../state/model.ts';

const WRITE = [{ permission: 'attestations', level: 'write' }] as const;
const READ = [{ permission: 'attestations', level: 'read' }] as const;

export const attestationRoutes: readonly GitHubRoute[] = [
  repositoryRoute(
    'GET /repo/attestations/{subject_digest}',
    'repos/attestations#list-attestations',
    READ,
    attestations,
  ),
  repositoryRoute(
    'POST /repo/attestations',
    'repos/attestations#create-an-attestation',
    WRITE,
    createAttestation,
  ),
];

/** So many artifacts one attestation may be about. */
const MOST_SUBJECTS = 1024;

/** Keeps an attestation under each digest that it is about. */
function createAttestation(call: RepositoryCall): GitHubAnswer {
  const { github, repo } = call;
  refuseBeyondPlan(github.person(repo.owner).type, repo);
  const bundle = optionalObject(call.body, 'bundle');
  if (bundle === undefined) throw new GitHubRefusal(422, 'Invalid request.\n\n"bundle" wasn\'t supplied.');
  const { digests, predicateType } = statementIn(bundle);
  if (digests.length === 0 || digests.length > MOST_SUBJECTS)
    throw new GitHubRefusal(422, 'Validation Failed', {
      errors: [{ resource: 'Attestation', code: 'invalid', field: 'bundle' }],
    });
  for (const digest of digests)
    repo.attestations.set(digest, [
      ...(repo.attestations.get(digest) ?? []),
      { bundle, url: undefined, predicateType },
    ]);
  return created({ id: github.nextId() });
}

/** The words are GitHub's; people have met them in actions/attest. */
function refuseBeyondPlan(owner: string, { owner: name, settings }: Repository): void {
  if (!settings.private || settings.plan === 'enterprise') return;
  throw new GitHubRefusal(
    403,
    owner === 'Organization'
      ? `Feature not available for the ${name} organization. To enable this feature, please upgrade the billing plan, or make this repository public.`
      : 'Feature not available for user-owned private repositories. To enable this feature, please make this repository public.',
  );
}

interface StatementFacts {
  readonly digests: readonly string[];
  readonly predicateType: string | undefined;
}

/** What the statement in a bundle is about; nothing where it is no bundle with a statement. */
function statementIn(bundle: Readonly<Record<string, unknown>>): StatementFacts {
  const { dsseEnvelope: envelope, verificationMaterial: material, mediaType } = bundle;
  const nothing = { digests: [], predicateType: undefined };
  if (typeof mediaType !== 'string' || !isObject(material) || !isObject(envelope)) return nothing;
  const payload = typeof envelope['payload'] === 'string' ? envelope['payload'] : '';
  try {
    const statement: unknown = JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));
    if (!isObject(statement) || !Array.isArray(statement['subject'])) return nothing;
    const digests = statement['subject'].flatMap((subject: unknown) => {
      const digest =
        isObject(subject) && isObject(subject['digest']) ? subject['digest']['sha256'] : undefined;
      return typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest) ? [`sha256:${digest}`] : [];
    });
    const type = statement['predicateType'];
    return { digests, predicateType: typeof type === 'string' ? type : undefined };
  } catch {
    return nothing;
  }
}

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
