import type { ProvenanceRefusal } from './codes.ts';

/**
 * Who signed an attestation, as its certificate says. Fulcio takes this from the token of the run, so the job
 * that signs cannot choose it (sigstore/fulcio, docs/oid-info.md).
 */
export interface SignerClaims {
  /** `https://token.actions.githubusercontent.com` */
  readonly issuer: string;
  /** `https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main` */
  readonly signerUri: string;
  /** The commit that the workflow was read from. */
  /** `github-hosted` or `self-hosted` */
  readonly runner: string;
  /** `https://github.com/acme/shop` */
  readonly repository: string;
  readonly repositoryId: string;
  readonly ownerId: string;
  readonly commit: string;
  /** `refs/heads/main` */
  readonly ref: string;
  /** `push` */
  readonly event: string;
  /** Address of the run. */
  readonly run: string | undefined;
}

/** The trusted authorities that vouch for an attestation. */
export type TrustRootName = 'public-good' | 'github' | 'custom';

/** An attestation whose signature holds: what was signed, by whom, and when. */
export interface SignedAttestation {
  readonly kind: 'signed';
  /** SHA-256 of the bundle, in hexadecimal digits. */
  readonly id: string;
  readonly root: TrustRootName;
  readonly claims: SignerClaims;
  /** The earliest moment that an authority vouches for. */
  readonly signedAt: Date;
  readonly payloadType: string;
  readonly payload: Uint8Array;
}

/** An attestation as cryptography sees it. What it says has not been looked at. */
export type CheckedAttestation =
  SignedAttestation | { readonly kind: 'refused'; readonly id: string; readonly refusal: ProvenanceRefusal };

/** What one place has of attestations of a digest. */
export interface EvidencePlace {
  /** `the attestations of acme/shop`, `ghcr.io/acme/api` */
  readonly name: string;
  /** `cut`: there are more than are read. */
  readonly found: 'all' | 'cut' | { readonly unavailable: string };
}

/** Everything that was found about one digest. */
export interface ProvenanceEvidence {
  readonly places: readonly EvidencePlace[];
  readonly attestations: readonly CheckedAttestation[];
}
