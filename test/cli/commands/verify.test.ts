import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { createRegistry } from '../../../src/registry/registry.ts';
import {
  type AdvanceStage,
  fileOf,
  kustomization,
  openAdvanceStage,
  statuses,
} from '../../actions/advance/stage.ts';
import { declaring, propose } from '../../actions/verify/stage.ts';
import { EXTENSIONS, type SigstoreStandIn, startSigstore } from '../../attestation/sigstore-stand-in.ts';
import { statementFor } from '../../verification/provenance/a-statement.ts';
import { yaml } from '../../yaml.ts';
import { type Ended, Folder } from '../command-line.ts';

const folder = new Folder();
afterAll(() => folder.remove());

let stage: AdvanceStage;
let sigstore: SigstoreStandIn;
let config: SandboxRepository;
let source: SandboxRepository;
const digests: Record<string, string> = {};
const at = (tag: string): string => `${tag}@${digests[tag] ?? ''}`;

beforeAll(async () => {
  stage = await openAdvanceStage();
  sigstore = await startSigstore();
  for (const tag of ['v1', 'v2', 'v3']) digests[tag] = stage.release('api', tag);
  stage.release('web', 'v1');
  source = await stage.github.createRepository('acme/shop', { 'README.md': '# Shop\n' });
  config = await stage.github.createRepository('acme/config', {
    'waybill.yaml': yaml`
      version: 1
      images:
        api: { repository: ${stage.images}/api, source: acme/shop, source-id: 804070735 }
        web: { repository: ${stage.images}/web }
      environments:
        dev: { files: ["envs/dev/**"] }
        prod:
          after: [dev]
          files: ["envs/prod/**"]
          gates: { provenance: { workflow: .github/workflows/build.yml, refs: [refs/heads/main], max-age: 365d } }
    `,
    [fileOf('dev')]: kustomization(stage, { api: at('v2') }),
    [fileOf('prod')]: kustomization(stage, { api: at('v1') }),
  });
  const wrong = { 9: 'https://github.com/acme/shop/.github/workflows/test.yml@refs/heads/main' };
  // GitHub answers with the newest first, and one that is accepted ends the search.
  await attest('v2');
  await attest('v2', wrong);
  await attest('v3', wrong);
  folder.write({ 'root.json': JSON.stringify(sigstore.trustedRoot) });
});

async function attest(tag: string, extensions: Readonly<Record<number, string>> = {}): Promise<void> {
  const digest = digests[tag] ?? '';
  const signing = { extensions: { ...EXTENSIONS, ...extensions }, statement: statementFor(digest) };
  source.addAttestation(digest, await sigstore.sign(signing));
}

function run(argv: readonly string[], surroundings: object = {}): Promise<Ended> {
  const env = { GH_TOKEN: stage.token, GITHUB_API_URL: stage.github.apiUrl };
  const registry = createRegistry({ credentials: { of: () => Promise.resolve(undefined) } });
  const [command = '', ...rest] = argv;
  const options = ['--repository', 'acme/config', '--trusted-root', 'root.json'];
  return folder.run([command, ...options, ...rest], { env, registry, ...surroundings });
}

async function bring(tag: string): Promise<{ readonly number: string; readonly head: string }> {
  const files = declaring(stage, 'prod', { api: at(tag) });
  const { number, head } = await propose(config, `bring-${tag}-${config.pullRequests().length}`, files);
  return { number: String(number), head: head.sha };
}

const RULE =
  'who must have built api: built from acme/shop with the number 804070735, by .github/workflows/build.yml of acme/shop, ' +
  'from refs/heads/main, on push, release, workflow_dispatch or schedule, on a runner that is github-hosted, ' +
  'signed at most 365 days ago\n';
const REFUSED =
  /refused {2}[0-9a-f]{12} in the attestations of acme\/shop: SIGNER_WORKFLOW: It was signed by /;
const ACCEPTED =
  /accepted [0-9a-f]{12} in the attestations of acme\/shop: signed by .*\/build\.yml@refs\/heads\/main\n/;

