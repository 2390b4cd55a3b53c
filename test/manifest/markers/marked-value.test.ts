import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const line = (before: string, comment: string) => yaml`
  a: 1
  ${before} ${comment}
  b: 2
`;

describe('a marker points at a value', () => {
  test.each([
    ['a whole reference', 'x: ghcr.io/acme/app:v1', '# waybill: app', `x: ghcr.io/acme/app:v2@${NEW}`],
    [
      'named by its repository',
      'x: ghcr.io/acme/app:v1',
      '# waybill: ghcr.io/acme/app',
      `x: ghcr.io/acme/app:v2@${NEW}`,
    ],
    [
      'a reference in a longer text',
      'x: "--img=ghcr.io/acme/app:v1 -v"',
      '# waybill: app',
      `x: "--img=ghcr.io/acme/app:v2@${NEW} -v"`,
    ],
    [
      'a default of a variable',
      'x: ${IMG:-ghcr.io/acme/app:v1}',
      '# waybill: app',
      `x: \${IMG:-ghcr.io/acme/app:v2@${NEW}}`,
    ],
    ['a tag', 'x: v1', '# waybill: app tag', 'x: v2'],
    ['an empty text', 'x: ""', '# waybill: app tag', 'x: "v2"'],
    ['no value yet', 'x:', '# waybill: app tag', 'x: v2'],
    ['a digest', `x: ${OLD}`, '# waybill: app digest', `x: ${NEW}`],
    [
      'a tag by the text around it',
      'x: [a, --tag=v1, --tags=v1]',
      '# waybill: app --tag={tag}',
      'x: [a, --tag=v2, --tags=v1]',
    ],
    [
      'two parts of one text',
      `x: app_v1_${OLD}_end`,
      '# waybill: app app_{tag}_{digest}_end',
      `x: app_v2_${NEW}_end`,
    ],
    [
      'a text whose dots and brackets stand for themselves',
      'x: "a.b(v1)"',
      '# waybill: app a.b({tag})',
      'x: "a.b(v2)"',
    ],
    [
      'the only tag among several keys of a line',
      'x: {tag: v1, other: v1}',
      '# waybill: app tag',
      'x: {tag: v2, other: v1}',
    ],
  ])('%s', (_name, before, comment, after) => {
    expect(edited('values.yaml', line(before, comment))).toBe(line(after, comment));
  });

  test('on the line below a comment that stands alone', () => {
    const text = yaml`
      # waybill: app tag
      # more words
      x: v1
      y: v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('x: v1', 'x: v2'));
  });

  test('inside a literal block, by lines', () => {
    const text = yaml`
      script: |
        #!/bin/sh
        IMAGE=ghcr.io/acme/app:v1 # waybill: app
        run $IMAGE
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test.each([
    ['a shell script', 'run.sh', 'TAG="v1" # waybill: app tag\n'],
    [
      'Terraform',
      'main.tf',
      yaml`
        // waybill: app tag
        tag = "v1"
      `,
    ],
    ['SQL', 'x.sql', "set tag = 'v1' -- waybill: app tag\n"],
    [
      'an ini file',
      'x.ini',
      yaml`
        ; waybill: app tag
        tag = v1
      `,
    ],
    ['a block comment within a line', 'x.jsonnet', "{ t: 'v1' /* waybill: app tag */, u: 'x' }\n"],
    ['TOML with a quoted key', 'x.toml', '"image.tag" = "v1" # waybill: app tag\n'],
    [
      'a Dockerfile',
      'Dockerfile',
      '# waybill: app FROM ghcr.io/acme/app:{tag}\nFROM ghcr.io/acme/app:v1 AS base\n',
    ],
    ['Markdown', 'x.md', '`v1` <!-- waybill: app tag -->\n'],
    [
      'a text that is no YAML',
      'x.yaml',
      yaml`
        a: [
        tag = "v1" # waybill: app tag
      `,
    ],
  ])('in %s', (_name, path, text) => {
    expect(edited(path, text)).toBe(text.replace('v1', 'v2'));
  });
});

describe('a marker that cannot be followed is refused at its place', () => {
  test.each([
    ['no image', 'x: v1', '# waybill:', 'it names no image'],
    ['an unknown word', 'x: v1', '# waybill: app version', 'which is none of'],
    ['no such value', 'x: v1', '# waybill: app', 'there is no reference of app'],
    ['several values', 'x: [v1, v1]', '# waybill: app tag', 'more than one value'],
    ['a pattern that does not occur', 'x: v1', '# waybill: app --tag={tag}', 'there is no'],
    ['a pattern that occurs twice', 'x: t=v1 t=v1', '# waybill: app t={tag}', 'there is no'],
    ['a misspelt part', 'x: v1', '# waybill: app tga', 'Did you mean "tag"?'],
    ['a misspelt placeholder', 'x: v=v1', '# waybill: app v={tga}', 'no text with {reference}'],
    [
      'a reference that is no tag',
      'x: ghcr.io/acme/app:v1',
      '# waybill: app tag',
      '"ghcr.io/acme/app:v1" is no tag',
    ],
    ['a tag with something else behind it', 'x: v1@main', '# waybill: app tag', '"v1@main" is no tag'],
    ['a variable behind the name', 'x: "run ghcr.io/acme/app:$TAG"', '# waybill: app', 'exactly once'],
    ['a tag that is no digest', 'x: v1', '# waybill: app digest', '"v1" is no digest'],
    ['a sentence that is no tag', 'x: the first one', '# waybill: app tag', '"the first one" is no tag'],
    [
      'a reference that is more than a repository',
      'x: ghcr.io/acme/app:v1',
      '# waybill: app repository',
      'is no repository',
    ],
    ['a key whose value is a map below it', 'x:', '# waybill: app\n  y: v1', 'no value begins there'],
    ['a line with another image', 'x: v1', '# waybill: app tag # waybill: web', 'a marker says it is web'],
    [
      'a digest that a template writes',
      'x: "{{ .d }}"',
      '# waybill: app digest',
      'a template writes part of it',
    ],
    ['a line to be ignored', 'x: v1', '# waybill: ignore # waybill: app tag', 'a marker says to ignore it'],
  ])('%s', (_name, before, comment, reason) => {
    const text = `${line(before, comment)}image: ghcr.io/acme/app:v1\n`;
    expect(refusals('values.yaml', text)).toEqual([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(reason), line: 2 },
    ]);
  });
});

test('a marker beside several values, of which none will do, is refused without a word on each', () => {
  expect(refusals('values.yaml', 'x: [a b, c d] # waybill: app tag\n')).toMatchObject([
    { message: expect.stringMatching(/there is no tag of app on the line that it marks$/) },
  ]);
});

test.each([
  [
    'an empty line',
    yaml`
      # waybill: app tag

      x: v1
    `,
  ],
  [
    'the end',
    yaml`
      x: v1
      # waybill: app tag
    `,
  ],
])('a marker above %s is refused', (_name, text) => {
  expect(refusals('values.yaml', text)).toEqual([
    {
      code: 'REFERENCE_UNEDITABLE',
      message: expect.stringContaining('it stands above nothing'),
      line: expect.any(Number),
    },
  ]);
});
