import { beforeEach, describe, expect, test } from '@jest/globals';

import { sanitise } from '../../../sandbox/github/pages/markdown.ts';
import { openStage, type Stage } from './client.ts';
import { yaml } from '../../yaml.ts';

describe('what is left of HTML in Markdown', () => {
  test.each([
    [
      '<details open><summary>More</summary><p>x</p></details>',
      '<details open=""><summary>More</summary><p>x</p></details>',
    ],
    ['<a href="https://example.com/?a=1&amp;b=2">x</a>', '<a href="https://example.com/?a=1&amp;b=2">x</a>'],
    ['a<script>alert(1)</script>b', 'ab'],
    ['a<script src=x>', 'a'],
    ['<style>body{}</style>x', 'x'],
    ['<img src="x.png" onerror="alert(1)">', '<img src="x.png">'],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="java&#x0A;script:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="JAVASCRIPT&colon;alert(1)">x</a>', '<a>x</a>'],
    ['<a href=" data:text/html,x">x</a>', '<a>x</a>'],
    ['<svg><a href="x">y</a></svg>z', 'z'],
    ['<form action="/"><button>Press</button></form>', 'Press'],
    ['<img src="a>b" onerror=alert(1)>', '<img src="a&gt;b">'],
    ['1 < 2 > 0', '1 &lt; 2 &gt; 0'],
    ['<img src=x onerror=alert(1)//', '&lt;img src=x onerror=alert(1)//'],
    ['<!-- hidden -->seen', 'seen'],
  ])('%s', (given, kept) => {
    expect(sanitise(given)).toBe(kept);
  });
});

describe('pages', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  const page = async (path: string) => {
    const answer = await fetch(stage.github.url + path);
    return {
      status: answer.status,
      policy: answer.headers.get('content-security-policy'),
      text: await answer.text(),
    };
  };

  test('a pull request shows its text, diff, statuses, labels and comments', async () => {
    await stage.repo.push('waybill/dev/api', {
      'envs/dev/kustomization.yaml': yaml`
        images:
          - name: api
            newTag: v2
      `,
    });
    const { number, head } = await stage.repo.openPullRequest({
      title: 'Promote <api>',
      head: 'waybill/dev/api',
      body: '| image |\n|---|\n| api |\n\n<script>alert(1)</script>',
    });
    await stage.repo.setStatus(head.sha, 'waybill/soak', 'pending', '5 minutes left');
    await stage.client.rest('POST', `/repos/acme/config/issues/${number}/labels`, { labels: ['env: dev'] });
    await stage.client.rest('POST', `/repos/acme/config/issues/${number}/comments`, { body: '**Bold**' });
    const { status, policy, text } = await page(`/acme/config/pull/${number}`);
    expect(status).toBe(200);
    for (const part of [
      'Promote &lt;api&gt;',
      '<td>api</td>',
      '<strong>Bold</strong>',
      'waybill/soak',
      '5 minutes left',
      'env: dev',
      '-    newTag: v1',
      '+    newTag: v2',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('<script');
    expect(policy).toContain("default-src 'none'");
  });

  test.each([
    ['/', 200, 'acme/config'],
    ['/acme/config', 200, 'README.md'],
    ['/acme/config/tree/main/envs/dev', 200, 'kustomization.yaml'],
    ['/acme/config/blob/main/envs/dev/kustomization.yaml', 200, 'newTag: v1'],
    ['/acme/config/raw/main/README.md', 200, 'Config'],
    ['/acme/config/commit/main', 200, 'Initial commit'],
    ['/acme/config/blob/main/none', 404, 'Not found'],
    ['/acme/config/pull/9', 404, 'Not found'],
    ['/acme/none', 404, 'Not found'],
  ])('%s answers %i', async (path, status, text) => {
    const answer = await page(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
  });
});
