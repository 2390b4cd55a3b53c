import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorsOf } from '../../../src/errors/waybill-error.ts';
import type { Hold } from '../../../src/promotion/hold/holds.ts';
import { formatHolds, parseHolds } from '../../../src/promotion/hold/hold-file.ts';
import { digestOf } from '../gates/a-question.ts';
import { aHold } from './a-hold.ts';
import { rounds } from '../../rounds.ts';
import { yaml } from '../../yaml.ts';

const A = digestOf('a');
const B = digestOf('b');

function problemsIn(text: string): string[] {
  try {
    parseHolds(text, 'prod');
    return [];
  } catch (thrown) {
    return errorsOf(thrown).map(
      ({ code, location, message, hint }) =>
        `${code} ${location?.file}:${location?.line}:${location?.column} ${message} | ${hint}`,
    );
  }
}

describe('a hold file', () => {
  test('is sorted text that a person can read and edit', () => {
    const holds = [
      aHold('web', B, { reason: undefined, by: undefined, at: undefined, link: undefined }),
      aHold('api', B, { reason: 'slow' }),
      aHold('api', A),
    ];
    expect(formatHolds(holds, 'prod')).toBe(yaml`
      # What Waybill does not promote into prod again. Remove an entry to end its hold.
      - image: api
        digest: ${A}
        reason: loses sessions
        by: octocat
        at: 2026-01-05T09:00:00Z
        link: https://github.com/acme/config/actions/runs/1
      - image: api
        digest: ${B}
        reason: slow
        by: octocat
        at: 2026-01-05T09:00:00Z
        link: https://github.com/acme/config/actions/runs/1
      - image: web
        digest: ${B}
    `);
  });

  test.each([
    ['nothing', ''],
    ['comments', '# What was held\n\n  # and is not\r\n'],
    ['an empty list', '[]\n'],
    ['what is written of no holds', formatHolds([], 'prod')],
  ])('with %s holds nothing', (_, text) => {
    expect(parseHolds(text, 'prod')).toEqual([]);
  });

  test('says which file each hold is from', () => {
    expect(parseHolds(`- { image: api, digest: "${A}" }\n`, 'prod')).toEqual([
      {
        image: 'api',
        digest: A,
        reason: undefined,
        by: undefined,
        at: undefined,
        link: undefined,
        file: '.waybill/hold/prod.yaml',
      },
    ]);
  });

  test.each([
    ['a map', 'image: api\n', '1:1 holds is {"image":"api"}, not a list | Write a list.'],
    ['a text', 'none\n', '1:1 holds is "none", not a list | Write a list: ["none"].'],
    ['null', 'null\n', '1:1 .waybill/hold/prod.yaml: the file is empty | Remove the file.'],
    [
      'an entry without digest',
      '- image: api\n',
      '1:3 holds[0].digest is missing | It is needed here, as a text.',
    ],
    [
      'a digest that is none',
      yaml`
        - image: api
          digest: sha256:abc
      `,
      '2:11 holds[0].digest is "sha256:abc", which is not a SHA-256 digest | It has 3 digits. A digest is "sha256:" followed by 64 lowercase hexadecimal digits.',
    ],
    [
      'an unknown key',
      yaml`
        - image: api
          digest: ${A}
          reson: x
      `,
      '3:3 holds[0] has the unknown key "reson" | Did you mean "reason"? The keys here are image, digest, reason, by, at, link, home, home-id.',
    ],
    [
      'a moment that is none',
      `- { image: api, digest: "${A}", at: yesterday }\n`,
      '1:104 holds[0].at is "yesterday", which is not a moment in UTC | Write 2026-01-05T09:00:00Z.',
    ],
    [
      'an entry that is there twice',
      yaml`
        - { image: api, digest: "${A}" }
        - { image: api, digest: "${A}" }
      `,
      '2:3 holds[1] holds "api" a second time at the same digest | Keep one of the two entries.',
    ],
    [
      'a key that is there twice',
      yaml`
        - image: api
          image: web
          digest: ${A}
      `,
      '2:3 the key "image" is there twice | Keep one of them; the other would be lost.',
    ],
  ])('with %s is refused', (_, text, expected) => {
    expect(problemsIn(text)).toEqual([`CONFIG_INVALID .waybill/hold/prod.yaml:${expected}`]);
  });

  test.each([
    '+002026-01-05T09:00:00Z',
    '2026-01-05T09:00:00Z ',
    '2026-01-05T09:00:00.5Z',
    '2026-01-05T09:00:00+01:00',
    '2026-01-05 09:00:00Z',
    '2026-13-05T09:00:00Z',
    '2026-01-05T25:00:00Z',
  ])('with the moment %j is refused', (at) => {
    expect(problemsIn(`- { image: api, digest: "${A}", at: "${at}" }\n`)).toEqual([
      expect.stringContaining(`:1:104 holds[0].at is "${at}", which is not a moment in UTC`),
    ]);
  });

  test.each([
    ['a reason', 'reason', 500],
    ['a person', 'by', 100],
  ])('takes %s of so many characters, and refuses one more', (_what, key, most) => {
    const file = (length: number) => `- { image: api, digest: "${A}", ${key}: "${'x'.repeat(length)}" }\n`;
    expect(problemsIn(file(most))).toEqual([]);
    expect(problemsIn(file(1))).toEqual([]);
    expect(problemsIn(file(0))).toEqual([expect.stringContaining(`holds[0].${key} is empty`)]);
    expect(problemsIn(file(most + 1))).toEqual([expect.stringContaining(`holds[0].${key} is too long`)]);
  });

  test.each(['ftp://a.b', 'javascript:alert(1)', 'x'])('with the link %j is refused', (link) => {
    expect(problemsIn(`- { image: api, digest: "${A}", link: "${link}" }\n`)).toEqual([
      expect.stringContaining(`holds[0].link is "${link}", which is not an address`),
    ]);
  });

  test('leaves out a reason of which nothing is to be seen, and cuts a long one', () => {
    const written = (reason: string) => formatHolds([aHold('api', A, { reason })], 'prod');
    expect(written(' \u200b\n')).not.toContain('reason');
    expect(parseHolds(written('one\n\ttwo\u0007 three '), 'prod')[0]?.reason).toBe('one two three');
    expect(parseHolds(written('x'.repeat(600)), 'prod')[0]?.reason).toBe('x'.repeat(500));
    expect(parseHolds(written(`${'x'.repeat(499)} y`), 'prod')[0]?.reason).toBe('x'.repeat(499));
  });

  test('that is no YAML is refused, and not taken for an empty one', () => {
    expect(problemsIn('- image: "api\n')).toEqual([
      expect.stringContaining('CONFIG_INVALID .waybill/hold/prod.yaml:'),
    ]);
  });

  test('reports every mistake in one go', () => {
    expect(
      problemsIn(yaml`
        - digest: x
        - image: web
      `),
    ).toHaveLength(3);
  });

  test('reads back what it writes, whatever the reason, and writes the same bytes again', () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
    const hold = fc.record({
      image: fc.constantFrom('api', 'web', 'null', '123', '1e3', 'true', 'a.b-c'),
      letter: fc.constantFrom('0', 'a', 'f'),
      reason: fc.option(words, { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(hold, { selector: ({ image, letter }) => image + letter }), (written) => {
        const holds = written.map(({ image, letter, reason }) => aHold(image, digestOf(letter), { reason }));
        const text = formatHolds(holds, 'prod');
        const read = parseHolds(text, 'prod');
        expect(read.map(keyOf).toSorted()).toEqual(holds.map(keyOf).toSorted());
        expect(formatHolds(read.toReversed(), 'prod')).toBe(text);
      }),
      rounds(300),
    );
  });
});

function keyOf({ image, digest, by, at, link }: Hold): string {
  return [image, digest, by, at, link].join(' ');
}
