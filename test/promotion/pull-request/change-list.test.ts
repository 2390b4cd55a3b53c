import { describe, expect, test } from '@jest/globals';
import { changeList, type ImageChanges } from '../../../src/promotion/pull-request/change-list.ts';
import type { SourceCommit } from '../../../src/promotion/pull-request/source-commit.ts';

const SERVER = 'https://github.com';
const COMPARE = 'https://github.com/acme/shop/compare/a...b';

function commit(number: number, more: Partial<SourceCommit> = {}): SourceCommit {
  return {
    oid: String(number).padStart(40, '0'),
    headline: `change ${number}`,
    author: undefined,
    pull: undefined,
    ...more,
  };
}

function commits(count: number): readonly SourceCommit[] {
  return Array.from({ length: count }, (_, index) => commit(index + 1));
}

function known(
  added: readonly SourceCommit[],
  more: Partial<Extract<ImageChanges['changes'], { kind: 'known' }>> = {},
  images: readonly string[] = ['api'],
): ImageChanges {
  return {
    images,
    changes: {
      kind: 'known',
      repository: 'acme/shop',
      from: 'a'.repeat(40),
      to: 'b'.repeat(40),
      added,
      removed: [],
      more: false,
      releases: [],
      url: COMPARE,
      ...more,
    },
  };
}

/** How many commits are to be seen at once, and behind a fold. */
function counts(markdown: string): { readonly shown: number; readonly folded: number } {
  const count = (text: string): number => text.match(/^- \[/gm)?.length ?? 0;
  const [shown = '', ...folds] = markdown.split('<details>');
  return { shown: count(shown), folded: count(folds.join('')) };
}

describe('the list of changes', () => {
  test.each<[string, ImageChanges, string]>([
    ['one commit', known(commits(1)), `1 commit of \`acme/shop\` ([compare](${COMPARE})):`],
    ['two commits', known(commits(2)), `2 commits of \`acme/shop\` ([compare](${COMPARE})):`],
    ['more than were read', known(commits(1), { more: true }), `More than 1 commits of \`acme/shop\` (`],
    ['none', known([]), `No commit of \`acme/shop\` is new in this image ([compare](${COMPARE})).`],
  ])('of %s says so', (_what, group, says) => {
    expect(changeList([group], SERVER, 250)).toContain(says);
  });

  test.each<[string, ImageChanges['changes'], string]>([
    [
      'an answer of the registry',
      { kind: 'unanswered', side: 'new' },
      'What the new image was built from is not known: the registry did not answer. The next run asks it again.',
    ],
    [
      'anything but a record',
      { kind: 'unvouched', side: 'old', repository: 'acme/shop', commit: 'a'.repeat(40) },
      'Only a record says that the old image was built from `acme/shop@aaaaaaa`, and whoever may push can attach one.',
    ],
  ])('is none without %s', (_what, changes, says) => {
    expect(changeList([{ images: ['api'], changes }], SERVER, 250)).toContain(says);
  });

  test('says nothing after its heading where there is no commit', () => {
    expect(changeList([known([])], SERVER, 250)).toBe(
      `No commit of \`acme/shop\` is new in this image ([compare](${COMPARE})).`,
    );
  });

  test('links each commit and its pull request, and names who wrote it', () => {
    const group = known([commit(1, { pull: 12, author: 'octocat' }), commit(2)]);
    const [, list = ''] = changeList([group], SERVER, 250).split('\n\n');
    const page = `${SERVER}/acme/shop`;
    expect(list.split('\n')).toEqual([
      `- [\`0000000\`](${page}/commit/${commit(1).oid}) [#12](${page}/pull/12) \`change 1\` by \`octocat\``,
      `- [\`0000000\`](${page}/commit/${commit(2).oid}) \`change 2\``,
    ]);
  });

  test('cuts a headline at 120 characters and an author at 60', () => {
    const group = known([commit(1, { headline: 'h'.repeat(200), author: 'a'.repeat(100) })]);
    const text = changeList([group], SERVER, 250);
    expect(text).toContain(`\`${'h'.repeat(119)}…\` by \`${'a'.repeat(59)}…\``);
  });

  test.each([
    ['one commit is', 1, '1 commit of the image declared now is not in the new one:'],
    ['two commits are', 2, '2 commits of the image declared now are not in the new one:'],
  ])('says that it goes back where %s gone', (_what, count, says) => {
    const text = changeList([known(commits(3), { removed: commits(count) })], SERVER, 250);
    expect(text).toContain(`**This goes back or aside**: ${says}\n\n- [`);
    expect(counts(text)).toEqual({ shown: 3 + count, folded: 0 });
  });
});

describe('a long list', () => {
  test.each([
    ['is whole up to three more than ten', 13, 13, 0],
    ['shows ten of more', 14, 10, 4],
  ])('%s', (_what, count, shown, folded) => {
    const text = changeList([known(commits(count))], SERVER, 250);
    expect(counts(text)).toEqual({ shown, folded });
    expect(text.includes(`<summary>${folded} more</summary>`)).toBe(folded > 0);
  });

  test.each([
    [2, 5],
    [3, 3],
    [5, 3],
  ])('shares the room among %i images, and leaves each three at least', (groups, shown) => {
    const each = Array.from({ length: groups }, (_, index) => known(commits(20), {}, [`image-${index}`]));
    const text = changeList(each, SERVER, 250);
    const parts = text.split(/(?=\*\*`image-\d`\*\*\n\n)/);
    expect(parts.map(counts)).toEqual(each.map(() => ({ shown, folded: 20 - shown })));
  });

  test('names the images that share it, where there are several lists', () => {
    const text = changeList([known(commits(1), {}, ['api', 'web']), known([], {}, ['job'])], SERVER, 250);
    expect(text).toMatch(/^\*\*`api`, `web`\*\*\n\n1 commit/);
    expect(text).toContain('\n\n**`job`**\n\nNo commit');
    expect(changeList([known(commits(1), {}, ['api', 'web'])], SERVER, 250)).toMatch(/^1 commit/);
  });

  test('leaves out what is over the limit, and counts it', () => {
    expect(changeList([known(commits(5))], SERVER, 5)).not.toContain('more');
    const text = changeList([known(commits(6))], SERVER, 5);
    expect(counts(text)).toEqual({ shown: 5, folded: 0 });
    expect(text).toMatch(/\n- … and 1 more$/);
    const folded = changeList([known(commits(100))], SERVER, 40);
    expect(counts(folded)).toEqual({ shown: 10, folded: 30 });
    expect(folded).toContain('<summary>90 more</summary>');
    expect(folded).toMatch(/\n- … and 60 more\n\n<\/details>$/);
  });
});

test.each<[string, ImageChanges['changes'], string]>([
  [
    'the source is the same',
    { kind: 'same', repository: 'acme/shop', commit: 'a'.repeat(40) },
    `Both images were built from [\`aaaaaaa\`](${SERVER}/acme/shop/commit/${'a'.repeat(40)}) of \`acme/shop\`: the source did not change.`,
  ],
  [
    'the new image says nothing',
    { kind: 'unrecorded', side: 'new' },
    'The new image does not say which commit it was built from, so the changes are not known.',
  ],
  [
    'the source cannot be read',
    { kind: 'unreadable', repository: 'acme/shop', reason: 'The token\ncannot read it.' },
    'The changes are not listed: The token cannot read it.',
  ],
])('where %s the list is a sentence', (_what, changes, says) => {
  expect(changeList([{ images: ['api'], changes }], SERVER, 250)).toBe(says);
});
