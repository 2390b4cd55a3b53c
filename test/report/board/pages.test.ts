import { describe, expect, test } from '@jest/globals';
import type { Board, BoardCell } from '../../../src/report/board/board.ts';
import { pagesOf } from '../../../src/report/board/html/pages.ts';
import { boardSummary } from '../../../src/report/board/summary.ts';
import { aBoard } from './a-board.ts';

const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `</style><style>*{}</style>`,
  `]]>&lt;|\`x\`|@everyone\u202e\u0000`,
];
const ADDRESS = 'javascript:alert(1)';

/** The board with a foreign text wherever one can stand. */
function withText(text: string): Board {
  const board = aBoard();
  const says = { state: 'pending' as const, says: text, url: ADDRESS };
  const version = { tag: text, digest: `sha256:${text}` };
  const cell = (known: BoardCell): BoardCell => ({
    ...known,
    versions: [{ ...version, targets: [text] }],
    since: { at: board.at, url: ADDRESS, pull: 1 },
    standing: { kind: 'behind', of: text, commits: { behind: 1, ahead: 1, more: true, url: ADDRESS } },
    offered: version,
    pull: {
      ...{ number: 1, url: ADDRESS, kind: 'hotfix', brings: version, verdict: says },
      gates: [{ ...says, gate: text }],
    },
    health: says,
    drift: says,
    history: known.history.map((stay) => ({ ...stay, ...version, by: text, reason: text })),
  });
  return {
    ...board,
    repository: text,
    url: ADDRESS,
    base: { ...board.base, branch: text },
    environments: board.environments.map((environment) => ({
      ...environment,
      url: ADDRESS,
      pauses: [{ images: [text], reason: text, by: text, until: text, url: ADDRESS }],
    })),
    images: board.images.map((image) => ({
      ...image,
      repository: text,
      source: { name: text, url: ADDRESS },
      group: text,
      cells: image.cells.map(cell),
    })),
    notes: [text],
  };
}

/** What a page has beside texts: its elements and their attributes, in order. */
function skeleton(page: string): readonly string[] {
  const tags =
    page.replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/, '').match(/<[^!>][^>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/"[^"]*"/g, '""'));
}

describe('foreign text', () => {
  test.each(HOSTILE)('%j adds no element and no attribute to any page', (text) => {
    const plain = pagesOf(withText('plain'));
    for (const [index, { path, text: page }] of pagesOf(withText(text)).entries()) {
      if (path.endsWith('.json')) expect(JSON.parse(page)).toMatchObject({ repository: text });
      else expect(skeleton(page)).toEqual(skeleton(plain[index]?.text ?? ''));
    }
  });

  test('an address that is none of the web is no link', () => {
    for (const { path, text } of pagesOf(withText('plain')))
      if (path.endsWith('.html')) expect(text).not.toContain('javascript:');
  });

  test('the summary shows it as code, and keeps its columns', () => {
    const summary = boardSummary(withText('a | b @everyone'));
    expect(summary.replaceAll(/`[^`]*`/g, '')).not.toMatch(/@everyone|javascript:/);
    const [, ...rows] = summary.split('\n').filter((line) => line.startsWith('| '));
    expect(new Set(rows.slice(0, 10).map((row) => row.split(/(?<!\\)\|/).length)).size).toBe(1);
  });
});

test('a page asks for nothing from elsewhere, and its policy lets nothing in', () => {
  for (const { path, text } of pagesOf(aBoard())) {
    if (!path.endsWith('.html')) continue;
    expect(text).toContain('default-src &#39;none&#39;');
    expect(text).not.toMatch(/<(?:link|img|script|iframe|object)[^>]*(?:src|href)="(?!data:)/);
    expect(text).not.toMatch(/\sstyle="/);
  }
});

test('a summary that is too large says how many images it leaves out', () => {
  const environments = Array.from({ length: 20 }, (_, index) => `stage-${index}`);
  const summary = boardSummary(aBoard({ images: 900, environments }));
  expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
  const [, left] = /\*\*(\d+) of 900 images are left out/.exec(summary) ?? [];
  const rows = summary.split('\n').filter((line) => /^\| `[a-z]+(?:-\d+)?` \|.*<br>/.test(line));
  expect(rows.length + Number(left)).toBe(900);
  expect(summary).toContain('time to restore');
});