describe('waybill verify', () => {
  test('says of a proved image which rule counts and what each attestation is, and sets no status', async () => {
    const { number, head } = await bring('v2');
    const ended = await run(['verify', number]);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(new RegExp(`^#${number} at ${head.slice(0, 7)}: passed \\(IMAGES_ACCEPTED\\)`));
    for (const words of [`  brings  api ${at('v2')}\n`, '  passed  order: ', '  passed  provenance: ', RULE])
      expect(ended.out).toContain(words);
    expect(ended.out).toMatch(REFUSED);
    expect(ended.out).toMatch(ACCEPTED);
    expect(await statuses(stage, config, head)).toEqual({});
  });

  test('says of a refused one where it was looked, and ends with 1', async () => {
    const { number } = await bring('v3');
    const ended = await run(['verify', `https://github.com/acme/config/pull/${number}`]);
    expect(ended).toMatchObject({ code: 1, err: '' });
    expect(ended.out).toContain('failed  provenance: SIGNER_WORKFLOW: ');
    expect(ended.out).toMatch(/\n {2}pending order: /);
    expect(ended.out).toMatch(REFUSED);
    expect(ended.out).toContain('the attestations of acme/shop: read to the end\n');
    expect(ended.out).toContain(`${stage.images}/api: read to the end\n`);
  });

  test('says the same to programs', async () => {
    const { number, head } = await bring('v2');
    const { out } = await run(['verify', `#${number}`, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      ...{ number: Number(number), commit: head, verdict: 'passed', code: 'IMAGES_ACCEPTED', errors: [] },
      environments: [
        {
          environment: 'prod',
          images: [{ name: 'api', tag: 'v2', digest: digests['v2'], places: [{ file: fileOf('prod') }] }],
          provenance: [
            {
              ...{ image: 'api', verdict: 'accepted', code: null },
              rule: { source: 'acme/shop', refs: ['refs/heads/main'] },
              attestations: [
                { accepted: false, code: 'SIGNER_WORKFLOW' },
                { accepted: true, ref: 'refs/heads/main' },
              ],
            },
          ],
        },
      ],
    });
  });

  test.each<[string, readonly string[], string, number]>([
    ['no pull request', ['verify'], 'needs one pull request', 2],
    ['a word', ['verify', 'main'], 'takes a pull request', 2],
    ['what is not open', ['verify', '404'], 'no open pull request #404', 1],
    [
      'a root that is not there',
      ['verify', '1', '--trusted-root', 'none.json'],
      '--trusted-root cannot be read',
      2,
    ],
  ])('refuses %s', async (_, argv, words, code) => {
    expect(await run(argv)).toMatchObject({ code, err: expect.stringContaining(words) });
  });
});

describe('waybill explain', () => {
  test('says what every environment says of a digest', async () => {
    const ended = await run(['explain', digests['v2'] ?? '']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(new RegExp(`^api: ${stage.images}/api@${digests['v2']}\n`));
    expect(ended.out).toContain(
      '\ndev, which declares it\n  no gate stands against it\nprod\n  passed  order: ',
    );
    expect(ended.out).toContain(RULE);
    expect(ended.out).toMatch(REFUSED);
    expect(ended.out).toMatch(ACCEPTED);
  });

  test('takes a whole reference, and says the same to programs', async () => {
    const { out } = await run(['explain', `${stage.images}/api:v3@${digests['v3']}`, '--json']);
    expect(JSON.parse(out)).toMatchObject({
      ...{ digest: digests['v3'], errors: [] },
      images: [
        {
          name: 'api',
          environments: [
            { environment: 'dev', declared: false, gates: [], provenance: null },
            { environment: 'prod', provenance: { verdict: 'refused', code: 'SIGNER_WORKFLOW' } },
          ],
        },
      ],
    });
  });

  test.each<[string, readonly string[], string, number]>([
    ['no digest', ['explain'], 'needs one digest', 2],
    ['a tag', ['explain', 'v2'], 'is not a SHA-256 digest', 2],
    ['a digest that nobody has', ['explain', `sha256:${'0'.repeat(64)}`], 'No image of waybill.yaml has', 1],
    ['an image of nobody', ['explain', `sha256:${'0'.repeat(64)}`, '--image', 'wbe'], 'wbe', 2],
  ])('refuses %s', async (_, argv, words, code) => {
    expect(await run(argv)).toMatchObject({ code, err: expect.stringContaining(words) });
  });
});

test.each([
  ['verify', '1'],
  ['explain', `sha256:${'1'.repeat(64)}`],
])('waybill %s says in a sentence that a Node is too old, and asks nobody', async (...argv) => {
  const env = { GH_TOKEN: 'x', GITHUB_API_URL: 'http://127.0.0.1:9' };
  const ended = await run(argv, { env, node: '20.17.0' });
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toContain('Signatures cannot be checked on Node 20.17.0');
});
