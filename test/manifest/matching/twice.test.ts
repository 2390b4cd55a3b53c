import { describe, expect, test } from '@jest/globals';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { NEW, OLD, plan, REPOSITORY, TO_V2, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const LINE = `image: ${REPOSITORY}:v1\n`;

describe('a key that stands twice in one map', () => {
  test('is refused with its place', () => {
    const result = plan({
      'values.yaml': yaml`
        a: 1
        ${LINE}
        image: ghcr.io/acme/other:v1
      `,
    });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['image']);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: 'values.yaml holds app and a key that stands twice in one map',
        hint: 'Remove one of the two keys; readers disagree on which one counts.',
        at: 'values.yaml:3:1',
      },
    ]);
  });

  test.each([
    ['around the text that holds the image', '', 'data: {}\n', 5],
    ['in the text that holds the image', 'image: a\n    ', '', 5],
  ])('is refused %s', (_name, inner, outer, line) => {
    const text = `kind: ConfigMap\ndata:\n  values.yaml: |\n    ${inner}${LINE}${outer}`;
    const result = plan({ 'cm.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['data["values.yaml"] → image']);
    expect(result.refusals).toMatchObject([
      { message: 'cm.yaml holds app and a key that stands twice in one map', location: { line } },
    ]);
  });

  test.each([
    ['around its map', 'web: {image: "ghcr.io/acme/app:v1"}\nweb: {}\n'],
    ['beside a part of it', 'image: {repository: ghcr.io/acme/app, tag: v1, tag: v0}\n'],
    ['as its kind', 'kind: Pod\nspec: {containers: [{image: "ghcr.io/acme/app:v1"}]}\nkind: Job\n'],
    ['where an alias may bring it', 'a: &a 1\na: *a\nimage: ghcr.io/acme/app:v1\n'],
    [
      'in both branches, each with a half of it',
      'image:\n  repository: ghcr.io/acme/app\n  {{ if .a }}\n  tag: v1\n  {{ else }}\n  tag: v0\n  {{ end }}\n',
    ],
    [
      'in two blocks',
      '{{ if .a }}\nimage: ghcr.io/acme/app:v1\n{{ end }}\n{{ if .b }}\nimage: b\n{{ end }}\n',
    ],
  ])('is refused %s', (_name, text) => {
    const result = plan({ 'values.yaml': text });
    expect(result.files).toEqual([]);
    expect(result.refusals).toMatchObject([{ code: 'REFERENCE_UNEDITABLE' }]);
  });

  test.each([
    ['beside the image', 'a: 1\nimage: ghcr.io/acme/app:v1\na: 2\n'],
    ['in a container', 'kind: Pod\nspec: {containers: [{image: "ghcr.io/acme/app:v1", env: [], env: []}]}\n'],
    [
      'in the branches of one block',
      '{{- if .a }}\na: 1\nimage: ghcr.io/acme/app:v1\n{{- else if .b }}\na: 2\n{{ else }}\na: 3\n{{- end }}\n',
    ],
    [
      'in the branches of Jinja',
      '{% if a %}\nimage: ghcr.io/acme/app:v1\n{% elif b %}\nimage: b\n{% endif %}\n',
    ],
    [
      'in the branches around a block',
      '{{ if .a }}\n{{ range .b }}\n{{ end }}\nimage: ghcr.io/acme/app:v1\n{{ else }}\nimage: c\n{{ end }}\n',
    ],
  ])('is no obstacle %s', (_name, text) => {
    const result = plan({ 'values.yaml': text });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace('app:v1', `app:v2@${NEW}`) });
  });

  test('is no obstacle in a file without the image', () => {
    const result = plan({
      'values.yaml': LINE,
      'other.yaml': yaml`
        a: 1
        a: 2
      `,
    });
    expect(result.refusals).toEqual([]);
    expect(result.files).toHaveLength(1);
  });

  test.each([
    [10, 10],
    [11, 10],
  ])('%i of them are told %i times', (count, times) => {
    const keys = `a: {image: "${REPOSITORY}:v1"}\n`.repeat(count + 1);
    expect(plan({ 'values.yaml': keys }).refusals).toHaveLength(times);
  });
});

describe('two images of one repository', () => {
  const both = (second: Partial<ImageChange>, first: Partial<ImageChange> = {}) =>
    planEdits({
      files: [{ path: 'values.yaml', text: LINE }],
      images: [
        { ...TO_V2, ...first },
        { ...TO_V2, name: 'twin', ...second },
      ],
    });
  const told = (names: string, repository: string) => ({
    code: 'REFERENCE_AMBIGUOUS',
    image: 'twin',
    message: `${names} have one repository, ${repository}, and two different targets`,
    hint: 'Promote one of the two, or give them different repositories.',
    at: undefined,
  });

  test('go to one target together', () => {
    const result = both({});
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': `image: ${REPOSITORY}:v2@${NEW}\n` });
  });

  test.each<[string, Partial<ImageChange>, Partial<ImageChange>, string]>([
    ['two tags', { tag: 'v3' }, {}, REPOSITORY],
    ['two digests', { digest: OLD }, {}, REPOSITORY],
    ['a tag and none', { tag: undefined }, {}, REPOSITORY],
    [
      'two spellings of the repository',
      { tag: 'v3', repository: 'docker.io/library/nginx' },
      { repository: 'nginx' },
      'docker.io/library/nginx',
    ],
    ['what is no repository', { tag: 'v3', repository: 'A B' }, { repository: 'A B' }, 'A B'],
  ])('are refused with %s', (_name, second, first, repository) => {
    const result = both(second, first);
    expect(result.files).toEqual([]);
    expect(toldRefusals(result)[0]).toEqual(told('app and twin', repository));
  });

  test('are no pair where the repositories differ', () => {
    const result = both({ tag: 'v3', repository: 'ghcr.io/acme/web' });
    expect(result.refusals.map(({ code }) => code)).toEqual(['REFERENCE_NOT_FOUND']);
  });
});
