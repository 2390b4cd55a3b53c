import type { Result } from '../../errors/result.ts';
import { no, ok } from '../../errors/result.ts';
import type { Digest } from '../../image/digest.ts';
import type { SignedAttestation, SignerClaims } from './attestation.ts';
import { type ProvenanceRefusal, refusal } from './codes.ts';
import { issuerOf, type ProvenanceRule } from './rule.ts';
import { isBranchOrTag, matchesRef } from './ref-pattern.ts';
import { type BuildStatement, readStatement } from './statement.ts';

/** What is asked of an attestation. */
export interface ProvenanceQuestion {
  readonly digest: Digest;
  readonly rule: ProvenanceRule;
  readonly now: Date;
}

/** An attestation that proves where an image comes from. Nothing else makes one of these. */
export interface AcceptedProvenance {
  readonly attestation: SignedAttestation;
}

/**
 * Whether a signed attestation proves that the image was built as the rule says. Who built it is taken from
 * the certificate alone, and compared by equality. What the statement says of it must not contradict that.
 */
export function judgeAttestation(
  attestation: SignedAttestation,
  { digest, rule, now }: ProvenanceQuestion,
): Result<AcceptedProvenance, ProvenanceRefusal> {
  const statement = readStatement(attestation, digest);
  if (!statement.ok) return statement;
  const { claims } = attestation;
  const refused =
    signerRefusal(claims, rule) ??
    contradiction(statement.value, claims) ??
    ageRefusal(attestation, rule, now);
  return refused === undefined ? ok({ attestation }) : no(refused);
}

function signerRefusal(claims: SignerClaims, rule: ProvenanceRule): ProvenanceRefusal | undefined {
  const { server, source, sourceId, ownerId } = rule;
  const issuer = issuerOf(rule);
  if (claims.issuer !== issuer)
    return refusal('ISSUER', `Its signer got the identity from ${claims.issuer} and not from ${issuer}.`);
  if (!isSame(claims.repository, `${server}/${source}`))
    return refusal('REPO', `It was built from ${claims.repository} and not from ${server}/${source}.`);
  if (sourceId !== undefined && claims.repositoryId !== sourceId)
    return refusal('REPO_ID', idWords(source, claims.repositoryId, sourceId));
  if (ownerId !== undefined && claims.ownerId !== ownerId)
    return refusal('OWNER_ID', idWords(source.split('/')[0] ?? '', claims.ownerId, ownerId));
  return workflowRefusal(claims, rule) ?? runRefusal(claims, rule);
}

/** A repository can be deleted and its name taken by somebody else; the number stays. */
function idWords(name: string, has: string, wanted: string): string {
  return `It was built from another ${name}: GitHub's number of it is ${has}, and waybill.yaml says ${wanted}.`;
}

/** `https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main`, in two parts. */
function workflowRefusal(claims: SignerClaims, rule: ProvenanceRule): ProvenanceRefusal | undefined {
  const { workflow, server, source, workflowRefs } = rule;
  const cut = claims.signerUri.indexOf('@');
  const [uri, ref] = [claims.signerUri.slice(0, cut), claims.signerUri.slice(cut + 1)];
  const repository = `${server}/${workflow.repository}/`;
  const isWorkflow =
    cut > 0 &&
    isSame(uri.slice(0, repository.length), repository) &&
    uri.slice(repository.length) === workflow.path;
  if (!isWorkflow)
    return refusal(
      'SIGNER_WORKFLOW',
      `It was signed by ${claims.signerUri} and not by ${workflow.path} of ${workflow.repository}.`,
    );
  if (isAllowedRef(ref, claims, { workflowRefs, isOwn: isSame(workflow.repository, source) }))
    return undefined;
  return refusal('WORKFLOW_REF', `It was signed by ${workflow.path} at ${ref}, which is not allowed.`);
}

/** A workflow of the source repository itself is the one of the commit that is built. */
function isAllowedRef(
  ref: string,
  claims: SignerClaims,
  { workflowRefs, isOwn }: { readonly workflowRefs: readonly string[]; readonly isOwn: boolean },
): boolean {
  if (workflowRefs.length > 0) return workflowRefs.some((pattern) => matchesRef(pattern, ref));
  return isOwn ? ref === claims.ref : isBranchOrTag(ref) || /^[0-9a-f]{40}$/.test(ref);
}

function runRefusal(claims: SignerClaims, { refs, events, runner }: ProvenanceRule) {
  const isRef =
    refs.length === 0 ? isBranchOrTag(claims.ref) : refs.some((ref) => matchesRef(ref, claims.ref));
  if (!isRef) return refusal('REF', `It was built from ${claims.ref}, which is not allowed.`);
  if (!events.includes(claims.event))
    return refusal('EVENT', `It was built on the event ${claims.event}, which is not allowed.`);
  if (runner !== 'any' && claims.runner !== runner)
    return refusal('RUNNER', `It was built on a runner that is ${claims.runner} and not ${runner}.`);
  return undefined;
}

/** The job that signs writes the statement and can claim what it likes; its certificate it cannot choose. */
function contradiction(
  { repository, ref }: BuildStatement,
  claims: SignerClaims,
): ProvenanceRefusal | undefined {
  if (repository !== undefined && !isSame(repository, claims.repository))
    return refusal('PREDICATE_MISMATCH', `It says ${repository}, and its certificate ${claims.repository}.`);
  if (ref !== undefined && ref !== claims.ref)
    return refusal('PREDICATE_MISMATCH', `It says ${ref}, and its certificate ${claims.ref}.`);
  return undefined;
}

function ageRefusal({ signedAt }: SignedAttestation, { maxAge }: ProvenanceRule, now: Date) {
  if (maxAge === undefined || now.getTime() - signedAt.getTime() <= maxAge) return undefined;
  return refusal('TOO_OLD', `It was signed at ${signedAt.toISOString()}, longer ago than max-age allows.`);
}

/** GitHub takes names of owners and repositories in any case. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
