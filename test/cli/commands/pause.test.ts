import { afterAll, describe, expect, test } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { environments, stage } from '../../actions/advance/released-images.ts';
import { text } from '../../actions/stage.ts';
import { type Ended, Folder } from '../command-line.ts';
import { yaml } from '../../yaml.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const CONFIG = yaml`
  environments:
    dev: { files: ["envs/dev/**"] }
    prod: { after: [dev], files: ["envs/prod/**"] }
`;

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return folder.run(argv, { env: { GH_TOKEN: stage.token, GITHUB_API_URL: stage.github.apiUrl, ...env } });
}

function repositoryNamed(name: string): Promise<SandboxRepository> {
  return environments(name, CONFIG, ['dev', 'prod']);
}

describe('waybill pause', () => {
  test('pauses, and resume ends it', async () => {
    const repository = await repositoryNamed('acme/at-a-prompt');
    const at = ['--repository', repository.fullName];
    const paused = await run(['pause', 'prod', '--reason', 'checkout is slow', '--until', '2h', ...at]);
    expect(paused).toMatchObject({ code: 0, err: '' });
    expect(paused.out).toContain('prod is paused: checkout is slow (acme-waybill[bot]');
    expect(await text(repository, 'waybill-pause/prod', '.waybill/pause/prod.yaml')).toContain('until: ');
    const resumed = await run(['resume', 'prod', '--json', ...at]);
    expect(JSON.parse(resumed.out)).toMatchObject({ outcome: 'closed', paused: [] });
    expect(repository.pullRequests()).toMatchObject([{ state: 'closed', merged: false }]);
  });

  test('masks the token where somebody writes it into the reason', async () => {
    const repository = await repositoryNamed('acme/masked-at-a-prompt');
    const at = ['--repository', repository.fullName];
    await run(['pause', 'prod', '--reason', `slow with ${stage.token}`, ...at]);
    const file = await text(repository, 'waybill-pause/prod', '.waybill/pause/prod.yaml');
    expect(file).toContain('reason: slow with ***');
    expect(file).not.toContain(stage.token);
  });

  test('takes the repository that the folder was cloned from', async () => {
    const repository = await repositoryNamed('acme/cloned');
    for (const url of ['git@github.com:acme/cloned.git', 'https://github.com/acme/cloned']) {
      folder.write({ '.git/config': `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n` });
      expect(await run(['pause', 'prod', '--reason', 'slow', '--dry-run'])).toMatchObject({ code: 0 });
    }
    expect(repository.pullRequests()).toEqual([]);
    folder.write({ '.git/config': '' });
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['no reason', ['pause', 'prod'], {}, 'needs --reason'],
    ['no environment', ['resume'], {}, 'needs one environment'],
    ['no token', ['resume', 'prod'], { GH_TOKEN: '' }, 'GITHUB_TOKEN are empty'],
    ['no repository', ['resume', 'prod'], {}, '--repository owner/name'],
    ['a repository that is none', ['resume', 'prod', '--repository', 'acme'], {}, 'is not owner/name'],
    ['an option of the other', ['resume', 'prod', '--until', '2h'], {}, 'has no option --until'],
  ])('refuses %s', async (_, argv, env, words) => {
    const ended = await run(argv, env);
    expect(ended.code).toBe(2);
    expect(ended.err).toContain(words);
  });
});
