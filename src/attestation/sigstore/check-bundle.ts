import { createHash } from 'node:crypto';
import { toSignedEntity, type SignedEntity, VerificationError } from '@sigstore/verify';
import { no, ok, type Result } from '../../errors/result.ts';
import type { CheckedAttestation, TrustRootName } from '../../verification/provenance/attestation.ts';
import { type ProvenanceCode, type ProvenanceRefusal, refusal } from '../../verification/provenance/codes.ts';
import { bundledRoots } from '../roots/trust-roots.ts';
import { openCustomRoot, type OpenRoot, openRoot } from './open-root.ts';
import { readBundle, type ReadBundle } from './read-bundle.ts';
import { readClaims } from './read-claims.ts';

/** Checks the signatures of attestations. What does not hold is a value, never an error. */
export type AttestationChecker = (bundle: Uint8Array) => Promise<CheckedAttestation>;

/** A checker with the bundled trust roots, and one of somebody's own. Throws `INPUT_INVALID` for that one. */
export function openChecker(trustedRoot: string | undefined): AttestationChecker {
  const custom = trustedRoot === undefined ? [] : [openCustomRoot(trustedRoot)];
  return checkerWith([...custom, ...bundledRoots().map(openRoot)]);
}

/** A checker with these roots. Each vouches alone, at its own thresholds; they are never taken together. */
function checkerWith(roots: readonly OpenRoot[]): AttestationChecker {
  return (bytes) => Promise.resolve(check(bytes, roots));
}

function check(bytes: Uint8Array, roots: readonly OpenRoot[]): CheckedAttestation {
  const id = createHash('sha256').update(bytes).digest('hex');
  const read = readBundle(bytes);
  if (!read.ok)
    return refused(id, refusal('BUNDLE_MALFORMED', `An attestation is passed over: ${read.problem}.`));
  const vouched = vouch(read.value, roots);
  if (!vouched.ok) return refused(id, vouched.problem);
  const { root, claims, signedAt } = vouched.value;
  const { payload, payloadType } = read.value;
  return { kind: 'signed', id, root, claims, signedAt, payload, payloadType };
}

type Vouched = Pick<Extract<CheckedAttestation, { kind: 'signed' }>, 'claims' | 'signedAt'> & {
  readonly root: TrustRootName;
};

/** The roots that may have issued the certificate, one after the other. The last refusal is the reason. */
function vouch(read: ReadBundle, roots: readonly OpenRoot[]): Result<Vouched, ProvenanceRefusal> {
  const issuer = read.certificate.issuer;
  const likely = roots.filter(({ authorities }) =>
    authorities.some(({ certChain }) => certChain.some(({ subject }) => subject.equals(issuer))),
  );
  let answer: Result<Vouched, ProvenanceRefusal> = no(
    refusal('UNTRUSTED_ROOT', 'No authority that is trusted has issued its certificate.'),
  );
  for (const root of likely) {
    answer = vouchWith(root, read);
    if (answer.ok) return answer;
  }
  return answer;
}

function vouchWith(root: OpenRoot, { bundle }: ReadBundle): Result<Vouched, ProvenanceRefusal> {
  try {
    const entity = toSignedEntity(bundle);
    const signer = root.verifier.verify(entity);
    const claims = readClaims(signer);
    if (!claims.ok) return no(refusal('CERTIFICATE_CLAIMS', `Its signer is not known: ${claims.problem}.`));
    return ok({ root: root.name, claims: claims.value, signedAt: earliest(entity) });
  } catch (thrown) {
    return no(refusalOf(thrown, root.name));
  }
}

const CODES: Readonly<Record<VerificationError['code'], readonly [ProvenanceCode, string]>> = {
  TIMESTAMP_ERROR: ['TIMESTAMP', 'Nobody trusted says when it was signed'],
  TLOG_ERROR: ['TLOG', 'It is in no transparency log'],
  TLOG_BODY_ERROR: ['TLOG', 'The transparency log has something else'],
  TLOG_INCLUSION_PROOF_ERROR: ['TLOG', 'The proof of the transparency log does not hold'],
  TLOG_INCLUSION_PROMISE_ERROR: ['TLOG', 'The promise of the transparency log does not hold'],
  TLOG_MISSING_INCLUSION_ERROR: ['TLOG', 'It is in no transparency log'],
  CERTIFICATE_ERROR: ['UNTRUSTED_ROOT', 'Its certificate is not one of a trusted authority'],
  PUBLIC_KEY_ERROR: ['UNTRUSTED_ROOT', 'It is signed with a key and not with a certificate'],
  SIGNATURE_ERROR: ['SIGNATURE', 'Its signature does not fit what it signs'],
  NOT_IMPLEMENTED_ERROR: ['BUNDLE_MALFORMED', 'It is proved in a way that is not known'],
};

/** Whatever goes wrong with bytes that anybody may have written refuses them. */
function refusalOf(thrown: unknown, root: TrustRootName): ProvenanceRefusal {
  if (!(thrown instanceof VerificationError))
    return refusal('BUNDLE_MALFORMED', 'An attestation is passed over: a part of it cannot be read.');
  const [code, words] = CODES[thrown.code];
  const hint = code === 'UNTRUSTED_ROOT' ? `, as the trust root "${root}" of this version knows them` : '';
  return refusal(code, `${words}${hint} (${thrown.message}).`);
}

/** Each of these was checked by the verifier, so the earliest is a moment at which the signature existed. */
function earliest({ timestamps }: SignedEntity): Date {
  const moments = timestamps.flatMap((timestamp) => {
    if (timestamp.$case === 'timestamp-authority') return [timestamp.timestamp.signingTime.getTime()];
    // Without a promise nobody vouches for the time of an entry.
    const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
    return inclusionPromise === undefined ? [] : [Number(integratedTime) * 1000];
  });
  return new Date(Math.min(...moments));
}

function refused(id: string, why: ProvenanceRefusal): CheckedAttestation {
  return { kind: 'refused', id, refusal: why };
}
