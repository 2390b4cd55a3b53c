import { beforeAll, describe, expect, test } from '@jest/globals';
import { createApi } from '../../../../src/github/transport/api.ts';
import { difference } from '../../../../src/github/read/changes/difference.ts';
import { sourceChanges } from '../../../../src/github/read/changes/source-changes.ts';
import type { SandboxGitHub, SandboxRepository } from '../../../../sandbox/github/sandbox-github.ts';
import { gitHubStandIn } from '../../../stand-ins.ts';
import { atOnce } from '../../at-once.ts';

const list = (text: string, more = false) => ({
  more,
  commits: [...text].map((oid) => ({ oid, headline: oid, author: undefined, pull: undefined })),
});
const names = (commits: readonly { readonly oid: string }[]): string =>
  commits.map(({ oid }) => oid).join('');

describe('what lies between two histories, newest first', () => {
  test.each([
    ['ahead', 'cba', 'edcba', 'ed', '', false],
    ['behind', 'edcba', 'cba', '', 'ed', false],
    ['the same', 'cba', 'cba', '', '', false],
    ['aside', 'xba', 'dcba', 'dc', 'x', false],
    ['nothing in common', 'cba', 'zyx', 'zyx', 'cba', false],
    ['with a side branch that was merged later', 'cba', 'mcxba', 'mx', '', false],
    ['no commit in the folder so far', '', 'ba', 'ba', '', false],
  ])('%s', (_name, from, to, added, removed, more) => {
    const found = difference(list(from), list(to));
    expect([names(found.added), names(found.removed), found.more]).toEqual([added, removed, more]);
  });

  test('claims nothing of what was not read', () => {
    const cut = difference(list('dcb', true), list('fed', true));
    expect([names(cut.added), names(cut.removed)]).toEqual(['fe', '']);
    const far = difference(list('cba', true), list('zyx', true));
    expect([names(far.added), names(far.removed), far.more]).toEqual(['zyx', '', true]);
    const back = difference(list('zyx', true), list('cba'));
    expect([names(back.added), names(back.removed), back.more]).toEqual(['', 'zyx', true]);
  });
});

describe('the changes of a source repository', () => {
  let github: SandboxGitHub;
  let shop: SandboxRepository;
  const warnings: string[] = [];

  beforeAll(async () => {
    github = await gitHubStandIn({ validate: true });
    shop = await github.createRepository('acme/shop', { 'api/a.txt': '1', 'web/b.txt': '1' });
  });

  function changes(from: string, to: string, path?: string) {
    const token = github.grant({
      kind: 'pat',
      login: 'alice',
      permissions: { contents: 'read', pull_requests: 'read' },
    });
    const api = createApi(atOnce(github, token, warnings));
    return sourceChanges(api, [{ repository: 'acme/shop', from, to, path }]);
  }

  test('are commits with author and pull request, only of the folder when there is one, in one request', async () => {
    const from = (await shop.head('main')) ?? '';
    await shop.push(
      'main',
      { 'api/a.txt': '2' },
      { message: 'Fix the API (#7)\n\nDetails', author: 'carol' },
    );
    const to = await shop.push('main', { 'web/b.txt': '2' }, { message: 'Paint the web', author: 'dave' });
    github.clearRequests();
    expect(await changes(from, to)).toMatchObject([
      {
        kind: 'known',
        added: [
          { headline: 'Paint the web', author: 'dave', pull: undefined },
          { headline: 'Fix the API (#7)', author: 'carol', pull: 7 },
        ],
        removed: [],
        url: `${github.url}/acme/shop/compare/${from}...${to}`,
      },
    ]);
    expect(github.requests).toHaveLength(1);
    expect(await changes(from, to, 'api')).toMatchObject([{ added: [{ headline: 'Fix the API (#7)' }] }]);
  });

  test('have the releases on them and on the two commits, and no others, in the same request', async () => {
    const older = await shop.push('main', { 'api/a.txt': '3' }, { message: 'Older' });
    const from = await shop.push('main', { 'api/a.txt': '4' }, { message: 'Declared now' });
    const between = await shop.push('main', { 'api/a.txt': '5' }, { message: 'Between' });
    const to = await shop.push('main', { 'api/a.txt': '6' }, { message: 'New' });
    const later = await shop.push('main', { 'api/a.txt': '7' }, { message: 'Later' });
    for (const [tag, commit] of Object.entries({ v1: older, v2: from, v3: between, v4: to, v5: later }))
      await shop.release(tag, { commit, notes: `Notes of ${tag}` });
    github.clearRequests();
    const [found] = await changes(from, to);
    const url = `${github.url}/acme/shop/releases/tag/v4`;
    expect(found?.kind === 'known' && found.releases.map(({ tag }) => tag)).toEqual(['v4', 'v3', 'v2']);
    expect(found?.kind === 'known' && found.releases[0]).toEqual({
      ...{ tag: 'v4', name: 'v4', notes: 'Notes of v4', url, commit: to },
    });
    expect(github.requests).toHaveLength(1);
  });

  test('that cannot be read are no error', async () => {
    const head = (await shop.head('main')) ?? '';
    expect(await changes('0'.repeat(40), head)).toMatchObject([
      { kind: 'unreadable', reason: expect.stringContaining('no commit 0000000') },
    ]);
  });

  test('were asked for within the published schemas', () => {
    expect(github.violations).toEqual([]);
  });
});
