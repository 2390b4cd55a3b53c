import type { Digest } from '../../image/digest.ts';
import type { CheckedAttestation, ProvenanceEvidence } from './attestation.ts';
import { PROVENANCE_CODES, type ProvenanceRefusal, refusal } from './codes.ts';
import { type AcceptedProvenance, judgeAttestation, type ProvenanceQuestion } from './judge-attestation.ts';

/** What the evidence says of where an image comes from. */
export type ProvenanceVerdict =
  | { readonly kind: 'accepted'; readonly accepted: AcceptedProvenance }
  | { readonly kind: 'refused' | 'unknown'; readonly refusal: ProvenanceRefusal };

/**
 * The verdict on everything that was found about one digest. One attestation that is accepted is enough,
 * because a digest can have those of several signers, and anybody who may push can attach more. Those that
 * are refused change nothing. Without an accepted one nothing passes, and the reason is what came furthest.
 */
export function judgeProvenance(
  question: ProvenanceQuestion,
  { places, attestations }: ProvenanceEvidence,
): ProvenanceVerdict {
  const refused: ProvenanceRefusal[] = [];
  for (const attestation of attestations) {
    const judged = judge(attestation, question);
    if (judged.kind === 'accepted') return judged;
    refused.push({ ...judged.refusal, attestation: attestation.id });
  }
  for (const { name, found } of places) {
    if (typeof found !== 'object') continue;
    const words = `${name} could not be read: ${withoutStop(found.unavailable)}.`;
    return { kind: 'unknown', refusal: refusal('EVIDENCE_UNAVAILABLE', words) };
  }
  const cut = places.find(({ found }) => found === 'cut');
  if (cut !== undefined)
    return no('LIMIT_EXCEEDED', `${cut.name} has more attestations than are read, and none is accepted.`);
  const furthest = refused.toSorted((a, b) => rank(b) - rank(a)).at(0);
  if (furthest === undefined) return no('NO_EVIDENCE', noneWords(question.digest, places));
  const count = refused.length === 1 ? '' : ` (the best of ${refused.length} attestations)`;
  return { kind: 'refused', refusal: { ...furthest, words: `${withoutStop(furthest.words)}${count}.` } };
}

/** The verdict where `waybill.yaml` does not say what an image is built from. */
export function withoutSource(image: string): ProvenanceVerdict {
  return no('SOURCE_UNKNOWN', `waybill.yaml does not say which repository builds ${image}: write "source".`);
}

function judge(attestation: CheckedAttestation, question: ProvenanceQuestion): ProvenanceVerdict {
  if (attestation.kind === 'refused') return { kind: 'refused', refusal: attestation.refusal };
  const judged = judgeAttestation(attestation, question);
  return judged.ok
    ? { kind: 'accepted', accepted: judged.value }
    : { kind: 'refused', refusal: judged.problem };
}

function noneWords(digest: Digest, places: ProvenanceEvidence['places']): string {
  return `Nobody has attested where ${digest} comes from: looked in ${places.map(({ name }) => name).join(' and ')}.`;
}

function no(code: ProvenanceRefusal['code'], words: string): ProvenanceVerdict {
  return { kind: 'refused', refusal: refusal(code, words) };
}

function rank({ code }: ProvenanceRefusal): number {
  return PROVENANCE_CODES.indexOf(code);
}

function withoutStop(words: string): string {
  return words.replace(/\.$/, '');
}
