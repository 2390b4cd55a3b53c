import { describe, expect, test } from '@jest/globals';
import { fileMatcher, inOrder } from '../../../src/config/configured-environments.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { endWithTest } from '../../end-with-test.ts';
import { Folder } from '../command-line.ts';
import { type ConfigRepo, configRepos } from './config-repos.ts';

/** Where the person knew more than the files say. The proposal says there what it is unsure of. */
const UNSURE = ['one-cluster'];

interface Judged {
  readonly name: string;
  readonly after: readonly string[];
  readonly files: readonly string[];
}

/** What a waybill.yaml says of the environments of a tree, in the order that a digest travels. */
function judged(text: string, { files }: ConfigRepo): readonly Judged[] {
  return inOrder(parseConfig(text, 'waybill.yaml')).map((environment) => ({
    name: environment.name,
    after: environment.after.environments,
    files: Object.keys(files).filter(fileMatcher(environment)).sort(),
  }));
}

async function proposed(repo: ConfigRepo): Promise<string> {
  const folder = new Folder().write(repo.files);
  endWithTest(() => folder.remove());
  const { code, out } = await folder.run(['init', '--json']);
  expect(code).toBe(0);
  const { files } = JSON.parse(out) as { files: { path: string; text: string }[] };
  return files.find(({ path }) => path === 'waybill.yaml')?.text ?? '';
}

describe('waybill init, judged by what a person wrote', () => {
  test.each(configRepos().filter(({ name }) => !UNSURE.includes(name)))(
    '$name: the same environments, in the same order, with the same files',
    async (repo) => {
      const text = await proposed(repo);
      expect(judged(text, repo)).toEqual(judged(repo.person, repo));
    },
  );

  test.each(configRepos().filter(({ name }) => UNSURE.includes(name)))(
    '$name: another answer, and it says that it is unsure of it',
    async (repo) => {
      const text = await proposed(repo);
      expect(judged(text, repo)).not.toEqual(judged(repo.person, repo));
      for (const { name } of judged(text, repo))
        expect(text).toMatch(
          new RegExp(`# unsure: (?:(?!\\n  \\w)[^])*"${name}"(?:(?!\\n  \\w)[^])*\\n  ${name}:`),
        );
    },
  );

  test.each(configRepos())('$name: the same images', async (repo) => {
    const repositories = (text: string) =>
      parseConfig(text, 'waybill.yaml')
        .images.map(({ repository }) => repository)
        .sort();
    expect(repositories(await proposed(repo))).toEqual(repositories(repo.person));
  });
});
