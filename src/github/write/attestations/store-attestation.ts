import { z } from 'zod';
import type { Digest } from '../../../image/digest.ts';
import type { Api } from '../../transport/api.ts';
import { explainRefusal } from '../../transport/explain.ts';
import { type Operation, ownerAndRepo } from '../../transport/operation.ts';
import { settle } from '../../transport/settle.ts';
import type { AttestationPage } from '../../read/attestations/attestations.ts';

/** A signed attestation of a digest, for the store of a repository. */
export interface NewAttestation {
  readonly repository: string;
  readonly digest: Digest;
  /** A Sigstore bundle as JSON. */
  readonly bundle: object;
}

const answerSchema = z.object({ id: z.number().optional() });

/**
 * Has GitHub keep an attestation. `list` reads what it keeps of the digest: after an answer that does not say
 * how it ended, the same bundle is looked for there before it is sent again.
 */
export async function storeAttestation(
  api: Api,
  list: (repository: string, digest: Digest) => Promise<AttestationPage>,
  { repository, digest, bundle }: NewAttestation,
): Promise<void> {
  const operation: Operation = {
    doing: `keep the attestation of ${digest} in ${repository}`,
    repository,
    permission: 'attestations: write',
  };
  const settled = await settle(api, {
    operation,
    request: {
      kind: 'rest',
      route: 'POST /repos/{owner}/{repo}/attestations',
      parameters: { ...ownerAndRepo(repository), bundle },
    },
    parse: (data) => answerSchema.safeParse(data).success || undefined,
    readBack: async () => ((await isKept(() => list(repository, digest), bundle)) ? true : undefined),
  });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
}

async function isKept(first: () => Promise<AttestationPage>, bundle: object): Promise<boolean> {
  const wanted = signatureOf(bundle);
  for (let next: AttestationPage['next'] = first; next !== undefined;) {
    const page = await next();
    if (page.bundles.some((bytes) => signatureOf(jsonIn(bytes)) === wanted)) return true;
    next = page.next;
  }
  return false;
}

const signedSchema = z.object({
  dsseEnvelope: z.object({ signatures: z.array(z.object({ sig: z.string() })) }),
});

/** Nobody signs the same twice with the same signature. The store may print the JSON in another way. */
function signatureOf(bundle: unknown): string {
  return signedSchema.safeParse(bundle).data?.dsseEnvelope.signatures[0]?.sig ?? '';
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
