import { describe, expect, test } from '@jest/globals';
import { isVersionWord } from '../../../src/manifest/edit/version-word.ts';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';

const WHOLE = `kind: Pod\nspec:\n  containers:\n  - image: ${REPOSITORY}@${OLD}`;
const BY_DIGEST_ALONE: Partial<ImageChange> = { tag: undefined };

/** What stands behind the digest that was written, and what was told. */
function after(path: string, text: string, change: Partial<ImageChange> = {}) {
  const { files, passedOver, refusals } = plan({ [path]: text }, change);
  expect(refusals).toEqual([]);
  const [, behind = ''] = (files[0]?.after ?? '').split(NEW);
  return { behind: behind.trimEnd(), told: passedOver.map(({ found, location }) => [found, location.line]) };
}

describe('a comment that is nothing but the version of a digest', () => {
  test.each<[string, string, string, string]>([
    ['behind a whole reference', 'a.yaml', `${WHOLE} # v1.3.0\n`, ' # v2'],
    ['without a "v"', 'a.yaml', `${WHOLE} #1.3.0\n`, ' #2'],
    ['made of a branch and a commit', 'a.yaml', `${WHOLE} # main-1f3a2bc\n`, ' # v2'],
    ['that Waybill itself would write', 'a.yaml', `${WHOLE} # sha-${'1f3a2bc4'.repeat(5)}\n`, ' # v2'],
    [
      'behind a digest beside another tag',
      'values.yaml',
      `image: {repository: ${REPOSITORY}, tag: stable, digest: "${OLD}"} # v1.3.0\n`,
      '"} # v2',
    ],
    ['behind a moving tag with a digest', 'a.yaml', `${WHOLE.replace('@', ':stable@')} # v1.3.0\n`, ' # v2'],
    ['in JSON with comments', 'a.jsonc', `{"image": "${REPOSITORY}@${OLD}"} // v1.3.0\n`, '"} // v2'],
    ['in an environment file', '.env', `APP_IMAGE="${REPOSITORY}@${OLD}" # v1.3.0\n`, '" # v2'],
    ['behind a marked value', 'a.tf', `# waybill: app digest\nd = "${OLD}" # v1.3.0\n`, '" # v2'],
  ])('follows the tag: %s', (_, path, text, behind) => {
    expect(after(path, text)).toEqual({ behind, told: [] });
  });

  test.each([
    ['says more', ' # v1.3.0, see the wiki'],
    ['is a word', ' # pinned'],
    ['is an issue', ' # JIRA-42'],
    ['is a platform', ' # amd64'],
  ])('stays where it %s', (_, comment) => {
    expect(after('a.yaml', `${WHOLE}${comment}\n`)).toEqual({ behind: comment, told: [] });
  });

  test('follows the label of the image where a digest comes alone', () => {
    const change = { ...BY_DIGEST_ALONE, version: '2.0.0' };
    expect(after('a.yaml', `${WHOLE} # v1.3.0\n`, change)).toEqual({ behind: ' # 2.0.0', told: [] });
  });

  test.each([
    ['a.yaml', `${WHOLE} # v1.3.0\n`, 4],
    ['.env', `A=1\nAPP_IMAGE=${REPOSITORY}@${OLD} # v1.3.0\n`, 2],
  ])('is told where it stays although nobody knows the version: %s', (path, text, line) => {
    expect(after(path, text, BY_DIGEST_ALONE)).toEqual({ behind: ' # v1.3.0', told: [['v1.3.0', line]] });
  });
});

test.each([
  ['v1', true],
  ['1.3', true],
  ['v1.3.0-rc.1', true],
  ['1.3.0+build.5', true],
  ['app-v1.3.0', true],
  ['main-1f3a2bc', true],
  ['1f3a2bc', true],
  ['20260102', true],
  ['2026-01-02', true],
  ['20260102150405-1f3a2bc', true],
  ['2024', false],
  ['42', false],
  ['latest', false],
  ['TODO', false],
  ['JIRA-42', false],
  ['CVE-2024-12345', false],
  ['arm64', false],
  ['facade', false],
  ['12345678', false],
  ['noqa', false],
])('the word %s is a version: %s', (word, expected) => {
  expect(isVersionWord(word)).toBe(expected);
});

test('a long word takes no time', () => {
  expect(isVersionWord('a_'.repeat(60))).toBe(false);
  expect(isVersionWord('1f3a2bc'.repeat(50_000))).toBe(false);
});
