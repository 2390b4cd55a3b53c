import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { values } from './tagged-values.ts';

describe('a scalar keeps its style', () => {
  test.each([
    ['double quotes', ' "v1"', ' "v2"'],
    ['single quotes', " 'v1'", " 'v2'"],
    ['no quotes', ' v1', ' v2'],
    ['a value on the next line', '\n    v1', '\n    v2'],
    ['a folded block', ' >-\n    v1', ' >-\n    v2'],
    ['a literal block', ' |\n    v1', ' |\n    v2'],
    ['a block with an indent of its own', ' |4\n        v1', ' |4\n        v2'],
    ['double quotes over two lines', ' "v\\\n    1"', ' "v2"'],
    ['single quotes over two lines', " 'v1\n    rc'", " 'v2'"],
    ['a string tag', ' !!str v1', ' !!str v2'],
    ['the tag that is no more than a mark', ' ! v1', ' ! v2'],
    ['an anchor that nobody uses', ' &t v1', ' &t v2'],
    ['no value', '', ' v2'],
    ['no value and a comment', ' # c', ' v2 # c'],
    ['no value and a blank', ' ', ' v2'],
    ['no value behind an anchor', ' &t', ' &t v2'],
    ['no value behind a tag', ' !<tag:yaml.org,2002:str>', ' !<tag:yaml.org,2002:str> v2'],
    ['null as a tilde', ' ~ # c', ' v2 # c'],
    ['null as a word', ' null', ' v2'],
  ])('%s', (_name, before, after) => {
    expect(edited('values.yaml', values(before))).toBe(values(after));
  });

  test.each([
    ['a plain value over two lines', ' v1\n    rc', 'a plain value over several lines'],
    ['a custom tag', ' !Ref v1', 'it has the tag !Ref'],
    ['a folded block of two lines', ' >-\n    v1\n    rc', 'folded together'],
    ['an empty text, which means the chart’s appVersion', ' ""', 'the tag is empty'],
  ])('refused: %s', (_name, tag, reason) => {
    expect(refusals('values.yaml', values(tag))).toEqual([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(reason), line: 3 },
    ]);
  });

  test.each([
    ['a folded block', '>-\n  ghcr.io/acme/app:v1\nb: c\n'],
    ['a literal block that keeps its blank lines', '|+\n\n  ghcr.io/acme/app:v1\n\n\nb: c\n'],
    ['a block with an indent of its own, at the end', '>2-\n    ghcr.io/acme/app:v1'],
  ])('a whole reference in %s: only the text inside changes', (_name, value) => {
    const text = `image: ${value}`;
    expect(edited('values.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });

  test('refused: a block without a line', () => {
    const text = yaml`
      image:
        repository: ghcr.io/acme/app
        tag: v1
        digest: >-
    `;
    expect(refusals('values.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('a block of text without a line') },
    ]);
  });

  test('refused: a key of a flow map without a colon', () => {
    expect(refusals('values.yaml', 'image: {repository: ghcr.io/acme/app, tag}\n')).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('no ":" behind its key') },
    ]);
  });

  test('an empty text is filled when the plan says so', () => {
    expect(edited('values.yaml', values(' ""'), {}, { fillEmptyTags: ['app'] })).toBe(values(' "v2"'));
  });

  test('an empty tag beside a digest key stays empty and the digest is written', () => {
    const text = (digest: string) =>
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: ""
          digest: "${digest}"
      `;
    expect(edited('values.yaml', text(OLD))).toBe(text(NEW));
  });
});

test('an empty text is never filled with a digest alone', () => {
  const options = { fillEmptyTags: ['app'] };
  expect(refusals('values.yaml', values(' ""'), { tag: undefined }, options)).toMatchObject([
    { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('promoted by its digest alone') },
  ]);
});

describe('null', () => {
  const written = (tag: string, rest: string) =>
    `image: {repository: ghcr.io/acme/app, tag: ${tag}, ${rest}}\n`;

  test.each(['~', 'null', 'Null', 'NULL', ''])('is no digest that %j would keep beside the tag', (none) => {
    const rest = `digest: ${none}`;
    expect(edited('values.yaml', written('v1', rest), { pin: 'tag' })).toBe(written('v2', rest));
    expect(edited('values.yaml', written('v1', 'digest: ~'))).toBe(written('v2', `digest: ${NEW}`));
  });

  test('is no registry', () => {
    expect(edited('values.yaml', written('v1', 'registry: null'))).toBe(written('v2', 'registry: null'));
    const global = yaml`
      global:
        imageRegistry: ~
    `;
    expect(edited('values.yaml', global + written('v1', 'x: y'))).toBe(global + written('v2', 'x: y'));
  });

  test('gives way to a string of JSON in JSON', () => {
    const text = '{"image": {"repository": "ghcr.io/acme/app", "tag": null}}\n';
    expect(edited('values.json', text)).toBe(text.replace('null', '"v2"'));
  });

  test('and a number, too', () => {
    const text = '{"image": {"repository": "ghcr.io/acme/app", "tag": 110}}\n';
    expect(edited('values.json', text)).toBe(text.replace('110', '"v2"'));
  });

  test('in quotes is a text', () => {
    expect(edited('values.yaml', written("'null'", 'x: y'))).toBe(written("'v2'", 'x: y'));
  });
});

describe('quotes are added where a reader would see something else than a string', () => {
  const ODD = ['1.10', '0123', '12345678', '1234e5', '1e5', '0x1F', '08', '00', '1_000', '0b11', '0o17', '2020-01-02', 'true', 'True',
    'null', 'yes', 'no', 'on', 'off', 'y', 'n', '70679812', '7067e198', '1.', '0X1f', '1e-5', '~', '.5', '.inf', '.nan',
    '12:30:45', '1e_5', '0_x1F', '706798e_8']; // prettier-ignore
  test.each(ODD)('%s', (tag) => {
    expect(edited('values.yaml', values(' v1'), { tag })).toBe(values(` "${tag}"`));
  });

  const PLAIN = [
    'v2',
    '1.2.3',
    '1.10.0',
    '706798e8a',
    'e5',
    '1.10-rc',
    'latest',
    'nope',
    'yes-1',
    '2020-01',
    '_1',
    'sha-0123',
    '1.2_3.4',
    '0_b',
    '2024-01-02T10-11-12Z',
  ];
  test.each(PLAIN)('and nowhere else: %s', (tag) => {
    expect(edited('values.yaml', values(' v1'), { tag })).toBe(values(` ${tag}`));
  });

  test('an old value that is a number is read as its text', () => {
    expect(edited('values.yaml', values(' 1.10'), { tag: '1.11' })).toBe(values(' "1.11"'));
    const [edit] = plan({ 'values.yaml': values(' 1.10') }, { tag: '1.11' }).edits;
    expect(edit?.declared.tag).toBe('1.10');
  });

  test.each([' 1.10', ' 1234567', ' 1e5', ' on', ' 2026-11-27'])(
    'a value that is the text and reads as something else gets quotes:%s',
    (value) => {
      const after = edited('values.yaml', values(value), { tag: value.trim() });
      expect(after).toBe(values(` "${value.trim()}"`));
      expect(() => edited('values.yaml', after, { tag: value.trim() })).toThrow('nothing would change');
    },
  );

  test.each([" '1.10'", ' "1.10"', ' !!str 1.10', ' v1.10'])(
    'one that reads as the text stays:%s',
    (value) => {
      const tag = /v?1\.10/.exec(value)?.[0] ?? '';
      expect(() => edited('values.yaml', values(value), { tag })).toThrow('nothing would change');
    },
  );

  test('a number of JSON becomes a string', () => {
    const text = (tag: string) => `{"image": {"repository": "ghcr.io/acme/app", "tag": ${tag}}}`;
    expect(edited('values.json', text('1.10'), { tag: '1.10' })).toBe(text('"1.10"'));
  });
});
