import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lexer, type Token } from 'marked';

// A stranger trips over a few words of ours. Each page explains them where they first appear: by a link to
// where they are told. What is code, a heading or a generated table explains itself.

const WORDS: Readonly<Record<string, RegExp>> = {
  lane: /(?<![\w/-])lanes?(?![\w/-])/i,
  soak: /(?<![\w/-])soak(?:s|ed|ing)?(?![\w/-])/i,
  record: /(?<![\w/-])records?(?![\w/-])/i,
  declare: /(?<![\w/-])declare[sd]?(?![\w/-])/i,
  advance: /(?<![\w/-])advance[sd]?(?![\w/-])/i,
};

const PAGES = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'concepts.md')
    .map((name) => join('docs', name)),
  ...readdirSync('actions').map((name) => join('actions', name, 'README.md')),
];

interface Passage {
  readonly text: string;
  readonly isLink: boolean;
}

function passages(tokens: readonly Token[], isLink = false): Passage[] {
  return tokens.flatMap((token): Passage[] => {
    if (['code', 'codespan', 'heading', 'html', 'image'].includes(token.type)) return [];
    if (token.type === 'table') {
      const cells = [...token['header'], ...token['rows'].flat()];
      return cells.flatMap((cell: { tokens: Token[] }) => passages(cell.tokens, isLink));
    }
    if (token.type === 'list')
      return token['items'].flatMap((item: { tokens: Token[] }) => passages(item.tokens, isLink));
    const inside = 'tokens' in token ? token.tokens : undefined;
    if (inside !== undefined && inside.length > 0) return passages(inside, isLink || token.type === 'link');
    return [{ text: 'text' in token ? String(token['text']) : '', isLink }];
  });
}

/** Without what a program writes between `<!-- name -->` and `<!-- /name -->`. */
function writtenByHand(page: string): readonly Token[] {
  let generated = false;
  return lexer(readFileSync(page, 'utf8')).filter((token) => {
    const mark = token.type === 'html' ? /<!-- (\/?)/.exec(token.raw) : null;
    if (mark !== null) generated = mark[1] === '';
    return !generated;
  });
}

describe.each(PAGES)('%s', (page) => {
  test('explains words of ours where they first appear', () => {
    const all = passages(writtenByHand(page));
    const bare = Object.entries(WORDS).filter(([, pattern]) => {
      const first = all.find(({ text }) => pattern.test(text));
      return first !== undefined && !first.isLink;
    });
    expect(bare.map(([word]) => word)).toEqual([]);
  });
});

test('the page with the words has all of them', () => {
  const text = readFileSync('docs/concepts.md', 'utf8');
  for (const word of Object.keys(WORDS)) expect(text).toContain(`<a id="${word}"></a>${word} `);
});

/** How the message of an error begins, wherever one is made. */
const BEGINNING = /WaybillError\(\s*'[A-Z_]+',\s*['`"]([^'`"]*)/g;

test('no error begins with one of them', () => {
  const files = readdirSync('src', { recursive: true, withFileTypes: true }).filter(({ name }) =>
    name.endsWith('.ts'),
  );
  const messages = files.flatMap(({ parentPath, name }) =>
    [...readFileSync(join(parentPath, name), 'utf8').matchAll(BEGINNING)].map(([, text]) => text ?? ''),
  );
  expect(messages.length).toBeGreaterThan(100);
  const strange = messages.filter((text) =>
    /^(?:The |A |An |No )?(?:lane|soak|record|declar|advanc)/i.test(text),
  );
  expect(strange).toEqual([]);
});
