import fc from 'fast-check';
import { yaml } from '../yaml.ts';

/** A document with one reference in it, and everything around it in any style. */
export interface Planted {
  readonly path: string;
  readonly text: string;
  /** The tag as it stands. */
  readonly tag: string;
}

const tag = fc
  .tuple(
    fc.constantFrom(...'abvx0123456789_'),
    fc.string({ unit: fc.constantFrom(...'0123456789abcxe._-'), maxLength: 10 }),
  )
  .map(([first, rest]) => first + rest);

export const anyTag = tag;

const word = fc.string({ unit: fc.constantFrom(...'abcdefgh'), minLength: 1, maxLength: 6 });
const comment = fc.constantFrom('', ' # c', '   # v1 v1', '\t# ghcr.io/acme/app:v1', ' # {"$x": 1}');
const anyText = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => JSON.stringify(text));
const noise = fc.oneof(
  fc.tuple(word, anyText).map(([key, value]) => `${key}0: ${value}\n`),
  word.map(
    (key) => yaml`
      ${key}1:
        - 0755
        -   1e3
        - ~
    `,
  ),
  word.map((key) => `${key}2: |\n  text \n\n    v1\n  # no comment\n`),
  word.map(
    (key) => yaml`
      ${key}3: >-
        folded
        v1

        more
    `,
  ),
  word.map(
    (key) => yaml`
      ? [${key}, 4]
      : {a: 1,   b: [ x,  y ]}
    `,
  ),
  word.map((key) => `"${key}5"  :   'it''s'\n`),
  word.map(
    (key) => yaml`
      ${key}6: &${key} v1
      ${key}7: *${key}
    `,
  ),
  fc.constantFrom('\n', '\n\n', '# a comment v1\n', ' # indented\n'),
);

/**
 * No key twice, also not over two blocks: a document with such a key is refused, which another test shows.
 */
const blocks = fc
  .uniqueArray(noise, { maxLength: 8, selector: (text) => /^[?"]?\s*\[?(\w+)/.exec(text)?.[1] ?? text })
  .chain((parts) =>
    fc
      .nat(parts.length)
      .map((split) => ({ before: parts.slice(0, split).join(''), after: parts.slice(split).join('') })),
  );

type Quote = '' | '"' | "'";
const quote = fc.constantFrom<Quote>('', '"', "'");

const split = fc
  .tuple(quote, quote, comment, tag, fc.constantFrom(' ', '   ', '\t'))
  .map(([q, r, c, value, gap]) => ({
    tag: value,
    body: yaml`
      image:
        ${r}repository${r}:${gap}${q}ghcr.io/acme/app${q}${c}
        tag:${gap}${q}${value}${q}${c}
    `,
  }));
const flow = fc.tuple(quote, tag, fc.constantFrom(' ', '  ', '\n    ')).map(([q, value, gap]) => ({
  tag: value,
  body: `image: {${gap}repository: ghcr.io/acme/app,${gap}tag: ${q}${value}${q},${gap}x: [a,  b]}   # c\n`,
}));
const whole = fc
  .tuple(fc.constantFrom<Quote | 'fold' | 'literal'>('', '"', "'", 'fold', 'literal'), comment, tag)
  .map(([style, c, value]) => {
    const text = `ghcr.io/acme/app:${value}`;
    if (style === 'fold')
      return {
        tag: value,
        body: yaml`
          image: >-${c}
             ${text}
        `,
      };
    if (style === 'literal')
      return {
        tag: value,
        body: yaml`
          image: |${c}
             ${text}
        `,
      };
    return { tag: value, body: `image: ${style}${text}${style}${c}\n` };
  });

export const planted: fc.Arbitrary<Planted> = fc
  .record({
    around: blocks,
    image: fc.oneof(split, flow, whole),
    other: fc.constantFrom(
      '',
      yaml`
        ---
        z: v1
      `,
      yaml`
        ...
        ---
        # c
        - v1
      `,
    ),
    mark: fc.constantFrom('', '\ufeff'),
    crlf: fc.boolean(),
    finalNewline: fc.boolean(),
  })
  .map(({ around: { before, after }, image, other, mark, crlf, finalNewline }) => {
    const lines = `${mark}${before}${image.body}${after}${other}`;
    const ended = finalNewline ? lines : lines.replace(/\n$/, '');
    return { path: 'values.yaml', text: crlf ? ended.replaceAll('\n', '\r\n') : ended, tag: image.tag };
  });
