import { beforeAll, describe, expect, test } from '@jest/globals';
import type { SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { attach } from '../../e2e/attach-record.ts';
import { yaml } from '../../yaml.ts';
import { type AdvanceStage, openAdvanceStage, pipeline, statuses } from '../advance/stage.ts';
import { declaring, propose, runVerify } from './stage.ts';

let stage: AdvanceStage;
let before: string;
let count = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
  before = stage.release('api', 'v1');
});

const ENVIRONMENTS = 'environments: { prod: { files: ["envs/prod/**"] } }\n';

async function verdictOf(
  files: Readonly<Record<string, SeedFile | null>>,
  config = ENVIRONMENTS,
): Promise<string> {
  count += 1;
  const repository = await pipeline(stage, `acme/brought-${count}`, config, ['prod'], {
    api: `v1@${before}`,
  });
  const { number, head } = await propose(repository, 'change', files);
  const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
  const status = (await statuses(stage, repository, head.sha))['waybill'] ?? 'none';
  return `${report.verified[0]?.verdict.code} ${status}`;
}

describe('an image that is brought', () => {
  test('passes where the registry has its digest', async () => {
    const digest = stage.release('api', 'v2');
    const said = await verdictOf(declaring(stage, 'prod', { api: `v2@${digest}` }));
    expect(said).toMatch(/^IMAGES_ACCEPTED success: /);
  });

  test('fails where the registry has no such digest', async () => {
    const said = await verdictOf(declaring(stage, 'prod', { api: `v3@sha256:${'0'.repeat(64)}` }));
    expect(said).toMatch(/^MANIFEST_MISSING failure: prod: the registry does not have sha256:0000/);
  });

  test('fails without a platform that only a record says it has: whoever may push attaches one', async () => {
    const digest = stage.release('api', 'v5');
    await attach(`${stage.images}/api`, digest, { platforms: ['linux/arm64'] });
    const name = 'acme/brought-platforms';
    const repository = await stage.github.createRepository(name, {
      'waybill.yaml': yaml`
        version: 1
        images: { api: { repository: ${stage.images}/api, platforms: [linux/arm64] } }
        ${ENVIRONMENTS}
      `,
      ...declaring(stage, 'prod', { api: `v1@${before}` }),
    });
    const { number } = await propose(repository, 'change', declaring(stage, 'prod', { api: `v5@${digest}` }));
    const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
    expect(report.verified[0]?.verdict.code).toBe('PLATFORM_MISSING');
  });

  test('fails where its digest is revoked', async () => {
    const digest = stage.release('api', 'v4');
    const config = `revoked: [{ digest: "${digest}", reason: CVE-2026-1 }]\n${ENVIRONMENTS}`;
    const said = await verdictOf(declaring(stage, 'prod', { api: `v4@${digest}` }), config);
    expect(said).toMatch(/^REVOKED failure: prod: sha256:[0-9a-f]+ of api is revoked \(CVE-2026-1\)/);
  });
});

describe('the tag beside a digest', () => {
  async function notesOf(tag: string): Promise<string> {
    count += 1;
    const repository = await pipeline(stage, `acme/brought-${count}`, ENVIRONMENTS, ['prod'], {
      api: `v1@${before}`,
    });
    const { number } = await propose(repository, 'change', declaring(stage, 'prod', { api: tag }));
    const { report } = await runVerify(stage, repository, { 'pull-request': String(number) });
    const [verified] = report.verified;
    const notes = verified?.verdict.environments.flatMap((environment) => environment.notes) ?? [];
    const said = notes.map(({ code, words }) => `${code} ${words}`).join();
    return `${verified?.verdict.state} ${said}`;
  }

  test('is told where it has moved', async () => {
    const digest = stage.release('api', 'v6');
    const moved = stage.release('api', 'v6', { commit: 'f'.repeat(40) });
    expect(await notesOf(`v6@${digest}`)).toBe(
      `passed TAG_MOVED prod: v6 of api points to ${moved} now, and not to ${digest}.`,
    );
  });

  test('is told where nobody has it', async () => {
    const digest = stage.release('api', 'v7');
    expect(await notesOf(`v77@${digest}`)).toBe(
      'passed TAG_GONE prod: the registry has no v77 of api any more.',
    );
  });

  test('says nothing where it still is the digest', async () => {
    expect(await notesOf(`v8@${stage.release('api', 'v8')}`)).toBe('passed ');
  });
});

describe('a Secret in plain text', () => {
  const secret = yaml`
    apiVersion: v1
    kind: Secret
    metadata: { name: db }
    stringData:
      password: hunter2
  `;

  test('is refused with its line where it is new', async () => {
    const said = await verdictOf({ 'envs/prod/secret.yaml': secret });
    expect(said).toMatch(
      /^PLAINTEXT_SECRET failure: envs\/prod\/secret\.yaml:5: the Secret db has password in plain text/,
    );
  });

  test('is not of an environment elsewhere', async () => {
    expect(await verdictOf({ 'docs/secret.yaml': secret })).toMatch(/^NO_IMAGE_TOUCHED success: /);
  });
});
