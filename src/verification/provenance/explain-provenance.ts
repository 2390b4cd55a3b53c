import type { CheckedAttestation, EvidencePlace, ProvenanceEvidence, SignerClaims } from './attestation.ts';
import type { ProvenanceRefusal } from './codes.ts';
import { judgeAttestation, type ProvenanceQuestion } from './judge-attestation.ts';
import { judgeProvenance, type ProvenanceVerdict, withoutSource } from './judge-provenance.ts';
import type { ProvenanceRule } from './rule.ts';

/** An attestation as it was found. */
export interface FoundAttestation {
  /** Where: the name of an `EvidencePlace`. */
  readonly place: string;
  readonly attestation: CheckedAttestation;
}

/** One attestation, and why it counts or does not. */
export interface ExplainedAttestation {
  /** SHA-256 of the bundle. */
  readonly id: string;
  readonly place: string;
  /** Who signed; undefined where no signature holds. */
  readonly claims: SignerClaims | undefined;
  readonly signedAt: Date | undefined;
  /** Undefined: it proves who built the image. */
  readonly refusal: ProvenanceRefusal | undefined;
}

/** A verdict, and everything that it rests on. */
export type ExplainedProvenance = ProvenanceVerdict & {
  /** Undefined where `waybill.yaml` does not say what the image is built from. */
  readonly rule: ProvenanceRule | undefined;
  /** Where it was looked. An attestation that is accepted ends the search. */
  readonly places: readonly EvidencePlace[];
  readonly attestations: readonly ExplainedAttestation[];
};

/** The verdict on what was found about one digest, with a word on each attestation. */
export function explainProvenance(
  question: ProvenanceQuestion,
  places: ProvenanceEvidence['places'],
  found: readonly FoundAttestation[],
): ExplainedProvenance {
  const attestations = found.map(({ attestation }) => attestation);
  return {
    ...judgeProvenance(question, { places, attestations }),
    rule: question.rule,
    places,
    attestations: found.map((attested) => explained(attested, question)),
  };
}

/** The verdict on an image of which nobody says what it is built from: nothing was looked for. */
export function explainWithoutSource(image: string): ExplainedProvenance {
  return { ...withoutSource(image), rule: undefined, places: [], attestations: [] };
}

function explained(
  { place, attestation }: FoundAttestation,
  question: ProvenanceQuestion,
): ExplainedAttestation {
  const { id } = attestation;
  if (attestation.kind === 'refused')
    return { id, place, claims: undefined, signedAt: undefined, refusal: attestation.refusal };
  const judged = judgeAttestation(attestation, question);
  const { claims, signedAt } = attestation;
  return { id, place, claims, signedAt, refusal: judged.ok ? undefined : judged.problem };
}
