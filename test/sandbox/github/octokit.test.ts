import { getOctokit } from '@actions/github';
import { beforeEach, expect, test } from '@jest/globals';

import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
let octokit: ReturnType<typeof getOctokit>;
const repo = { owner: 'acme', repo: 'config' };
beforeEach(async () => {
  stage = await openStage();
  octokit = getOctokit(stage.token, { baseUrl: stage.github.apiUrl });
});

test("GitHub's own client follows pages", async () => {
  for (const name of ['a', 'b', 'c']) await octokit.rest.issues.createLabel({ ...repo, name });
  const labels = await octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...repo, per_page: 1 });
  expect(labels.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
});

test("GitHub's own client understands a refusal", async () => {
  await openPull(stage);
  const again = octokit.rest.pulls.create({ ...repo, title: 't', head: 'waybill/dev/api', base: 'main' });
  await expect(again).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('A pull request already exists for acme:waybill/dev/api.'),
  });
});

test("GitHub's own client finds the GraphQL address and its errors", async () => {
  const ask = (name: string) =>
    octokit.graphql('query($name: String!) { repository(owner: "acme", name: $name) { nameWithOwner } }', {
      name,
    });
  expect(await ask('config')).toEqual({ repository: { nameWithOwner: 'acme/config' } });
  await expect(ask('none')).rejects.toMatchObject({ errors: [{ type: 'NOT_FOUND' }] });
});

test('names with slashes arrive however they are encoded', async () => {
  await openPull(stage);
  const ref = await octokit.rest.git.getRef({ ...repo, ref: 'heads/waybill/dev/api' });
  const branch = await octokit.rest.repos.getBranch({ ...repo, branch: 'waybill/dev/api' });
  const compared = await octokit.rest.repos.compareCommitsWithBasehead({
    ...repo,
    basehead: 'main...waybill/dev/api',
  });
  expect(branch.data.commit.sha).toBe(ref.data.object.sha);
  expect(compared.data.ahead_by).toBe(1);
  expect(stage.github.violations).toEqual([]);
});
