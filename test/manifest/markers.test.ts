import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from './promotion.ts';

const line = (before: string, comment: string) => `a: 1\n${before} ${comment}\nb: 2\n`;

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
    const text = '# waybill: app tag\n# more words\nx: v1\ny: v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace('x: v1', 'x: v2'));
  });

  test('inside a literal block, by lines', () => {
    const text = 'script: |\n  #!/bin/sh\n  IMAGE=ghcr.io/acme/app:v1 # waybill: app\n  run $IMAGE\n';
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test.each([
    ['a shell script', 'run.sh', 'TAG="v1" # waybill: app tag\n'],
    ['Terraform', 'main.tf', '// waybill: app tag\ntag = "v1"\n'],
    ['SQL', 'x.sql', "set tag = 'v1' -- waybill: app tag\n"],
    ['an ini file', 'x.ini', '; waybill: app tag\ntag = v1\n'],
    ['Markdown', 'x.md', '`v1` <!-- waybill: app tag -->\n'],
    ['a text that is no YAML', 'x.yaml', 'a: [\ntag = "v1" # waybill: app tag\n'],
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
  ])('%s', (_name, before, comment, reason) => {
    const text = `${line(before, comment)}image: ghcr.io/acme/app:v1\n`;
    expect(refusals('values.yaml', text)).toEqual([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(reason), line: 2 },
    ]);
  });
});

describe('a marker wins over a guess', () => {
  test('of another image: the place is left alone, with the reason', () => {
    const text = 'a: {image: "ghcr.io/acme/app:v1"} # waybill: other\nb: {image: "ghcr.io/acme/app:v1"}\n';
    const result = plan({ 'values.yaml': text });
    expect(result.files[0]?.after).toBe(text.replace(/(b: .*)app:v1/, `$1app:v2@${NEW}`));
    expect(result.passedOver).toMatchObject([{ location: { line: 1 }, reason: 'a marker says it is other' }]);
  });

  test('that says to ignore: the place is left alone', () => {
    const text = 'image: ghcr.io/acme/app:v1 # waybill: ignore\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });

  test('in a string it is text like any other', () => {
    const text = 'note: "# waybill: ignore"\nimage: ghcr.io/acme/app:v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });
});
