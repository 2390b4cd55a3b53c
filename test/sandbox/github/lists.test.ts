import { execFile } from 'node:child_process';

import { beforeEach, describe, expect, test } from '@jest/globals';

import { openPull, openStage, type Stage } from './client.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});

const REPO = '/repos/acme/config';

/** A branch of many commits on top of `main`, written by one process. */
async function importCommits(branch: string, count: number): Promise<void> {
  const who = 'bob <bob@example.com> 1700000000 +0000';
  const commits = Array.from({ length: count }, (_, index) => {
    const from = index === 0 ? 'from refs/heads/main\n' : '';
    return `commit refs/heads/${branch}\ncommitter ${who}\ndata 1\nx\n${from}M 100644 inline n\ndata ${String(index).length}\n${index}\n`;
  });
  const args = ['--git-dir', stage.repo.gitDirectory, 'fast-import', '--quiet'];
  await new Promise<void>((resolve, reject) => {
    const child = execFile('git', args, (error) => (error === null ? resolve() : reject(error)));
    child.stdin?.end(commits.join(''));
  });
}

describe('lists', () => {
  const lists = async (query: string) => {
    const answer = await stage.client.rest('GET', `${REPO}/pulls?${query}`);
    return answer.json.list().map((one) => one.at('number').value);
  };

  test.each([
    ['', [2, 1]],
    ['direction=asc', [1, 2]],
    ['head=acme:waybill/dev/api', [1]],
    ['head=other:waybill/dev/api', []],
    ['base=none', []],
    ['state=closed', [3]],
    ['state=all', [3, 2, 1]],
  ])('pulls?%s', async (query, numbers) => {
    await openPull(stage);
    await openPull(stage, 'two', 'two\n');
    await stage.repo.close(await openPull(stage, 'three', 'three\n'));
    expect(await lists(query)).toEqual(numbers);
  });

  test('pages are linked', async () => {
    for (const name of ['a', 'b', 'c']) await stage.client.rest('POST', `${REPO}/labels`, { name });
    const first = await stage.client.rest('GET', `${REPO}/labels?per_page=2`);
    const url = `${stage.github.apiUrl}${REPO}/labels?per_page=2&page=2`;
    expect(first.headers.get('link')).toBe(`<${url}>; rel="next", <${url}>; rel="last"`);
    const second = await stage.client.rest('GET', `${REPO}/labels?per_page=2&page=2`);
    expect(second.json.list().map((one) => one.at('name').value)).toEqual(['c']);
  });

  test('a comparison has pages of 250 commits, and its files on the first', async () => {
    await importCommits('long', 252);
    const first = await stage.client.rest('GET', `${REPO}/compare/main...long`);
    expect(first.json.at('total_commits').value).toBe(252);
    expect([first.json.at('commits').list().length, first.json.at('files').list().length]).toEqual([250, 1]);
    expect(first.headers.get('link')).toContain('rel="next"');
    const second = await stage.client.rest('GET', `${REPO}/compare/main...long?page=2`);
    expect([second.json.at('commits').list().length, second.json.at('files').list().length]).toEqual([2, 0]);
  });
});
