import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import {
  EXTENSIONS,
  type Signing,
  type SigstoreStandIn,
  startSigstore,
} from '../../attestation/sigstore-stand-in.ts';
import { statementFor } from '../../verification/provenance/a-statement.ts';
import { parseDigest } from '../../../src/image/digest.ts';
import { parseReference } from '../../../src/image/reference.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import { yaml } from '../../yaml.ts';
import { type AdvanceStage, fileOf, kustomization, openAdvanceStage, statuses } from '../advance/stage.ts';
import { declaring, propose, runVerify } from './stage.ts';

let stage: AdvanceStage;
let sigstore: SigstoreStandIn;
let source: SandboxRepository;
let count = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  sigstore = await startSigstore();
  source = await stage.github.createRepository('acme/shop', { 'README.md': '# Shop\n' });
});

const CONFIG = (): string => yaml`
  version: 1
  images:
    api: { repository: ${stage.images}/api, source: acme/shop, source-id: 804070735 }
  environments:
    prod:
      files: ["envs/prod/**"]
      gates: { provenance: { workflow: .github/workflows/build.yml, refs: [refs/heads/main] } }
`;

/** A new image, and a pull request that brings it into an environment that asks who built it. */
async function bringImage(attest: (digest: string) => Promise<void> | void, config = CONFIG()) {
  count += 1;
  const [before, digest] = [stage.release('api', `v${count}.0`), stage.release('api', `v${count}.1`)];
  await attest(digest);
  const repository = await stage.github.createRepository(`acme/proved-${count}`, {
    'waybill.yaml': config,
    [fileOf('prod')]: kustomization(stage, { api: `v${count}.0@${before}` }),
  });
  const files = declaring(stage, 'prod', { api: `v${count}.1@${digest}` });
  const { number, head } = await propose(repository, 'change', files);
  const { report } = await runVerify(stage, repository, {
    'pull-request': String(number),
    'trusted-root': JSON.stringify(sigstore.trustedRoot),
  });
  const status = (await statuses(stage, repository, head.sha))['waybill'] ?? 'none';
  return { report, digest, said: `${report.verified[0]?.verdict.code} ${status}` };
}

async function sign(digest: string, signing: Signing = {}): Promise<object> {
  return sigstore.sign({ statement: statementFor(digest), ...signing });
}

describe('an environment that asks who built an image', () => {
  test('takes what the workflow of the source signed', async () => {
    const { said } = await bringImage(async (digest) => source.addAttestation(digest, await sign(digest)));
    expect(said).toBe('IMAGES_ACCEPTED success: Gates of prod passed: provenance.');
  });

  test('takes it from the registry, where GitHub has none', async () => {
    const { said } = await bringImage(async (digest) => attach(digest, await sign(digest)));
    expect(said).toBe('IMAGES_ACCEPTED success: Gates of prod passed: provenance.');
  });

  test('refuses what nobody signed, and says where it looked', async () => {
    const { said, digest } = await bringImage(() => undefined);
    expect(said).toMatch(
      /^GATES_FAILED failure: prod is refused by provenance: NO_EVIDENCE: Nobody has attested/,
    );
    expect(said.includes(digest.slice(0, 20))).toBe(true);
  });

  test('refuses what another repository signed', async () => {
    const extensions = { ...EXTENSIONS, 12: 'https://github.com/acme/evil' };
    const { report } = await bringImage(async (digest) =>
      source.addAttestation(digest, await sign(digest, { extensions })),
    );
    expect(gateWords(report)).toMatch(/^REPO: It was built from https:\/\/github\.com\/acme\/evil/);
  });

  test('refuses a signature about another image', async () => {
    const { report } = await bringImage(async (digest) =>
      source.addAttestation(digest, await sign(`sha256:${'0'.repeat(64)}`)),
    );
    expect(gateWords(report)).toMatch(/^SUBJECT_MISMATCH: /);
  });

  test('refuses an instance of Sigstore that nobody trusts', async () => {
    const other = await startSigstore();
    const { report } = await bringImage(async (digest) =>
      source.addAttestation(digest, await other.sign({ statement: statementFor(digest) })),
    );
    expect(gateWords(report)).toMatch(/^UNTRUSTED_ROOT: /);
  });

  test('refuses an image of which nobody says the source', async () => {
    const config = CONFIG().replace(', source: acme/shop, source-id: 804070735', '');
    const { report } = await bringImage(
      async (digest) => source.addAttestation(digest, await sign(digest)),
      config,
    );
    expect(gateWords(report)).toMatch(/^SOURCE_UNKNOWN: /);
  });

  test('waits while GitHub does not answer', async () => {
    stage.github.inject({
      mode: 'bad-gateway-before',
      times: 5,
      match: ({ operation }) => operation.includes('/attestations/'),
    });
    const { said } = await bringImage(async (digest) => source.addAttestation(digest, await sign(digest)));
    expect(said).toMatch(
      /^GATES_PENDING pending: prod waits for provenance: EVIDENCE_UNAVAILABLE: the attestations of acme\/shop/,
    );
  });
});

describe('a flood of attestations', () => {
  test('hides no good one within the limit', async () => {
    const { said } = await bringImage(async (digest) => {
      source.addAttestation(digest, await sign(digest));
      for (let index = 0; index < 250; index += 1)
        source.addAttestation(digest, { mediaType: 'x', dsseEnvelope: { index } });
    });
    expect(said).toBe('IMAGES_ACCEPTED success: Gates of prod passed: provenance.');
  });

  test('is said where it goes beyond', async () => {
    const { report } = await bringImage(async (digest) => {
      source.addAttestation(digest, await sign(digest));
      for (let index = 0; index < 301; index += 1)
        source.addAttestation(digest, { mediaType: 'x', dsseEnvelope: { index } });
    });
    expect(gateWords(report)).toMatch(/^LIMIT_EXCEEDED: .*more attestations than are read/);
  });
});

function gateWords(report: Awaited<ReturnType<typeof bringImage>>['report']): string {
  return report.verified[0]?.verdict.environments[0]?.gates[0]?.reason ?? '';
}

async function attach(digest: string, bundle: object): Promise<void> {
  const registry = createRegistry({ credentials: { of: () => Promise.resolve(undefined) } });
  await registry.attach(
    { ...parseReference(`${stage.images}/api`), digest: parseDigest(digest) },
    {
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      content: Buffer.from(JSON.stringify(bundle)),
      annotations: {},
    },
  );
}
