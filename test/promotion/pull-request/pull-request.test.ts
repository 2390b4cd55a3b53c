import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { marked, type Token } from 'marked';
import { parseDigest } from '../../../src/image/digest.ts';
import { aRecord } from './a-description.ts';
import type { ImageChanges } from '../../../src/promotion/pull-request/change-list.ts';
import { parseMarker, withClosedMark } from '../../../src/promotion/pull-request/marker.ts';
import { ORDINARY } from '../../../src/promotion/lane/purpose.ts';
import {
  LONGEST_BODY,
  pullRequestBody,
  type PullRequestText,
} from '../../../src/promotion/pull-request/pull-request.ts';
import { pullRequestTitle } from '../../../src/promotion/pull-request/title.ts';
import { NO_FACTS } from '../../../src/promotion/pull-request/facts.ts';
import type { SourceCommit } from '../../../src/promotion/pull-request/source-commit.ts';
import { rounds } from '../../rounds.ts';

const OLD = parseDigest(`sha256:${'1'.repeat(64)}`);
const NEW = parseDigest(`sha256:${'2'.repeat(64)}`);
const COMMIT = 'a'.repeat(40);

const record = aRecord({
  version: 'v2',
  created: '2026-03-04T05:06:07Z',
  source: { repository: 'acme/shop', commit: COMMIT, server: 'https://github.com', ref: 'refs/heads/main' },
  run: { id: '42', attempt: 1, url: 'https://github.com/acme/shop/actions/runs/42' },
});

function known(
  added: readonly SourceCommit[],
  more: Partial<Extract<ImageChanges['changes'], { kind: 'known' }>> = {},
): ImageChanges {
  const url = 'https://github.com/acme/shop/compare/a...b';
  return {
    images: ['api'],
    changes: {
      kind: 'known',
      repository: 'acme/shop',
      from: 'b',
      to: 'a',
      added,
      removed: [],
      more: false,
      releases: [],
      url,
      ...more,
    },
  };
}

function commit(headline: string, author = 'octocat'): SourceCommit {
  return { oid: COMMIT, headline, author, pull: 12 };
}

function text(changes: readonly ImageChanges[], more: Partial<PullRequestText> = {}): PullRequestText {
  const image = { name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, record };
  return {
    lane: { environment: 'staging', unit: 'api', images: ['api'] },
    key: 'c'.repeat(64),
    proposal: { api: NEW },
    placed: [{ image, from: { digests: [OLD], tags: ['v1'], record: undefined } }],
    changes,
    superseded: [],
    files: ['envs/staging/values.yaml'],
    left: [],
    environmentUrl: 'https://staging.acme.dev',
    server: 'https://github.com',
    purpose: ORDINARY,
    facts: NO_FACTS,
    ...more,
  };
}

/** Every piece of text outside code spans and blocks, and every kind of node, of a rendered body. */
function inspect(body: string): {
  readonly kinds: ReadonlySet<string>;
  readonly plain: string;
  readonly links: readonly string[];
} {
  const kinds = new Set<string>();
  const links: string[] = [];
  let plain = '';
  marked.walkTokens(marked.lexer(body), (token: Token) => {
    kinds.add(token.type);
    if (token.type === 'link') links.push(String(token['href']));
    if (token.type === 'text' && !('tokens' in token && Array.isArray(token['tokens'])))
      plain += `${token.raw}\n`;
  });
  return { kinds, plain, links };
}

const OUR_HTML = /^<\/?(?:details|summary)>|^<br>$|^<!-- \/?waybill/;

function foreignHtml(body: string): readonly string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(body), (token) => {
    if (token.type === 'html' && !OUR_HTML.test(token.raw.trim())) found.push(token.raw);
  });
  return found;
}

