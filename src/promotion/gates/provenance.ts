import type { GateResult, GateState } from './gate.ts';
import type { ImageQuestion } from './question.ts';

const STATES: Readonly<Record<'accepted' | 'refused' | 'unknown', GateState>> = {
  accepted: 'passed',
  refused: 'failed',
  unknown: 'pending',
};

/**
 * Whether a signed attestation proves that the workflow which `waybill.yaml` names built the image. What has
 * not been read, and what could not be, has not passed. A refusal is not final, because an image can be
 * signed later than it is built.
 */
export function provenanceGate({ provenance }: Pick<ImageQuestion, 'provenance'>): GateResult {
  if (provenance === undefined) return result('pending', 'Nobody has looked yet who built it.', undefined);
  const { kind, code, words, run } = provenance;
  return result(STATES[kind], code === undefined ? words : `${code}: ${words}`, run);
}

function result(state: GateState, reason: string, url: string | undefined): GateResult {
  const evidence = url === undefined ? [] : [{ text: 'the run that built it', url }];
  return { gate: 'provenance', state, reason, until: undefined, evidence };
}
