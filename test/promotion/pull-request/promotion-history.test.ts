import { describe, expect, test } from '@jest/globals';
import type { EarlierDeclaration } from '../../../src/promotion/pull-request/facts.ts';
import { historyList } from '../../../src/promotion/pull-request/promotion-history.ts';
import { digestOf } from '../gates/a-question.ts';

const alone = { environment: 'prod', unit: 'api', images: ['api'] };
const group = { environment: 'prod', unit: 'shop', images: ['api', 'web'] };
const oid = 'abcdef0123456789';
const url = 'https://github.com/acme/config/commit/abcdef0';
const pull = { number: 3, url: 'https://github.com/acme/config/pull/3' };

function declared(image: string, more: Partial<EarlierDeclaration> = {}): EarlierDeclaration {
  const since = new Date('2026-01-05T09:00:59Z');
  return {
    environment: 'dev',
    image,
    digest: digestOf('2'),
    since,
    commit: undefined,
    pull: undefined,
    ...more,
  };
}

describe('the promotion history', () => {
  const short = '`sha256:222222222222`';
  test.each<[string, Partial<EarlierDeclaration>, string]>([
    [
      'the pull request that brought it',
      { pull, commit: { oid, url } },
      ` since 2026-01-05 09:00 UTC, by [#3](${pull.url})`,
    ],
    [
      'the commit where there was no pull request',
      { commit: { oid, url } },
      ` since 2026-01-05 09:00 UTC, by [\`abcdef0\`](${url})`,
    ],
    [
      'a commit without an address',
      { commit: { oid, url: undefined } },
      ' since 2026-01-05 09:00 UTC, by `abcdef0`',
    ],
    [
      'the commit where the address of the pull request is none',
      { pull: { ...pull, url: 'javascript:alert(1)' }, commit: { oid, url: undefined } },
      ' since 2026-01-05 09:00 UTC, by `abcdef0`',
    ],
    ['nothing that is not known', { since: undefined }, ''],
  ])('names %s', (_what, more, says) => {
    expect(historyList([declared('api', more)], alone)).toBe(
      `- \`dev\`: ${short}${says}\n- \`prod\`: this pull request`,
    );
  });

  test('of a group names each image', () => {
    const history = [declared('api', { since: undefined }), declared('web', { since: undefined })];
    expect(historyList(history, group)).toBe(
      `- \`dev\` \`api\`: ${short}\n- \`dev\` \`web\`: ${short}\n- \`prod\`: this pull request`,
    );
  });
});
