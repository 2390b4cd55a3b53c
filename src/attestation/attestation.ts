/*
 * The door of the room that checks signed attestations. What Sigstore's libraries do stays in `sigstore`,
 * which is loaded when the first attestation is checked. It may not know what an attestation has to say: that
 * is decided in `verification`.
 */
import { WaybillError } from '../errors/waybill-error.ts';
import type { AttestationChecker } from './sigstore/check-bundle.ts';

export type { AttestationChecker };

export interface CheckerOptions {
  /** A trusted root as JSON, for an instance of Sigstore of your own. It is trusted beside those known. */
  readonly trustedRoot?: string | undefined;
  /** The version of Node that runs this. */
  readonly node: string;
}

/** The first version of Node for which Sigstore's libraries are made. */
const OLDEST_NODE = 22;

/**
 * A checker with the bundled trust roots. Nothing is loaded before the first attestation. Throws
 * `NODE_UNSUPPORTED` where Node is too old for Sigstore's libraries, and `INPUT_INVALID` for a `trustedRoot`
 * that is none.
 */
export function createChecker({ trustedRoot, node }: CheckerOptions): AttestationChecker {
  let loaded: Promise<AttestationChecker> | undefined;
  return async (bundle) => {
    loaded ??= load(trustedRoot, node);
    return (await loaded)(bundle);
  };
}

async function load(trustedRoot: string | undefined, node: string): Promise<AttestationChecker> {
  if (Number.parseInt(node, 10) < OLDEST_NODE)
    throw new WaybillError('NODE_UNSUPPORTED', `Signatures cannot be checked on Node ${node}`, {
      hint: `Run this on Node ${OLDEST_NODE} or newer: Sigstore's libraries need it.`,
    });
  const { openChecker } = await import('./sigstore/check-bundle.ts');
  return openChecker(trustedRoot);
}
