import { afterAll, describe, expect, test } from '@jest/globals';
import type { CheckedAttestation, EvidencePlace } from '../../../src/verification/provenance/attestation.ts';
import { PROVENANCE_CODES, type ProvenanceCode } from '../../../src/verification/provenance/codes.ts';
import { judgeProvenance, withoutSource } from '../../../src/verification/provenance/judge-provenance.ts';
import type { ProvenanceRule } from '../../../src/verification/provenance/rule.ts';
import { ACCEPTED, SIGNERS } from './signer-rows.ts';
import { refused, STATEMENTS, stating, UNSIGNED } from './statement-rows.ts';
import { aQuestion, anAttestation, HEX } from './an-attestation.ts';

const GITHUB: EvidencePlace = { name: 'the attestations of acme/shop', found: 'all' };
const REGISTRY: EvidencePlace = { name: 'ghcr.io/acme/api', found: 'all' };
const PLACES = [GITHUB, REGISTRY];

const reached = new Set<ProvenanceCode>();
afterAll(() => {
  expect([...PROVENANCE_CODES].filter((code) => !reached.has(code))).toEqual([]);
});

function verdictOn(
  attestations: readonly CheckedAttestation[],
  { rule = {}, places = PLACES }: { rule?: Partial<ProvenanceRule>; places?: readonly EvidencePlace[] } = {},
): string {
  const verdict = judgeProvenance(aQuestion(rule), { places, attestations });
  if (verdict.kind === 'accepted') return 'accepted';
  reached.add(verdict.refusal.code);
  expect(verdict.refusal.words).toMatch(/[^.]\.$/);
  return `${verdict.kind} ${verdict.refusal.code}`;
}

describe('one attestation', () => {
  test.each([...ACCEPTED, ...UNSIGNED, ...STATEMENTS, ...SIGNERS])(
    '%s',
    (...[, attestation, verdict, rule = {}]) => {
      expect(verdictOn([attestation], { rule })).toBe(verdict);
    },
  );
});

describe('all that was found', () => {
  const evil = anAttestation({ repository: 'https://github.com/acme/evil' });

  test.each<[string, readonly CheckedAttestation[], readonly EvidencePlace[], string]>([
    ['nothing', [], PLACES, 'refused NO_EVIDENCE'],
    ['nothing, and nobody to ask', [], [], 'refused NO_EVIDENCE'],
    [
      'nothing, and GitHub does not answer',
      [],
      [{ ...GITHUB, found: { unavailable: '502' } }, REGISTRY],
      'unknown EVIDENCE_UNAVAILABLE',
    ],
    [
      'a bad one, and the registry does not answer',
      [evil],
      [GITHUB, { ...REGISTRY, found: { unavailable: '502.' } }],
      'unknown EVIDENCE_UNAVAILABLE',
    ],
    [
      'a good one, and the registry does not answer',
      [anAttestation()],
      [GITHUB, { ...REGISTRY, found: { unavailable: '502' } }],
      'accepted',
    ],
    ['too many bad ones', Array(300).fill(evil), [{ ...GITHUB, found: 'cut' }], 'refused LIMIT_EXCEEDED'],
    [
      'too many, and a good one among them',
      [...Array(299).fill(evil), anAttestation()],
      [{ ...GITHUB, found: 'cut' }],
      'accepted',
    ],
    [
      'a good one behind malformed ones',
      [refused('BUNDLE_MALFORMED'), evil, anAttestation()],
      PLACES,
      'accepted',
    ],
    ['a good one before bad ones', [anAttestation(), evil], PLACES, 'accepted'],
    [
      'bad ones: the one that came furthest',
      [refused('TLOG'), anAttestation({ event: 'pull_request' }), evil],
      PLACES,
      'refused EVENT',
    ],
    [
      'the good signer about other bytes, and another signer about these',
      [stating((it) => (it.subject = [])), evil],
      PLACES,
      'refused REPO',
    ],
  ])('%s', (_, attestations, places, verdict) => {
    expect(verdictOn(attestations, { places })).toBe(verdict);
  });

  test('says where it looked for the digest', () => {
    const verdict = judgeProvenance(aQuestion(), { places: PLACES, attestations: [] });
    expect(verdict).toMatchObject({
      refusal: {
        words: `Nobody has attested where sha256:${HEX} comes from: looked in the attestations of acme/shop and ghcr.io/acme/api.`,
      },
    });
  });

  test('an image whose source nobody named is never accepted', () => {
    const verdict = withoutSource('api');
    expect(verdict).toMatchObject({ kind: 'refused', refusal: { code: 'SOURCE_UNKNOWN' } });
    reached.add('SOURCE_UNKNOWN');
  });
});
