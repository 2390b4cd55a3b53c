import { describe, expect, test } from '@jest/globals';
import { endWithTest } from '../../end-with-test.ts';
import { Folder } from '../command-line.ts';
import { configRepos } from './config-repos.ts';

describe('what a person writes for a config repo', () => {
  test('there are at least twelve, and our three examples are among them', () => {
    const names = configRepos().map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(12);
    expect(names).toEqual(expect.arrayContaining(['config-argocd', 'config-helm-flux', 'config-kustomize']));
  });

  test.each(configRepos())('$name: is valid, and every pattern has files of its own', async (repo) => {
    const folder = new Folder().write({ ...repo.files, 'waybill.yaml': repo.person });
    endWithTest(() => folder.remove());
    const { code, err } = await folder.run(['lint']);
    expect([code, err]).toEqual([0, '']);
  });
});
