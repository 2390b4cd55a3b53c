import type { GateResult } from './gate.ts';

/** This release cannot check provenance, and what cannot be checked has not passed. */
export function provenanceGate(): GateResult {
  return {
    gate: 'provenance',
    state: 'failed',
    reason: 'This version of Waybill cannot check provenance, and what is not checked has not passed.',
    until: undefined,
    evidence: [],
  };
}
