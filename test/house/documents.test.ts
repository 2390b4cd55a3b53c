import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lexer, type Token, walkTokens } from 'marked';
import { ROOMS } from '../../scripts/house/rooms.ts';

// Every page that a reader can open: a link in it leads to a file that is there, and its anchor to a heading
// of that file.

const FOLDERS = ['.github', 'actions', 'docs', 'examples', 'schema'];

function pagesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const PAGES = [...readdirSync('.').filter((name) => name.endsWith('.md')), ...FOLDERS.flatMap(pagesBelow)];

function tokensOf(page: string): Token[] {
  const tokens: Token[] = [];
  walkTokens(lexer(readFileSync(page, 'utf8')), (token) => void tokens.push(token));
  return tokens;
}

/**
 * The anchors that GitHub gives the headings of a page: lower case, words joined by hyphens, a number where
 * one comes again. And those that a page gives its own words.
 */
function anchorsOf(page: string): Set<string> {
  const seen = new Map<string, number>();
  const headings = tokensOf(page).flatMap((token) => (token.type === 'heading' ? [String(token.text)] : []));
  const named = [...readFileSync(page, 'utf8').matchAll(/<a id="([\w-]+)"><\/a>/g)].map(([, id]) => id ?? '');
  return new Set([
    ...named,
    ...headings.map((heading) => {
      const anchor = heading
        .replace(/`|\*\*|<[^>]+>/g, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  ]);
}

/** What is wrong with a link of a page; undefined when it leads somewhere. */
function problemOf(page: string, href: string): string | undefined {
  const [path = '', anchor] = href.split('#');
  const target = path === '' ? page : normalize(join(dirname(page), decodeURIComponent(path)));
  if (!existsSync(target)) return `${href}: ${target} is not there`;
  if (anchor === undefined || statSync(target).isDirectory()) return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `${href}: ${target} has no such heading`;
}

describe.each(PAGES)('%s', (page) => {
  test('has links that lead somewhere', () => {
    const links = tokensOf(page)
      .flatMap((token) => (token.type === 'link' || token.type === 'image' ? [String(token.href)] : []))
      .filter((href) => !/^[a-z][a-z0-9+.-]*:/i.test(href));
    expect(links.flatMap((href) => problemOf(page, href) ?? [])).toEqual([]);
  });
});

test('a page that nothing links to would not be found', () => {
  const linked = new Set(
    PAGES.flatMap((page) =>
      tokensOf(page).flatMap((token) =>
        token.type === 'link' ? [normalize(join(dirname(page), String(token.href).split('#')[0] ?? ''))] : [],
      ),
    ),
  );
  expect(pagesBelow('docs').filter((page) => !linked.has(page))).toEqual([]);
});

test('the README leads to every page', () => {
  const linked = new Set(
    tokensOf('README.md').flatMap((token) => (token.type === 'link' ? [String(token.href)] : [])),
  );
  expect(pagesBelow('docs').filter((page) => !linked.has(page))).toEqual([]);
});

test('the links that register the App fill in what the reusable workflows ask of it, and no more', () => {
  const links = ['docs/tokens.md', 'docs/start.md'].flatMap((page) =>
    tokensOf(page).flatMap((token) =>
      token.type === 'link' && String(token.href).includes('/settings/apps/new?')
        ? [{ page, url: new URL(String(token.href)) }]
        : [],
    ),
  );
  expect(links.map(({ page }) => page)).toEqual(['docs/tokens.md', 'docs/start.md']);
  const asked = new Map<string, string>();
  for (const workflow of ['advance', 'build-and-promote']) {
    const text = readFileSync(`.github/workflows/${workflow}.yml`, 'utf8');
    for (const [, name = '', level = ''] of text.matchAll(/^ *permission-([a-z-]+): (.+)$/gm)) {
      const permission = name.replaceAll('-', '_');
      const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(level)?.[1];
      const wanted = input === undefined ? level : defaultOf(text, input);
      expect(['read', 'write']).toContain(wanted);
      if (asked.get(permission) !== 'write') asked.set(permission, wanted);
    }
  }
  expect([...asked.keys()].toSorted()).toEqual([
    'contents',
    'issues',
    'members',
    'pull_requests',
    'statuses',
  ]);
  for (const { page, url } of links) {
    const filledIn = [...url.searchParams].filter(([, value]) => value === 'read' || value === 'write');
    expect([page, Object.fromEntries(filledIn)]).toEqual([page, Object.fromEntries(asked)]);
  }
});

/** What an input of a reusable workflow is where its caller says nothing. */
function defaultOf(workflow: string, input: string): string {
  const declared = new RegExp(`^ {6}${input}:\\n(?: {8}.*\\n)*? {8}default: (.+)$`, 'm');
  return declared.exec(workflow)?.[1] ?? `no default of ${input}`;
}

test('the list of the house has every room, in the order in which they may import each other', () => {
  const [, block = ''] =
    /^src\/\n([^]*?)^ {2}entry\.ts /m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
  const rooms = [...block.matchAll(/^ {2}(\w+)\/ +(\w+) .*\n((?: {3,}.*\n)*)/gm)];
  expect(rooms.map(([, name, kind]) => ({ name, kind }))).toEqual(
    ROOMS.map(({ name, kind }) => ({ name, kind })),
  );
  const doors = rooms.flatMap(([whole, name]) => {
    const [, said] = /\bdoors?: ([^]*?)(?:stages|$)/.exec(whole) ?? [];
    return said === undefined ? [] : [{ name, said: said.match(/[\w-]+(?:\.ts|\/)/g) }];
  });
  expect(doors.map(({ name }) => name)).toEqual(['manifest', 'http', 'github', 'attestation', 'cluster']);
  for (const { name, said } of doors) expect(said).toEqual(ROOMS.find((room) => room.name === name)?.doors);
});
