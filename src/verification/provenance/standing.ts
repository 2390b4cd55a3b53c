import type { ProvenanceStanding } from '../../promotion/gates/question.ts';
import type { AcceptedProvenance } from './judge-attestation.ts';
import type { ProvenanceVerdict } from './judge-provenance.ts';

/** What the gate and the pull request say of a verdict. */
export function provenanceStanding(verdict: ProvenanceVerdict): ProvenanceStanding {
  if (verdict.kind === 'accepted')
    return {
      kind: 'accepted',
      code: undefined,
      words: acceptedWords(verdict.accepted),
      run: verdict.accepted.attestation.claims.run,
    };
  const { code, words } = verdict.refusal;
  return { kind: verdict.kind, code, words, run: undefined };
}

/** Who built it, from the certificate alone. */
function acceptedWords({ attestation: { claims, signedAt } }: AcceptedProvenance): string {
  const { signerUri, repository, commit, ref } = claims;
  const workflow = signerUri.replace(/^https:\/\/[^/]+\//, '').replace(/@.*$/, '');
  const source = repository.replace(/^https:\/\/[^/]+\//, '');
  return `Built by ${workflow} from ${source}@${commit.slice(0, 7)} of ${ref}, signed at ${signedAt.toISOString()}.`;
}
