import type { CheckedAttestation } from '../../../src/verification/provenance/attestation.ts';
import { type ProvenanceCode, refusal } from '../../../src/verification/provenance/codes.ts';
import type { ProvenanceRule } from '../../../src/verification/provenance/rule.ts';
import { anAttestation, aStatement, HEX } from './an-attestation.ts';

/** An attestation in words, the attestation, what is said of it, and what the rule has of its own. */
export type Row = readonly [string, CheckedAttestation, string, Partial<ProvenanceRule>?];

export function refused(code: ProvenanceCode): CheckedAttestation {
  return { kind: 'refused', id: code, refusal: refusal(code, `${code}.`) };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function stating(change: (statement: any) => unknown): CheckedAttestation {
  return anAttestation({}, { statement: aStatement(change) });
}

/** Bundles of which cryptography says no. */
export const UNSIGNED: readonly Row[] = [
  ['that is not even a bundle', refused('BUNDLE_MALFORMED'), 'refused BUNDLE_MALFORMED'],
  ['of a stranger', refused('UNTRUSTED_ROOT'), 'refused UNTRUSTED_ROOT'],
  ['without a time', refused('TIMESTAMP'), 'refused TIMESTAMP'],
  ['that no log has', refused('TLOG'), 'refused TLOG'],
  ['with a wrong signature', refused('SIGNATURE'), 'refused SIGNATURE'],
  ['that names nobody', refused('CERTIFICATE_CLAIMS'), 'refused CERTIFICATE_CLAIMS'],
];

/** Signed by the right workflow, and saying something else. */
export const STATEMENTS: readonly Row[] = [
  ['of a plain text', anAttestation({}, { payloadType: 'text/plain' }), 'refused PAYLOAD_TYPE'],
  ['of nothing', anAttestation({}, { payloadType: '' }), 'refused PAYLOAD_TYPE'],
  ['that is no JSON', anAttestation({}, { statement: 'x' }), 'refused STATEMENT_TYPE'],
  ['that is a list', anAttestation({}, { statement: '[]' }), 'refused STATEMENT_TYPE'],
  ['that is null', anAttestation({}, { statement: 'null' }), 'refused STATEMENT_TYPE'],
  ['that is no text', anAttestation({}, { payload: new Uint8Array([0xff, 0xfe]) }), 'refused STATEMENT_TYPE'],
  ['without a type', stating((it) => delete it._type), 'refused STATEMENT_TYPE'],
  [
    'of another type',
    stating((it) => (it._type = 'https://in-toto.io/Statement/v2')),
    'refused STATEMENT_TYPE',
  ],
  ['without subjects', stating((it) => delete it.subject), 'refused STATEMENT_TYPE'],
  [
    'of 1025 subjects',
    stating((it) => (it.subject = Array(1025).fill(it.subject[0]))),
    'refused STATEMENT_TYPE',
  ],
  [
    'of a list of packages',
    stating((it) => (it.predicateType = 'https://spdx.dev/Document')),
    'refused PREDICATE_TYPE',
  ],
  [
    'of older provenance',
    stating((it) => (it.predicateType = 'https://slsa.dev/provenance/v0.2')),
    'refused PREDICATE_TYPE',
  ],
  [
    'of provenance with something behind it',
    stating((it) => (it.predicateType += '/x')),
    'refused PREDICATE_TYPE',
  ],
  [
    'of a summary',
    stating((it) => (it.predicateType = 'https://slsa.dev/verification_summary/v1')),
    'refused PREDICATE_TYPE',
  ],
  [
    'of another kind of build',
    stating((it) => (it.predicate.buildDefinition.buildType = 'https://mobyproject.org/buildkit@v1')),
    'refused BUILD_TYPE',
  ],
  ['without a predicate', stating((it) => delete it.predicate), 'refused BUILD_TYPE'],
  [
    'without a workflow',
    stating((it) => (it.predicate.buildDefinition.externalParameters = {})),
    'refused BUILD_TYPE',
  ],
  [
    'of other bytes',
    stating((it) => (it.subject[0].digest.sha256 = '2'.repeat(64))),
    'refused SUBJECT_MISMATCH',
  ],
  ['of no bytes', stating((it) => (it.subject = [])), 'refused SUBJECT_MISMATCH'],
  [
    'of the digest in capitals',
    stating((it) => (it.subject[0].digest.sha256 = HEX.replaceAll('1', 'A'))),
    'refused SUBJECT_MISMATCH',
  ],
  [
    'of a digest by another hash',
    stating((it) => (it.subject[0].digest = { sha512: HEX })),
    'refused SUBJECT_MISMATCH',
  ],
  [
    'with the digest as its name',
    stating((it) => (it.subject = [{ name: `sha256:${HEX}`, digest: {} }])),
    'refused SUBJECT_MISMATCH',
  ],
  [
    'with a list for a digest',
    stating((it) => (it.subject[0].digest.sha256 = [HEX])),
    'refused SUBJECT_MISMATCH',
  ],
];
