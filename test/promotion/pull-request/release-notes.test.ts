import { describe, expect, test } from '@jest/globals';
import type { ImageChanges } from '../../../src/promotion/pull-request/change-list.ts';
import { releaseNotes } from '../../../src/promotion/pull-request/release-notes.ts';
import type { SourceRelease } from '../../../src/promotion/pull-request/source-commit.ts';

const [FROM, TO] = ['a'.repeat(40), 'b'.repeat(40)];

function release(tag: string, more: Partial<SourceRelease> = {}): SourceRelease {
  const url = `https://github.com/acme/shop/releases/tag/${tag}`;
  return { tag, name: tag, notes: `Notes of ${tag}.`, url, commit: TO, ...more };
}

function changes(releases: readonly SourceRelease[], images = ['api']): ImageChanges {
  const pair = { repository: 'acme/shop', from: FROM, to: TO, url: 'https://github.com' };
  return { images, changes: { kind: 'known', ...pair, added: [], removed: [], more: false, releases } };
}

/** The image declared now has a commit that the new one has not. */
function goesBack(releases: readonly SourceRelease[]): ImageChanges {
  const { images, changes: known } = changes(releases);
  const removed = [{ oid: FROM, headline: 'New', author: undefined, pull: undefined }];
  return { images, changes: { ...known, removed } as ImageChanges['changes'] };
}

const notes = (releases: readonly SourceRelease[], limit = 250): string =>
  releaseNotes([changes(releases)], limit).join('');

describe('release notes', () => {
  test('stand behind a fold, each with a link to its page', () => {
    expect(notes([release('v2', { name: 'Sundays' }), release('v1')])).toBe(
      `<details>
<summary>Release notes of 2 releases</summary>

**[\`v2\`](https://github.com/acme/shop/releases/tag/v2)** \`Sundays\`

\`\`\`text
Notes of v2.
\`\`\`

**[\`v1\`](https://github.com/acme/shop/releases/tag/v1)**

\`\`\`text
Notes of v1.
\`\`\`

</details>`,
    );
  });

  test.each<[string, readonly ImageChanges[]]>([
    ['of what is declared now', [changes([release('v1', { commit: FROM })])]],
    ['of what the image goes back to', [goesBack([release('v1')])]],
    ['where there is no release', [changes([])]],
    ['where nobody knows the changes', [{ images: ['api'], changes: { kind: 'unrecorded', side: 'old' } }]],
  ])('are left out %s', (_what, groups) => {
    expect(releaseNotes(groups, 250)).toEqual([]);
  });

  test('of one repository are said once for two images', () => {
    const both = [changes([release('v2')], ['api']), changes([release('v2')], ['web'])];
    expect(
      releaseNotes(both, 250)
        .join('')
        .match(/Notes of v2/g),
    ).toHaveLength(1);
  });

  test('mention nobody, close nothing, end no block and keep no workflow from starting', () => {
    const hostile = 'Fixes #7 by @octocat\n```\n</details>\n# Big\n<!-- waybill {} -->\n[skip ci]';
    const text = notes([release('v2', { notes: hostile })]);
    expect(text).toContain('````text\nFixes no. 7 by (at)octocat\n```\n</details>\n# Big\n\n(skip ci)\n````');
  });

  test('are cut, and more than ten releases are counted', () => {
    const long = notes([release('v2', { notes: `${'x'.repeat(300)}\n`.repeat(20) })]);
    expect(long.match(/x/g)?.length).toBeLessThan(2_000);
    expect(long).toContain('x…\n```');
    const many = Array.from({ length: 13 }, (_, index) => release(`v${index}`));
    expect(notes(many)).toContain('… and 3 more');
  });

  test('are left to their pages where the description has no room', () => {
    const text = notes([release('v2')], 15);
    expect(text).toContain('/releases/tag/v2');
    expect(text).not.toContain('Notes of v2');
  });
});