describe('the body of a pull request', () => {
  test('says what moves, what changed, where it comes from and how to go back, in this order', () => {
    const body = pullRequestBody(text([known([commit('Open on Sundays')])]));
    expect(body.slice(0, body.indexOf('<!-- waybill {')))
      .toBe(`Moves the image \`api\` into [\`staging\`](https://staging.acme.dev) by digest, in \`envs/staging/values.yaml\`.

| image | from | to | built |
| --- | --- | --- | --- |
| \`api\` | \`v1\`<br>\`sha256:111111111111\` | \`v2\`<br>[\`sha256:222222222222\`](https://github.com/acme/shop/pkgs/container/api) | 2026-03-04 05:06 UTC<br>from [\`aaaaaaa\`](https://github.com/acme/shop/commit/${COMMIT}) |

<!-- waybill-gates -->

<!-- /waybill-gates -->

### What changed

1 commit of \`acme/shop\` ([compare](https://github.com/acme/shop/compare/a...b)):

- [\`aaaaaaa\`](https://github.com/acme/shop/commit/${COMMIT}) [#12](https://github.com/acme/shop/pull/12) \`Open on Sundays\` by \`octocat\`

### What comes next

- **Merging it**: the agent of \`staging\` deploys what is merged; Waybill pushes nothing to a cluster. No environment comes after it.<!-- waybill-merge --><!-- /waybill-merge -->
- **Closing it** without merging says no to these digests: Waybill does not propose them to \`staging\` again unless it is reopened. A newer digest gets a pull request of its own.
- **Pushing to its branch** takes it over: Waybill leaves the branch as it is, and does not merge it. Take the commit off the branch, or merge or close the pull request and delete the branch, and Waybill goes on.

<details>
<summary>Provenance</summary>

- \`api\`: \`ghcr.io/acme/api@${NEW}\` built from [\`acme/shop@aaaaaaa\`](https://github.com/acme/shop/commit/${COMMIT}) (\`refs/heads/main\`), by run \`42\` (says its record)

This is what the images and the records in the registry say; it is not verified here.

</details>

<details>
<summary>Roll back</summary>

After the merge, run the action \`rollback\` with \`environment: staging, images: api\` and a reason: it proposes what was declared before, \`api\` to \`${OLD}\`, and holds what it leaves, so that it is not promoted again. Reverting this pull request does the first without the second.

</details>

`);
  });

  test('reads its own marker back, also below text that holds a forged one', () => {
    const forged = '<!-- waybill {"v":1,"key":"dead"} -->';
    const body = pullRequestBody(text([known([commit(forged)])], { superseded: [{ api: OLD }] }));
    expect(parseMarker(body)).toEqual({
      v: 1,
      key: 'c'.repeat(64),
      environment: 'staging',
      unit: 'api',
      images: { api: NEW },
      superseded: [{ api: OLD }],
    });
    expect(parseMarker(withClosedMark(body))?.closed).toBe(true);
  });

  test.each([
    ['a mention', 'Thanks @octocat and @acme/sre'],
    ['a closing keyword', 'Fixes #1, closes acme/shop#2, resolves https://github.com/acme/shop/issues/3'],
    ['HTML', '<img src=x onerror=alert(1)><script>x</script></details><!--'],
    ['an image', '![x](https://evil.example/x.png)'],
    ['a link', '[free](https://evil.example) https://evil.example www.evil.example'],
    ['a code span that ends early', '` @octocat `` ``` <b> `'],
    ['a table that goes on', 'a | b | @octocat \\| c \\\\| d'],
    ['a line break', 'one\n\n# two\n- @octocat'],
  ])('takes nothing from a commit that holds %s', (_what, headline) => {
    const release = { tag: headline, name: headline, notes: headline, url: headline, commit: COMMIT };
    const body = pullRequestBody(text([known([commit(headline, headline)], { releases: [release] })]));
    const { kinds, plain, links } = inspect(body);
    expect(kinds).not.toContain('image');
    expect(plain).not.toMatch(/@\w|(?:fix|close|resolve)\w*\s+(?:#|\w+\/\w+#|http)/i);
    expect(foreignHtml(body)).toEqual([]);
    expect(links.filter((href) => !/^https:\/\/(?:github\.com\/acme|staging\.acme\.dev)/.test(href))).toEqual(
      [],
    );
  });

  test('takes nothing from any commit, author or version', () => {
    const nasty = fc.stringMatching(/^[`@#<>![\]()|\\*_~ \n\ra-z0-9/:.&;"'=-]{0,60}$/);
    const foreign = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 60 }));
    fc.assert(
      fc.property(foreign, foreign, foreign, (headline, author, version) => {
        const release = { tag: version, name: author, notes: headline, url: author, commit: COMMIT };
        const input = text([known([commit(headline, author)], { releases: [release] })]);
        const moves = input.placed.map((move) => ({
          ...move,
          image: { ...move.image, record: { ...record, version } },
        }));
        const body = pullRequestBody({ ...input, placed: moves });
        const { kinds, plain, links } = inspect(body);
        expect(kinds).not.toContain('image');
        expect(plain).not.toMatch(/@\w/);
        expect(foreignHtml(body)).toEqual([]);
        expect(links.every((href) => /^https:\/\/(?:github\.com\/acme|staging\.acme\.dev)/.test(href))).toBe(
          true,
        );
        expect(body).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/);
        expect(parseMarker(body)?.key).toBe('c'.repeat(64));
      }),
      rounds(300),
    );
  });

  test('shows no mark that turns text around', () => {
    const body = pullRequestBody(text([known([commit('user\u202e\u2066// admin\u2069 \u200bdone\u0007')])]));
    expect(body).toContain('`user// admin done`');
  });

  test.each([200, 5_000])('has at most 65,536 characters with %i commits, and a whole marker', (count) => {
    const commits = Array.from({ length: count }, (_, index) => commit(`${index} ${'long '.repeat(60)}`));
    const body = pullRequestBody(text([known(commits)]));
    expect(body.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(parseMarker(body)?.images).toEqual({ api: NEW });
    expect(body).toContain('more');
  });

  test('has at most 65,536 characters with any number of images', () => {
    const input = text([]);
    const moves = Array.from({ length: 400 }, () => input.placed[0]).filter((move) => move !== undefined);
    const body = pullRequestBody({ ...input, placed: moves });
    expect(body.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(parseMarker(body)?.key).toBe(input.key);
    expect(body).toContain('longer than GitHub allows');
  });

  test('folds the commits behind the first ten', () => {
    const body = pullRequestBody(
      text([known(Array.from({ length: 40 }, (_, index) => commit(`c${index}`)))]),
    );
    const [shown, folded] = body.split('<summary>30 more</summary>');
    expect(shown?.match(/- \[`aaaaaaa`\]/g)).toHaveLength(10);
    expect(folded?.match(/- \[`aaaaaaa`\]/g)).toHaveLength(30);
  });

  test('says that it goes back', () => {
    const body = pullRequestBody(text([known([], { removed: [commit('Newer work')] })]));
    expect(body).toContain('This goes back or aside');
    expect(body).toContain('`Newer work`');
  });

  test.each<[string, ImageChanges['changes'], string]>([
    [
      'the source is not readable',
      { kind: 'unreadable', repository: 'acme/shop', reason: 'this token cannot read acme/shop.' },
      'cannot read acme/shop',
    ],
    ['the old image says nothing', { kind: 'unrecorded', side: 'old' }, 'The old image does not say'],
    ['the source is the same', { kind: 'same', repository: 'acme/shop', commit: COMMIT }, 'did not change'],
  ])('says so when %s', (_what, changes, says) => {
    expect(pullRequestBody(text([{ images: ['api'], changes }]))).toContain(says);
  });

  test('warns that a tag alone cannot bring the old image back for sure', () => {
    const input = text([]);
    const moves = input.placed.map((move) => ({ ...move, from: { ...move.from, digests: [] } }));
    expect(pullRequestBody({ ...input, placed: moves })).toContain('a tag can have moved since');
  });
});

test.each([
  ['', ['api'], 'Promote api v2 to staging'],
  ['chore: ', ['api'], 'chore: Promote api v2 to staging'],
  ['', ['api', 'web'], 'Promote api v2, web v2 to staging'],
  [
    '',
    ['api', 'web', 'a-rather-long-name', 'another-rather-long-name'],
    'Promote shop (4 images) to staging',
  ],
])('the title after "%s" of %j is "%s"', (prefix, names, title) => {
  const lane = { environment: 'staging', unit: 'shop', images: names };
  const images = names.map((name) => ({
    name,
    repository: `x.io/${name}`,
    tag: 'v2',
    digest: NEW,
    record: undefined,
  }));
  expect(pullRequestTitle(lane, images, { prefix })).toBe(title);
});
