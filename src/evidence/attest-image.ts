import type { RunSigner } from '../attestation/attestation.ts';
import { resultOf } from '../errors/go-on.ts';
import { errorsOf, type WaybillError } from '../errors/waybill-error.ts';
import type { GitHub } from '../github/github.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import type { Registry } from '../registry/registry.ts';

/** Where a signed statement is kept, and who signs it. */
export interface AttestTools {
  readonly signer: RunSigner;
  readonly registry: Pick<Registry, 'attach'>;
  readonly github: Pick<GitHub, 'storeAttestation'>;
}

/** A statement about an image. */
export interface ImageStatement {
  readonly subject: ImageReference & { readonly digest: Digest };
  readonly statement: object;
  /** `https://slsa.dev/provenance/v1` */
  readonly predicateType: string;
}

/** Why one of the two places does not have the attestation; it is kept in the other one. */
export interface PartlyKept {
  readonly missing: readonly WaybillError[];
}

const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/**
 * Signs a statement about an image as this run, and keeps it in both places where it is looked for: attached
 * to the digest in its registry, and with GitHub. One of them is enough for whoever verifies it, and what the
 * other one said is returned. Throws `SIGNING_FAILED`, or what the registry said where neither keeps it.
 */
export async function attestImage(
  { signer, registry, github }: AttestTools,
  { subject, statement, predicateType }: ImageStatement,
): Promise<PartlyKept> {
  const bundle = await signer.sign(statement);
  const { repository } = signer.claims;
  const places = [
    () =>
      registry.attach(subject, {
        artifactType: BUNDLE_TYPE,
        content: Buffer.from(JSON.stringify(bundle)),
        // As `actions/attest` and cosign write them.
        annotations: {
          'dev.sigstore.bundle.content': 'dsse-envelope',
          'dev.sigstore.bundle.predicateType': predicateType,
        },
      }),
    () => github.storeAttestation({ repository, digest: subject.digest, bundle }),
  ];
  const missing: WaybillError[] = [];
  for (const keep of places) {
    const kept = await resultOf<unknown>(keep);
    if (kept.ok) continue;
    const [error] = errorsOf(kept.problem);
    if (error === undefined || error.party === 'bug') throw kept.problem;
    missing.push(error);
  }
  const [first] = missing;
  if (first !== undefined && missing.length === places.length) throw first;
  return { missing };
}
