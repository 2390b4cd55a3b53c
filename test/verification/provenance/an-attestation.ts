import { parseDigest } from '../../../src/image/digest.ts';
import type { SignedAttestation, SignerClaims } from '../../../src/verification/provenance/attestation.ts';
import type { ProvenanceQuestion } from '../../../src/verification/provenance/judge-attestation.ts';
import type { ProvenanceRule } from '../../../src/verification/provenance/rule.ts';
import { statementFor } from './a-statement.ts';

export const HEX = '1'.repeat(64);
const DIGEST = parseDigest(`sha256:${HEX}`);
const NOW = new Date('2026-06-01T00:00:00Z');

/** The rule for an image that `acme/shop` builds with a workflow of its own. */
function aRule(changes: Partial<ProvenanceRule> = {}): ProvenanceRule {
  return {
    source: 'acme/shop',
    sourceId: '804070735',
    ownerId: '16248153',
    workflow: { repository: 'acme/shop', path: '.github/workflows/build.yml' },
    workflowRefs: [],
    refs: ['refs/heads/main', 'refs/tags/v*'],
    events: ['push', 'release', 'workflow_dispatch'],
    runner: 'github-hosted',
    maxAge: 90 * 24 * 3600_000,
    server: 'https://github.com',
    ...changes,
  };
}

export function aQuestion(changes: Partial<ProvenanceRule> = {}): ProvenanceQuestion {
  return { digest: DIGEST, rule: aRule(changes), now: NOW };
}

const CLAIMS: SignerClaims = {
  issuer: 'https://token.actions.githubusercontent.com',
  signerUri: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main',
  runner: 'github-hosted',
  repository: 'https://github.com/acme/shop',
  repositoryId: '804070735',
  ownerId: '16248153',
  commit: 'a'.repeat(40),
  ref: 'refs/heads/main',
  event: 'push',
  run: 'https://github.com/acme/shop/actions/runs/1/attempts/1',
};

/** What `actions/attest-build-provenance` signs, loosely typed so that a test can write anything into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function aStatement(change: (statement: any) => unknown = () => undefined): string {
  const statement = statementFor(DIGEST);
  change(statement);
  return JSON.stringify(statement);
}

export function anAttestation(
  claims: Partial<SignerClaims> = {},
  {
    statement = aStatement((it) => {
      const { workflow } = it.predicate.buildDefinition.externalParameters;
      workflow.ref = claims.ref ?? workflow.ref;
      workflow.repository = claims.repository ?? workflow.repository;
    }),
    ...changes
  }: Partial<SignedAttestation> & { readonly statement?: string } = {},
): SignedAttestation {
  return {
    kind: 'signed',
    id: 'b'.repeat(64),
    root: 'public-good',
    claims: { ...CLAIMS, ...claims },
    signedAt: new Date('2026-05-01T00:00:00Z'),
    payloadType: 'application/vnd.in-toto+json',
    payload: new TextEncoder().encode(statement),
    ...changes,
  };
}
