import { describe, expect, test } from '@jest/globals';
import { checkOwnFiles, readDestination } from '../../src/environments/destination.ts';
import { logBase } from '../../src/environments/home.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { RepositoryState } from '../../src/github/github.ts';
import { aGitHub } from '../lanes/a-github.ts';
import { destinationOf, repositoryState } from '../lanes/a-plan.ts';
import { BASE, NEW } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { errorIn } from './a-reading.ts';

describe('where images go', () => {
  const text = yaml`
    version: 1
    images: { api: { repository: ghcr.io/acme/api } }
    environments:
      dev: { files: [dev] }
      same: { files: [same], branch: main }
      next: { files: [next], branch: next }
      live: { files: [live], repository: acme/live }
      home: { files: [home], repository: ACME/config }
      side: { files: [side], repository: acme/config, branch: side }
  `;
  async function found(
    environment: string | undefined,
    more: Partial<RepositoryState> = { config: text },
    inputs: object = {},
  ) {
    const asked: string[] = [];
    const github = aGitHub({
      readRepository: (repository, branch) => {
        asked.push(`${repository} ${branch}`);
        return Promise.resolve(repositoryState({ fullName: repository, ...(asked.length > 1 ? {} : more) }));
      },
    });
    const request = {
      environment,
      repository: 'acme/config',
      branch: 'main',
      files: [],
      image: undefined,
      ...inputs,
    };
    const result = await readDestination(request, github).then(
      (destination) =>
        `${destination.state.fullName} ${destination.environment.name} ${destination.environment.files} of ${destination.home?.fullName}`,
      errorIn,
    );
    return { result, asked: asked.slice(1) };
  }

  test.each([
    ['dev', 'acme/config dev dev of acme/config', []],
    ['same', 'acme/config same same of acme/config', []],
    ['home', 'acme/config home home of acme/config', []],
    ['next', 'acme/config next next of acme/config', ['acme/config next']],
    ['live', 'acme/live live live of acme/config', ['acme/live undefined']],
    ['side', 'acme/config side side of acme/config', ['acme/config side']],
  ])('is read for %s', async (environment, result, asked) => {
    expect(await found(environment)).toEqual({ result, asked });
  });

  test('is what the inputs say without waybill.yaml', async () => {
    const bare = { config: undefined };
    const inputs = { files: ['envs/**'], image: 'ghcr.io/acme/api' };
    expect((await found(undefined, bare, inputs)).result).toBe('acme/config default envs/** of undefined');
    expect((await found('dev', bare, inputs)).result).toBe('acme/config dev envs/** of undefined');
    const missing = 'CONFIG_MISSING: acme/config has no waybill.yaml on';
    expect((await found('dev', bare)).result).toContain(`${missing} main | Add a waybill.yaml`);
    expect((await found('dev', bare, { branch: undefined })).result).toContain(
      `${missing} its default branch`,
    );
  });

  test.each<[object, string]>([
    [{ files: ['x'] }, 'the input "files" would overrule it'],
    [{ image: 'x' }, 'the input "image" would overrule it'],
    [{ files: ['x'], image: 'x' }, 'the input "files" and "image" would overrule it'],
  ])('is said once: %j', async (inputs, words) => {
    expect((await found('dev', { config: text }, inputs)).result).toContain(
      `INPUT_INVALID: acme/config has a waybill.yaml, and ${words} | These inputs`,
    );
  });

  test('has to be named, and has to be writable', async () => {
    expect((await found(undefined)).result).toBe(
      'INPUT_MISSING: The input "environment" is missing | Name the environment that the images go into. waybill.yaml has: dev, same, next, live, home, side.',
    );
    expect((await found('dev', { config: text, archived: true })).result).toContain('it is archived');
    expect((await found('dev', { archived: true }, { files: ['x'] })).result).toContain('it is archived');
  });

  test('is said in the log', () => {
    const lines: string[] = [];
    logBase(repositoryState(), { info: (line) => void lines.push(line) });
    expect(lines).toEqual([`acme/config, main at ${BASE}`]);
  });

  test('has files of its own', () => {
    const shared = parseConfig(yaml`
      version: 1
      images: { api: { repository: ghcr.io/acme/api } }
      environments: { dev: { files: ["envs/**"] }, prod: { files: ["envs/prod/**"] } }
    `);
    const warnings: string[] = [];
    const log = { warning: (line: string) => void warnings.push(line) };
    const destination = { ...destinationOf(environmentNamed(shared, 'dev')), config: shared };
    const pod = `image: ghcr.io/acme/api@${NEW} # waybill: api\n`;
    expect(() => checkOwnFiles(destination, [{ path: 'envs/prod/api.yaml', text: pod }], log)).toThrow(
      'envs/prod/api.yaml',
    );
    expect(() =>
      checkOwnFiles({ ...destination, config: undefined }, [{ path: 'envs/prod/api.yaml', text: pod }], log),
    ).not.toThrow();
    expect(warnings).toEqual([]);
    checkOwnFiles(destination, [{ path: 'envs/prod/api.yaml', text: 'a: 1\n' }], log);
    expect(warnings).toHaveLength(1);
  });
});
