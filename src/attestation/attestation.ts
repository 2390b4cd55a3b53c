/*
 * The door of the room that checks and makes signed attestations. What Sigstore's libraries do stays in
 * `sigstore` and `signing`, which are loaded when the first attestation is checked or made. It may not know
 * what an attestation has to say: that is decided in `verification`.
 */
import { WaybillError } from '../errors/waybill-error.ts';
import type { RunClaims } from '../verification/provenance/run-claims.ts';
import { endpointsOf } from './signing/endpoints.ts';
import type { Line } from './signing/post.ts';
import type { IdentityDoor } from './signing/run-identity.ts';
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

/** Throws `NODE_UNSUPPORTED` where no attestation can be checked on this version of Node. */
export function requireCheckingNode(node: string): void {
  if (Number.parseInt(node, 10) >= OLDEST_NODE) return;
  throw new WaybillError('NODE_UNSUPPORTED', `Signatures cannot be checked on Node ${node}`, {
    hint: `Run this on Node ${OLDEST_NODE} or newer: Sigstore's libraries need it.`,
  });
}

async function load(trustedRoot: string | undefined, node: string): Promise<AttestationChecker> {
  requireCheckingNode(node);
  const { openChecker } = await import('./sigstore/check-bundle.ts');
  return openChecker(trustedRoot);
}

/** Where a job of Actions gets its identity, and how the services of Sigstore are reached. */
export interface SignerOptions {
  /** The variables of the job. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `https://github.com` */
  readonly server: string;
  readonly line: Line;
  /** Hears every token before it is used, and masks it in the log. */
  readonly mask: (secret: string) => void;
}

/** What signs as this run. */
export interface RunSigner {
  readonly claims: RunClaims;
  /** Signs a statement, and returns a Sigstore bundle as JSON. Throws `SIGNING_FAILED`. */
  sign(statement: object): Promise<object>;
}

/** Why a run cannot sign, as a sentence that says what to do about it. */
export interface NoSigner {
  readonly kind: 'permission' | 'server';
  readonly sentence: string;
}

/** A signer, or why there is none. Throws `SIGNING_FAILED` where GitHub does not say who the run is. */
export async function openSigner(options: SignerOptions): Promise<RunSigner | NoSigner> {
  const { env, server, line, mask } = options;
  if (endpointsOf(server, 'public') === undefined)
    return {
      kind: 'server',
      sentence: `Runs of ${server} have no identity that anybody knows: only github.com and ghe.com have.`,
    };
  const door = identityDoor(env);
  if (door === undefined)
    return {
      kind: 'permission',
      sentence:
        'To have the image signed, add "id-token: write" and "attestations: write" to the "permissions" of this job.',
    };
  const { runIdentity } = await import('./signing/run-identity.ts');
  const { claims } = await runIdentity(door, line, mask);
  return {
    claims,
    sign: async (statement) => {
      // A token is good for five minutes, and a build may take longer.
      const identity = await runIdentity(door, line, mask);
      const endpoints = endpointsOf(server, claims.repository_visibility);
      const { signStatement } = await import('./signing/sign-statement.ts');
      // A server without an instance was refused above.
      if (endpoints === undefined) throw new TypeError(`${server} has no instance of Sigstore`);
      return signStatement(statement, identity, endpoints, line);
    },
  };
}

/** Undefined in a job without the permission `id-token: write`. */
function identityDoor(env: SignerOptions['env']): IdentityDoor | undefined {
  const [url = '', token = ''] = [env['ACTIONS_ID_TOKEN_REQUEST_URL'], env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']];
  return URL.canParse(url) && token !== '' ? { url, token } : undefined;
}
