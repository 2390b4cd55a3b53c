import { beforeAll, expect, test } from '@jest/globals';
import type { SandboxJob, SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import {
  type AdvanceStage,
  declare,
  fileOf,
  kustomization,
  openAdvanceStage,
  statuses,
} from '../../actions/advance/stage.ts';
import { withReal } from '../../with-real.ts';
import { yaml } from '../../yaml.ts';
import { buildkit, docker, REMOTE, useRealBuild } from '../real-build.ts';
import { type ActionRun, runIn } from '../run-action.ts';
import { COMMIT } from '../workspace.ts';
import { type NamedSigstore, startNamedSigstore } from './start-services.ts';

// From the build of a real image with BuildKit, signed as a run of acme/shop, to the gate of the config repo:
// through the bundles, with real TLS, certificates, log and signatures.

const real = useRealBuild();
let stage: AdvanceStage;
let sigstore: NamedSigstore;
let config: SandboxRepository;
let shopToken: string;

const job: SandboxJob = {
  repository: 'acme/shop',
  workflow: '.github/workflows/build.yml',
  ref: 'refs/heads/main',
  sha: COMMIT,
};

/** A build as a step of a job that may sign. Each commit has an image of its own. */
function build(
  sha: string,
  of: Partial<SandboxJob> = {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const env = {
    ...stage.github.startJob({ ...job, sha, ...of }),
    ...sigstore.env,
    GITHUB_API_URL: stage.github.apiUrl,
    GITHUB_SHA: sha,
    GITHUB_WORKFLOW_REF: `acme/shop/${of.workflow ?? job.workflow}@refs/heads/main`,
  };
  const own = { builder: REMOTE, 'github-token': shopToken, 'trusted-root': trustedRoot(), ...stage.login };
  return real.build(stage.registry.host, { ...own, ...inputs }, env);
}

const trustedRoot = (): string => JSON.stringify(sigstore.publicGood.trustedRoot);

const commit = (digit: string): string => digit.repeat(40);

beforeAll(async () => {
  stage = await openAdvanceStage();
  sigstore = await startNamedSigstore(stage.github.identityKey);
  await stage.github.createRepository('acme/shop', { 'README.md': '# Shop\n' });
  shopToken = stage.github.grant({
    kind: 'workflow',
    login: 'github-actions[bot]',
    repositories: ['acme/shop'],
    permissions: { contents: 'read', attestations: 'write' },
  });
  const old = stage.release('api', 'old');
  config = await stage.github.createRepository('acme/config', {
    'waybill.yaml': yaml`
        version: 1
        images:
          api: { repository: ${stage.images}/api, source: acme/shop }
        environments:
          dev: { files: ["envs/dev/**"] }
          prod:
            after: [dev]
            files: ["envs/prod/**"]
            merge: auto
            gates: { provenance: { workflow: .github/workflows/build.yml, refs: [refs/heads/main] } }
      `,
    [fileOf('dev')]: kustomization(stage, { api: `old@${old}` }),
    [fileOf('prod')]: kustomization(stage, { api: `old@${old}` }),
  });
});

withReal('an image that is signed', [docker, buildkit], () => {
  test('goes through the gate', async () => {
    const built = await build(commit('1'));
    expect(built).toMatchObject({ exitCode: 0, stderr: '', outputs: { proof: 'signed', reused: 'false' } });
    expect(built.summary).toContain('built by this run; signed');
    expect(sigstore.requests).toEqual([
      'fulcio.sigstore.dev POST /api/v2/signingCert',
      'rekor.sigstore.dev POST /api/v1/log/entries',
    ]);
    expect(await promoted(built)).toBe(true);
    expect(stage.github.violations).toEqual([]);
  });

  test('of another workflow is refused on its pull request', async () => {
    const built = await build(commit('2'), { workflow: '.github/workflows/test.yml' });
    expect(built.outputs).toMatchObject({ proof: 'signed' });
    expect(await promoted(built)).toBe(false);
    const open = config.pullRequests().find(({ state }) => state === 'open');
    expect((await statuses(stage, config, open?.head.sha ?? ''))['waybill']).toMatch(
      /^failure: prod is refused by provenance: SIGNER_WORKFLOW: It was signed by .*test\.yml/,
    );
  });
});

withReal('an image that was signed before', [docker, buildkit], () => {
  test('is reused by the same workflow as verified, and by another one refused, with both digests', async () => {
    const { digest } = (await build(commit('3'))).outputs;
    const again = await build(commit('3'), { runId: '8' });
    expect(again.outputs).toMatchObject({ digest, reused: 'true', proof: 'verified' });
    expect(again.summary).toContain('reused, built by run 7; verified');
    const other = await build(commit('3'), { workflow: '.github/workflows/other.yml' });
    expect(other).toMatchObject({ exitCode: 1, outputs: { digest: '' } });
    expect(other.stdout).toMatch(
      new RegExp(
        `REUSE_REFUSED::.*@${digest} is not reused: .*build\\.yml.*\\(the attestation is sha256:[0-9a-f]{64}\\)`,
      ),
    );
  });

  test('is believed from the registry alone, where GitHub keeps nothing', async () => {
    const readOnly = stage.github.grant({
      kind: 'workflow',
      login: 'github-actions[bot]',
      repositories: ['acme/shop'],
      permissions: { contents: 'read' },
    });
    const built = await build(commit('4'), {}, { 'github-token': readOnly });
    expect(built).toMatchObject({ exitCode: 0, outputs: { proof: 'signed' } });
    expect(built.stdout).toMatch(/::warning.*kept in one place of two.*"attestations: write"/);
    expect((await build(commit('4'))).outputs).toMatchObject({ reused: 'true', proof: 'verified' });
  });
});

withReal('an image that nobody could sign', [docker, buildkit], () => {
  test('keeps its digest, gets no tag, and is signed by a step that repeats it', async () => {
    sigstore.fail('rekor.sigstore.dev', { status: 400, body: '{"message":"closed"}' });
    const failed = await build(commit('5'), {}, { tags: 'five' });
    expect(failed).toMatchObject({ exitCode: 1, outputs: { proof: 'unverified' } });
    expect(failed.stdout).toContain('SIGNING_FAILED');
    const { digest = '' } = failed.outputs;
    expect(digest).toMatch(/^sha256:/);
    expect(stage.registry.tags('acme/api').has('five')).toBe(false);
    const repeated = await build(commit('5'), {}, { digests: digest, tags: 'five' });
    expect(repeated).toMatchObject({ exitCode: 0, outputs: { digest, proof: 'signed' } });
    expect(stage.registry.tags('acme/api').get('five')).toBe(digest);
    expect((await build(commit('5'))).outputs).toMatchObject({ digest, proof: 'verified' });
  });
});

/** Declares what was built in dev, and promotes it; returns whether that is merged into prod. */
async function promoted({ outputs }: ActionRun): Promise<boolean> {
  const digest = outputs['digest'] ?? '';
  await declare(stage, config, 'dev', { api: `sha-${commit('1')}@${digest}` });
  const run = await runIn(stage, 'acme/config', 'promote', { 'trusted-root': trustedRoot() });
  expect(run).toMatchObject({ exitCode: 0 });
  const prod = await config.read('main', fileOf('prod'));
  return Buffer.from(prod ?? [])
    .toString()
    .includes(digest);
}
