/**
 * Why an attestation does not prove where an image comes from. The set is closed: tests and users match on
 * it. The order is that in which an attestation is checked, so the last code of several is the one of what
 * came furthest.
 *
 * - `SOURCE_UNKNOWN`: `waybill.yaml` does not say which repository the image is built from
 * - `NO_EVIDENCE`: neither GitHub nor the registry has an attestation
 * - `EVIDENCE_UNAVAILABLE`: GitHub or the registry did not answer, so nobody knows
 * - `LIMIT_EXCEEDED`: there are more attestations than are read, and none of those read is accepted
 * - `BUNDLE_MALFORMED`: it is no Sigstore bundle with one signed statement and a certificate
 * - `UNTRUSTED_ROOT`: no authority that is trusted has issued its certificate
 * - `TIMESTAMP`, `TLOG`, `SIGNATURE`: this part of the proof is missing or does not hold
 * - `CERTIFICATE_CLAIMS`: its certificate does not say who signed, or says it twice
 * - `PAYLOAD_TYPE`, `STATEMENT_TYPE`, `PREDICATE_TYPE`, `BUILD_TYPE`: it is signed, and says something else
 * - `SUBJECT_MISMATCH`: it is about other bytes
 * - `ISSUER` to `RUNNER`: its certificate names another signer than `waybill.yaml` asks for
 * - `PREDICATE_MISMATCH`: what it says of the build contradicts its certificate
 * - `TOO_OLD`: it was signed longer ago than `max-age` allows
 */
export const PROVENANCE_CODES = [
  'SOURCE_UNKNOWN',
  'NO_EVIDENCE',
  'EVIDENCE_UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'BUNDLE_MALFORMED',
  'UNTRUSTED_ROOT',
  'TIMESTAMP',
  'TLOG',
  'SIGNATURE',
  'CERTIFICATE_CLAIMS',
  'PAYLOAD_TYPE',
  'STATEMENT_TYPE',
  'PREDICATE_TYPE',
  'BUILD_TYPE',
  'SUBJECT_MISMATCH',
  'ISSUER',
  'REPO',
  'REPO_ID',
  'OWNER_ID',
  'SIGNER_WORKFLOW',
  'WORKFLOW_REF',
  'REF',
  'EVENT',
  'RUNNER',
  'PREDICATE_MISMATCH',
  'TOO_OLD',
] as const;
export type ProvenanceCode = (typeof PROVENANCE_CODES)[number];

/** Why something is refused: a code, and one sentence. */
export interface ProvenanceRefusal {
  readonly code: ProvenanceCode;
  readonly words: string;
  /** SHA-256 of the attestation that it is about, in hexadecimal digits. */
  readonly attestation?: string;
}

export function refusal(code: ProvenanceCode, words: string): ProvenanceRefusal {
  return { code, words };
}
