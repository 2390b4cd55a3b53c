import { beforeAll, describe, expect, test } from '@jest/globals';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import { openStage, type Stage, text } from '../stage.ts';
import { configRepo, type Ran, run } from './stage.ts';
import { yaml } from '../../yaml.ts';

// Where a file holds a tag and has no place for a digest, the tag is all that is declared, so it has to point
// to the digest.

const FILE = 'envs/dev/kustomization.yaml';

let stage: Stage;
let v1: string;
let v2: string;
let repositories = 0;

beforeAll(async () => {
  stage = await openStage();
  v1 = stage.release('api', 'v1');
  v2 = stage.release('api', 'v2');
});

async function promote(images: string): Promise<{ ran: Promise<Ran>; written: () => Promise<string> }> {
  repositories += 1;
  const repo = await configRepo(stage, `acme/config-${repositories}`, v1, {
    [FILE]: 'kind: Kustomization\n',
    'envs/dev/values.yaml': yaml`
      image:
        repository: ${stage.images}/api
        tag: v1
    `,
  });
  const ran = run(stage, { images, environment: 'dev', 'config-repository': repo.fullName });
  return { ran, written: () => text(repo, 'waybill/dev/shop', 'envs/dev/values.yaml') };
}

function record(digest: string, tags: readonly string[]): string {
  return JSON.stringify({
    schemaVersion: 1,
    image: `${stage.images}/api`,
    digest,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    platforms: ['linux/amd64'],
    tags,
  });
}

describe('a file that holds a tag alone', () => {
  test('gets the tag that points to the digest', async () => {
    const { ran, written } = await promote(`api=v2@${v2}`);
    expect((await ran).report.lanes[0]?.outcome).toBe('created');
    expect(await written()).toContain('tag: v2\n');
  });

  test('is told how it could hold the digest too', async () => {
    const { ran } = await promote('api=v2');
    expect((await ran).log.join('\n')).toMatch(/values\.yaml:3.*by its tag alone.*"digest"/);
  });

  test.each([
    ['given with another digest', () => `api=v2@${v1}`],
    ['of a record that moved on', () => record(v1, ['v2'])],
    ['that is not there', () => `api=v9@${v1}`],
  ])('does not get a tag %s', async (_, images) => {
    const { ran, written } = await promote(images());
    const errors = errorsOf(await ran.catch((thrown: unknown) => thrown));
    expect(errors).toMatchObject([
      { code: 'DIGEST_MISMATCH', location: { file: 'envs/dev/values.yaml', line: 3 } },
    ]);
    expect(await written()).toBe('');
  });
});
