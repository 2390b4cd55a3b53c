import { beforeAll, expect, test } from '@jest/globals';
import type { FaultMode, RepositorySettings, SandboxGitHub } from '../../../sandbox/github/sandbox-github.ts';
import { createGitHub, type GitHub } from '../../../src/github/github.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { gitHubStandIn } from '../../stand-ins.ts';
import { statementFor } from '../../verification/provenance/a-statement.ts';
import { atOnce } from '../at-once.ts';

const DIGEST = parseDigest(`sha256:${'1'.repeat(64)}`);
const bundle = (statement: object = statementFor(DIGEST)): object => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: {},
  dsseEnvelope: {
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'MEUCIQ==' }],
  },
});

let github: SandboxGitHub;
let repositories = 0;
beforeAll(async () => {
  github = await gitHubStandIn({ validate: true });
});

async function open(
  settings: RepositorySettings = {},
  level: 'read' | 'write' = 'write',
): Promise<{ readonly client: GitHub; readonly repository: string }> {
  repositories += 1;
  const repository = `acme/shop-${repositories}`;
  await github.createRepository(repository, {}, settings);
  const token = github.grant({
    kind: 'workflow',
    login: 'github-actions[bot]',
    repositories: [repository],
    permissions: { attestations: level },
  });
  return { client: createGitHub(atOnce(github, token)), repository };
}

const FAULTS: readonly (FaultMode | undefined)[] = [
  ...([undefined, 'lose-answer', 'reset-before', 'bad-gateway-after', 'bad-gateway-before'] as const),
  ...(['truncated-answer', 'secondary-limit'] as const),
];

test.each(FAULTS)('an attestation is kept once, whatever becomes of the answer: %s', async (mode) => {
  const { client, repository } = await open();
  const match = ({ method }: { readonly method: string }): boolean => method === 'POST';
  if (mode !== undefined) github.inject({ mode, match });
  await client.storeAttestation({ repository, digest: DIGEST, bundle: bundle() });
  const { bundles } = await client.attestations(repository, DIGEST);
  expect(bundles.map((bytes) => JSON.parse(Buffer.from(bytes).toString()))).toEqual([bundle()]);
  expect(github.violations).toEqual([]);
});

test('without the permission, its name is said', async () => {
  const { client, repository } = await open({}, 'read');
  await expect(
    client.storeAttestation({ repository, digest: DIGEST, bundle: bundle() }),
  ).rejects.toMatchObject({
    code: 'PERMISSION_MISSING',
    message: expect.stringContaining('"attestations: write"'),
  });
});

test('a private repository whose plan has none is told so in the words of GitHub', async () => {
  const { client, repository } = await open({ private: true });
  await expect(
    client.storeAttestation({ repository, digest: DIGEST, bundle: bundle() }),
  ).rejects.toMatchObject({
    code: 'GITHUB_REFUSED',
    message: expect.stringContaining('upgrade the billing plan'),
  });
  const paid = await open({ private: true, plan: 'enterprise' });
  await paid.client.storeAttestation({ repository: paid.repository, digest: DIGEST, bundle: bundle() });
});

test('what is about nothing is refused', async () => {
  const { client, repository } = await open();
  const about = bundle({ ...statementFor(DIGEST), subject: [] });
  await expect(client.storeAttestation({ repository, digest: DIGEST, bundle: about })).rejects.toMatchObject({
    code: 'GITHUB_REFUSED',
  });
});
