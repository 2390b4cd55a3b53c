import type { ProvenanceVerdict } from '../../../src/verification/provenance/judge-provenance.ts';
import { RUN_COMMIT } from '../../runner/fake-runner.ts';

const claims = {
  issuer: 'https://token.actions.githubusercontent.com',
  signerUri: 'https://github.com/acme/shop/.github/workflows/build.yml@refs/heads/main',
  runner: 'github-hosted',
  repository: 'https://github.com/acme/shop',
  repositoryId: '1',
  ownerId: '2',
  commit: RUN_COMMIT,
  ref: 'refs/heads/main',
  event: 'push',
  run: 'https://github.com/acme/shop/actions/runs/99/attempts/1',
};

/** The verdict on an image that this workflow signed for a commit. */
export const accepted = (commit = RUN_COMMIT): ProvenanceVerdict => ({
  kind: 'accepted',
  accepted: {
    attestation: {
      kind: 'signed',
      id: 'b'.repeat(64),
      root: 'public-good',
      claims: { ...claims, commit },
      signedAt: new Date('2026-11-22T10:00:00Z'),
      payloadType: '',
      payload: new Uint8Array(),
    },
  },
});

/** What a run of that workflow has in its environment. */
export const variables = { GITHUB_WORKFLOW_REF: 'acme/shop/.github/workflows/build.yml@refs/heads/main' };
