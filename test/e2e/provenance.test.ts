import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { EXTENSIONS, type SigstoreStandIn, startSigstore } from '../attestation/sigstore-stand-in.ts';
import { statementFor } from '../verification/provenance/a-statement.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  kustomization,
  openAdvanceStage,
  statuses,
} from '../actions/advance/stage.ts';
import { propose, declaring } from '../actions/verify/stage.ts';
import { yaml } from '../yaml.ts';
import { runIn } from './run-action.ts';

// An image that a workflow signed goes through the gate, and one from the wrong workflow is refused on its
// pull request: through the bundle, with real certificates, a real log and real signatures.

let stage: AdvanceStage;
let sigstore: SigstoreStandIn;
let config: SandboxRepository;
let source: SandboxRepository;
const digests: Record<string, string> = {};

beforeAll(async () => {
  stage = await openAdvanceStage();
  sigstore = await startSigstore();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
  source = await stage.github.createRepository('acme/shop', { 'README.md': '# Shop\n' });
  config = await stage.github.createRepository('acme/config', {
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api, source: acme/shop, source-id: 804070735 }
      environments:
        dev: { files: ["envs/dev/**"] }
        prod:
          after: [dev]
          files: ["envs/prod/**"]
          merge: auto
          gates: { provenance: { workflow: .github/workflows/build.yml, refs: [refs/heads/main] } }
    `,
    [fileOf('dev')]: kustomization(stage, { api: version('v1') }),
    [fileOf('prod')]: kustomization(stage, { api: version('v1') }),
  });
});

const version = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;
const trusted = (): Record<string, string> => ({ 'trusted-root': JSON.stringify(sigstore.trustedRoot) });

async function attest(tag: string, extensions = EXTENSIONS): Promise<void> {
  const digest = digests[tag] ?? '';
  source.addAttestation(digest, await sigstore.sign({ extensions, statement: statementFor(digest) }));
}

test('a promotion waits for its proof, and is merged once somebody signed', async () => {
  await declare(stage, config, 'dev', { api: version('v2') });
  expect(await runIn(stage, 'acme/config', 'promote', trusted())).toMatchObject({ exitCode: 0 });
  const [pull] = config.pullRequests();
  const said = await statuses(stage, config, pull?.head.sha ?? '');
  expect(said['waybill/provenance']).toMatch(/^failure: NO_EVIDENCE: Nobody has attested where sha256:/);
  expect(said['waybill']).toMatch(/^failure: prod is refused by provenance: /);
  expect(pull?.body).toContain('NO\\_EVIDENCE: Nobody has attested');
  await attest('v2');
  expect(await runIn(stage, 'acme/config', 'promote', trusted())).toMatchObject({ exitCode: 0 });
  expect(config.pullRequests()[0]?.merged).toBe(true);
});

test('an image of the wrong workflow is refused on its pull request', async () => {
  await declare(stage, config, 'dev', { api: version('v3') });
  const uri = 'https://github.com/acme/shop/.github/workflows/test.yml@refs/heads/main';
  await attest('v3', { ...EXTENSIONS, 9: uri });
  const { number, head } = await propose(config, 'by-hand', declaring(stage, 'prod', { api: version('v3') }));
  const run = await runIn(stage, 'acme/config', 'verify', { 'pull-request': String(number), ...trusted() });
  expect(run).toMatchObject({ exitCode: 0, outputs: { verdict: 'failed' } });
  expect(run.outputs['json']).toContain('SIGNER_WORKFLOW');
  // On the line that declares it, and the run is green: the status says it.
  expect(run.stdout).toMatch(
    /::error title=Waybill%3A CHANGE_NOT_ACCEPTED,file=envs\/prod\/[\w.]+,line=\d+,/,
  );
  expect(run.stdout).toContain(`prod: provenance: SIGNER_WORKFLOW: It was signed by ${uri}`);
  expect(run.summary).toMatch(/\| `prod` \| `api` \| order \| passed \|/);
  expect(run.summary).toMatch(/\| `prod` \| `api` \| provenance \| failed \| `SIGNER_WORKFLOW: /);
  expect((await statuses(stage, config, head.sha))['waybill']).toMatch(
    /^failure: prod is refused by provenance: SIGNER_WORKFLOW: It was signed by .*test\.yml/,
  );
});
