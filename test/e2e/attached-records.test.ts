import { describe, expect, test } from '@jest/globals';
import type { ImageRecord } from '../../src/image/record.ts';
import { declare, pipeline, statuses } from '../actions/advance/stage.ts';
import { yaml } from '../yaml.ts';
import { attach as attachTo } from './attach-record.ts';
import { freshName, message, promote, release, stage } from './own-images.ts';

// Anybody with a push right can write a record, a tag and a file. None of it decides anything
// (docs/security.md, "Who may write what, and what it can decide").

const [COMMIT, OTHER] = ['a'.repeat(40), 'b'.repeat(40)];

/** Attaches a record to an image of the stage. */
const attach = (digest: string, record: Partial<ImageRecord>) =>
  attachTo(`${stage.images}/api`, digest, record);

describe('a record that somebody attached', () => {
  test('does not pass the version gate', async () => {
    const [v1, forged] = [release('one', { version: '1.0.0' }), release('two', { version: '1.1.0' })];
    await attach(forged, { version: '99.0.0', tags: ['v99.0.0'] });
    const config = yaml`
      environments:
        dev: { files: ["envs/dev/**"] }
        staging: { after: [dev], files: ["envs/staging/**"], gates: { version: ">=2.0.0" }, merge: auto }
    `;
    const repository = await pipeline(stage, freshName(), config, ['dev', 'staging'], { api: `one@${v1}` });
    await declare(stage, repository, 'dev', { api: `two@${forged}` });
    const ran = await promote(repository.fullName);
    expect(ran.exitCode).toBe(0);
    const [pull] = repository.pullRequests();
    expect(pull).toMatchObject({ state: 'open', merged: false });
    expect(await statuses(stage, repository, pull?.head.sha ?? '')).toMatchObject({
      'waybill/version': expect.stringContaining('1.1.0 is not in >=2.0.0'),
    });
    expect(ran.stdout).toContain('the version: the image says 1.1.0, and a record says 99.0.0');
    expect(pull?.body).toContain('| `1.1.0` |');
  });

  test('neither hides the commit that the image names, nor makes a link', async () => {
    const source = `${stage.github.url}/acme/shop`;
    const [v1, v2] = [
      release('v1', { revision: COMMIT, source }),
      release('v2', { revision: OTHER, source }),
    ];
    await attach(v2, { source: { repository: 'evil/shop', commit: COMMIT, server: stage.github.url } });
    const repository = await pipeline(
      stage,
      freshName(),
      'environments: { dev: { files: ["envs/dev/**"] } }\n',
      ['dev'],
      { api: `v1@${v1}` },
    );
    const ran = await promote(repository.fullName, { environment: 'dev', images: 'api=v2' });
    expect(ran.exitCode).toBe(0);
    const [pull] = repository.pullRequests();
    expect(pull?.body).not.toContain('evil');
    expect(pull?.body).toContain(`(${source}/commit/${OTHER})`);
    expect(ran.stdout).toContain(`a record says evil/shop@${COMMIT}`);
  });

  test('of an image that says nothing is shown as what it says, and linked nowhere', async () => {
    const [v1, v2] = [release('plain-1'), release('plain-2')];
    const forged = { repository: 'evil/shop', commit: COMMIT, server: stage.github.url };
    const url = `${stage.github.url}/evil`;
    await attach(v2, { version: '9.0.0', source: forged, run: { id: '1', attempt: 1, url } });
    const repository = await pipeline(
      stage,
      freshName(),
      'environments: { dev: { files: ["envs/dev/**"] } }\n',
      ['dev'],
      { api: `plain-1@${v1}` },
    );
    await promote(repository.fullName, { environment: 'dev', images: 'api=plain-2' });
    const [pull] = repository.pullRequests();
    expect(pull?.body).toContain('`9.0.0` (says its record)');
    expect(pull?.body).toContain('built from `evil/shop@aaaaaaa` (says its record)');
    expect(pull?.body).not.toContain(`](${stage.github.url}/evil`);
    expect(await message(repository, pull?.head.sha ?? '')).not.toContain('evil');
  });

  test('that others hide is counted', async () => {
    const [v1, v2] = [release('many-1'), release('many-2')];
    for (let id = 1; id <= 25; id += 1)
      await attach(v2, { run: { id: String(id), attempt: 1, url: 'https://x.dev' } });
    const repository = await pipeline(
      stage,
      freshName(),
      'environments: { dev: { files: ["envs/dev/**"] } }\n',
      ['dev'],
      { api: `many-1@${v1}` },
    );
    const ran = await promote(repository.fullName, { environment: 'dev', images: 'api=many-2' });
    expect(ran.stdout).toContain('has 5 more records, which are not read');
  });
});
