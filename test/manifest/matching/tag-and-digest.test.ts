import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { edited, NEW, OLD, refusals, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('tag and digest of the change', () => {
  test('a digest alone replaces tag and digest of a whole reference', () => {
    const change = { tag: undefined };
    expect(edited('values.yaml', `image: ghcr.io/acme/app:v1@${OLD}\n`, change)).toBe(
      `image: ghcr.io/acme/app@${NEW}\n`,
    );
  });

  test('a digest alone is refused where a tag stands in its own key', () => {
    expect(
      refusals('values.yaml', 'image: {repository: ghcr.io/acme/app, tag: v1}\n', { tag: undefined }),
    ).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('promoted by its digest alone') },
    ]);
  });

  test.each([
    ['{repository: ghcr.io/acme/app}', 'there is neither a tag nor a digest beside the repository'],
    ['{repository: ghcr.io/acme/app, tag: ""}', 'the tag is empty, and app is promoted by its digest alone'],
  ])('a digest alone has no place in %s', (image, reason) => {
    expect(refusals('values.yaml', `image: ${image}\n`, { tag: undefined })).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: `the reference to app at image in values.yaml cannot be edited: ${reason}`,
        line: 1,
      },
    ]);
  });

  test.each(['sha', 'sha256'])('%s gets the digits alone, because charts write the rest', (key) => {
    const text = `image: {repository: ghcr.io/acme/app, tag: v1, ${key}: ""}\n`;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2').replace('""', `"${NEW.slice(7)}"`));
  });

  test.each([
    ['image: ghcr.io/acme/app:v1\n', 'image: ghcr.io/acme/app:v2\n'],
    [`image: ghcr.io/acme/app:v1@${OLD}\n`, `image: ghcr.io/acme/app:v2@${NEW}\n`],
    [`image: ghcr.io/acme/app@${OLD}\n`, `image: ghcr.io/acme/app@${NEW}\n`],
    [
      'image: {repository: ghcr.io/acme/app, tag: v1, digest: ""}\n',
      'image: {repository: ghcr.io/acme/app, tag: v2, digest: ""}\n',
    ],
    [
      `image: {repository: ghcr.io/acme/app, tag: v1, digest: ${OLD}}\n`,
      `image: {repository: ghcr.io/acme/app, tag: v2, digest: ${NEW}}\n`,
    ],
  ])('pin: tag adds no digest and leaves no stale one: %s', (before, after) => {
    expect(edited('values.yaml', before, { pin: 'tag' })).toBe(after);
  });

  test('two targets for one repository are refused', () => {
    const files = [{ path: 'values.yaml', text: 'image: ghcr.io/acme/app:v1\n' }];
    const { refusals: found } = planEdits({ files, images: [TO_V2, { ...TO_V2, name: 'twin', tag: 'v3' }] });
    expect(found).toContainEqual(expect.objectContaining({ code: 'REFERENCE_AMBIGUOUS', image: 'twin' }));
  });

  test('several images are planned together', () => {
    const files = [
      {
        path: 'values.yaml',
        text: yaml`
          a: {image: "ghcr.io/acme/app:v1"}
          b: {image: "ghcr.io/acme/web:v1"}
        `,
      },
    ];
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web', tag: 'v9' };
    expect(planEdits({ files, images: [TO_V2, web] }).files[0]?.after).toBe(
      yaml`
        a: {image: "ghcr.io/acme/app:v2@${NEW}"}
        b: {image: "ghcr.io/acme/web:v9@${NEW}"}
      `,
    );
  });
});
