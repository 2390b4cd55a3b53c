import type { EvidencePlace } from '../../verification/provenance/attestation.ts';
import type {
  ExplainedAttestation,
  ExplainedProvenance,
} from '../../verification/provenance/explain-provenance.ts';
import { ruleWords } from '../../verification/provenance/rule-words.ts';
import { provenanceStanding } from '../../verification/provenance/standing.ts';

/** What was found out about who built an image, for programs. */
export function proofJson(proof: ExplainedProvenance): object {
  const { code, words, run } = provenanceStanding(proof);
  return {
    verdict: proof.kind,
    code: code ?? null,
    words,
    run: run ?? null,
    rule: proof.rule === undefined ? null : { ...proof.rule, words: ruleWords(proof.rule) },
    places: proof.places.map(({ name, found }) => ({ name, found: foundWord(found) })),
    attestations: proof.attestations.map(attestationJson),
  };
}

function foundWord(found: EvidencePlace['found']): string {
  return typeof found === 'object' ? `unavailable: ${found.unavailable}` : found;
}

function attestationJson({ id, place, claims, signedAt, refusal }: ExplainedAttestation): object {
  return {
    sha256: id,
    place,
    accepted: refusal === undefined,
    code: refusal?.code ?? null,
    words: refusal?.words ?? null,
    signer: claims?.signerUri ?? null,
    commit: claims?.commit ?? null,
    ref: claims?.ref ?? null,
    event: claims?.event ?? null,
    signedAt: signedAt?.toISOString() ?? null,
  };
}
