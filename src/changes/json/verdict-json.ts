import type { GateResult } from '../../promotion/gates/gate.ts';
import type { Objection } from '../../verification/objection.ts';
import { proofJson } from './proof-json.ts';
import type { VerifiedSubject } from '../report.ts';

/** What a run says of one commit, for programs. */
export function verdictJson({ pull, commit, verdict, isWritten }: VerifiedSubject): object {
  const { state, code, reason, until, environments, objections, others, weaker } = verdict;
  return {
    number: pull.number,
    url: pull.url,
    commit,
    verdict: state,
    code,
    reason,
    until: until?.toISOString() ?? null,
    statusSet: isWritten,
    environments: environments.map(({ environment, images, gates, proofs, notes }) => ({
      environment,
      images: images.map(({ name, tag, digest, places }) => ({
        name,
        tag: tag ?? null,
        digest,
        places: places.map(({ location: { file, line } }) => ({ file, line })),
      })),
      gates: gates.map(gateJson),
      provenance: proofs.map(({ image, proof }) => ({ image, ...proofJson(proof) })),
      notes: notes.map(({ code: note, words, location }) => ({
        code: note,
        words,
        file: location?.file ?? null,
        line: location?.line ?? null,
      })),
    })),
    objections: objections.map(objectionJson),
    otherChanges: others.map(({ words }) => words),
    weakerGates: weaker,
  };
}

export function gateJson({ gate, state, reason, until }: GateResult): object {
  return { gate, state, reason, until: until?.toISOString() ?? null };
}

export function objectionJson({ reason, words, location }: Objection): object {
  return { code: reason, words, file: location?.file ?? null, line: location?.line ?? null };
}
