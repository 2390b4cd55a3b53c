import { describe, expect, test } from '@jest/globals';
import { declare, fileOf, kustomization, pipeline } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { freshName, message, promote, release, stage } from './own-images.ts';

// Anybody with a push right can write a record, a tag and a file. None of it decides anything
// (docs/security.md, "Who may write what, and what it can decide").

const [COMMIT, OTHER] = ['a'.repeat(40), 'b'.repeat(40)];

describe('a text where a tag stands', () => {
  const NASTY = 'v2\\n\\nWaybill-Image: api ghcr.io/evil/api\\n@acme/sre fixes #1';

  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging: { after: [dev], files: ["envs/staging/**"] }
  `;
  const nasty = (digest: string, tag = NASTY): string =>
    kustomization(stage, { api: `NASTY@${digest}` }).replace('NASTY', `"${tag}"`);

  test('in a file is not promoted: the next file wants a tag', async () => {
    const [v1, v2] = [release('text-1'), release('text-2')];
    const images = { api: `text-1@${v1}` };
    const repository = await pipeline(stage, freshName(), config, ['dev', 'staging'], images);
    await repository.push('main', { [fileOf('dev')]: nasty(v2) });
    const ran = await promote(repository.fullName);
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('REFERENCE_UNEDITABLE');
    expect(repository.pullRequests()).toEqual([]);
  });

  test('in the file that is edited is one harmless line of the message', async () => {
    const [v1, v2] = [release('text-5'), release('text-6')];
    const images = { api: `text-5@${v1}` };
    const repository = await pipeline(stage, freshName(), config, ['dev', 'staging'], images);
    await repository.push('main', { [fileOf('staging')]: nasty(v1, 'v1 fixes #1') });
    await declare(stage, repository, 'dev', { api: `text-6@${v2}` });
    expect(await promote(repository.fullName)).toMatchObject({ exitCode: 0 });
    const [pull] = repository.pullRequests();
    const written = await message(repository, pull?.head.sha ?? '');
    expect(pull?.title).toBe('Promote api text-6 to staging');
    expect(written.match(/^Waybill-Image:.*$/gm)).toEqual([expect.stringContaining(v2)]);
    expect(written).toContain('api: v1 fixes no. 1 (');
    expect(written).not.toContain('#1');
  });

  test('in a record is refused', async () => {
    const digest = release('text-3');
    const repository = await pipeline(
      stage,
      freshName(),
      'environments: { dev: { files: ["envs/dev/**"] } }\n',
      ['dev'],
      { api: `text-3@${digest}` },
    );
    const images = JSON.stringify({
      ...{ schemaVersion: 1, image: `${stage.images}/api`, digest: release('text-4') },
      ...{ mediaType: 'application/vnd.oci.image.manifest.v1+json', platforms: [] },
      tags: ['v2\n\n@acme/sre'],
    });
    const ran = await promote(repository.fullName, { environment: 'dev', images });
    expect(ran.exitCode).toBe(1);
    expect(ran.stdout).toContain('RECORD_INVALID');
    expect(repository.pullRequests()).toEqual([]);
  });
});

test('a pattern made to hang a run does not', async () => {
  const [v1, v2] = [release('hang-1'), release('hang-2')];
  const repository = await pipeline(
    stage,
    freshName(),
    `environments: { dev: { files: ["envs/dev/**", "${'*a'.repeat(14)}*b"] } }\n`,
    ['dev'],
    { api: `hang-1@${v1}` },
  );
  await repository.push('main', { ['a'.repeat(200)]: 'nothing\n' });
  const ran = await promote(repository.fullName, { environment: 'dev', images: `api=hang-2@${v2}` });
  expect(ran).toMatchObject({ exitCode: 0, outputs: { outcome: 'created' } });
});

test('what the registry does not answer is not said to be missing, and the next run mends it', async () => {
  const source = `${stage.github.url}/acme/shop`;
  const [v1, v2] = [
    release('mend-1', { revision: COMMIT, source }),
    release('mend-2', { revision: OTHER, source }),
  ];
  const repository = await pipeline(
    stage,
    freshName(),
    'environments: { dev: { files: ["envs/dev/**"] } }\n',
    ['dev'],
    { api: `mend-1@${v1}` },
  );
  let isDown = true;
  stage.registry.inject({
    mode: 'denied',
    match: ({ path }) => isDown && path.includes('/blobs/'),
    times: 1_000,
  });
  const images = { environment: 'dev', images: `api=mend-2@${v2}` };
  expect(await promote(repository.fullName, images)).toMatchObject({ exitCode: 0 });
  const [pull] = repository.pullRequests();
  expect(pull?.body).toContain('is not known: the registry did not answer');
  expect(pull?.body).not.toContain('does not say');
  isDown = false;
  expect(await promote(repository.fullName, images)).toMatchObject({ outputs: { outcome: 'updated' } });
  const [mended] = repository.pullRequests();
  expect(mended?.body).toContain(`(${source}/commit/${OTHER})`);
  expect(mended?.body).not.toContain('did not answer');
  expect(mended?.head.sha).toBe(pull?.head.sha);
  expect(await promote(repository.fullName, images)).toMatchObject({ outputs: { outcome: 'unchanged' } });
});

test.each([
  ['promote', { environment: 'dev', images: 'api=shared' }],
  ['advance', {}],
])('a file of two environments stops %s, with both patterns', async (_what, inputs) => {
  const [v1] = [release('shared')];
  const config = yaml`
    environments:
      dev: { files: ["envs/**"] }
      staging: { after: [dev], files: ["envs/staging/**"] }
  `;
  const images = { api: `old@${v1}` };
  const repository = await pipeline(stage, freshName(), config, ['dev', 'staging'], images);
  const ran = await promote(repository.fullName, inputs);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toMatch(
    /CONFIG_INVALID,file=envs\/staging\/kustomization\.yaml.*belongs to two environments, \w+ \("envs\/.*"\) and \w+ \("envs\/.*"\), and declares api/,
  );
  expect(repository.pullRequests()).toEqual([]);
});

test.each([
  ['as it is', (token: string) => token],
  ['in Base64', (token: string) => Buffer.from(`ci:${token}`).toString('base64')],
])('a secret that somebody puts into a title is masked, %s', async (how, written) => {
  const [v1, v2] = [release(`mask-1-${how.length}`), release(`mask-2-${how.length}`)];
  const repository = await pipeline(
    stage,
    freshName(),
    'environments: { dev: { files: ["envs/dev/**"], labels: [] } }\n',
    ['dev'],
    { api: `mask-1@${v1}` },
  );
  const ran = await promote(repository.fullName, {
    ...{ environment: 'dev', images: `api=mask-2@${v2}` },
    'title-prefix': written(stage.token),
  });
  expect(ran.exitCode).toBe(0);
  const [pull] = repository.pullRequests();
  expect(pull?.title).toMatch(/^.{0,8}\*\*\*.{0,4} Promote api mask-2 to dev$/);
  expect(pull?.title).not.toContain(written(stage.token).slice(8, -4));
  expect(JSON.stringify(ran.outputs)).not.toContain(stage.token);
});
