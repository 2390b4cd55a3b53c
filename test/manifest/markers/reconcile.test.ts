import { describe, expect, test } from '@jest/globals';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { edited, plan, refusals, REPOSITORY, TO_V2 } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('two markers of one value', () => {
  test('point at a part each', () => {
    const text = 'x: "--a=v1 --b=v1" # waybill: app --a={tag} # waybill: web --b={tag}\n';
    expect(edited('values.yaml', text)).toBe(text.replace('--a=v1', '--a=v2'));
  });

  test('above it, too', () => {
    const text = yaml`
      # waybill: app --a={tag}
      # waybill: app --b={tag}
      x: "--a=v1 --b=v1"
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('--a=v1 --b=v1', '--a=v2 --b=v2'));
  });

  test('that name two images are both heeded', () => {
    const files = [{ path: 'values.yaml', text: 'x: v1 # waybill: app tag # waybill: web tag\n' }];
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };
    const result = planEdits({ files, images: [TO_V2, web] });
    expect(result.edits.map(({ image }) => image)).toEqual(['app', 'web']);
    expect(result.files.map(({ after }) => after)).toEqual(['x: v2 # waybill: app tag # waybill: web tag\n']);
    expect(planEdits({ files, images: [TO_V2, { ...web, tag: 'v3' }] }).refusals).toMatchObject([
      { message: expect.stringContaining('two changes meet in it') },
    ]);
  });

  test('that say the same are one', () => {
    const text = yaml`
      # waybill: app tag
      x: v1 # waybill: app tag
    `;
    expect(plan({ 'values.yaml': text }).edits).toHaveLength(1);
  });

  test.each([
    [
      'above it to be left alone',
      yaml`
        # waybill: ignore
        x: v1 # waybill: app tag
      `,
      2,
    ],
    [
      'behind it to be left alone',
      yaml`
        # waybill: app tag
        x: v1 # waybill: ignore
      `,
      1,
    ],
    [
      'that its tag is of another image',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app
          tag: v1 # waybill: web tag
      `,
      2,
    ],
  ])('cannot both be followed where one says %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('something else is said of the same value'), line },
    ]);
  });

  test.each([
    [
      'a digest of a tag',
      yaml`
        # waybill: app digest
        x: v1 # waybill: app tag
      `,
      1,
    ],
    [
      'a tag of a whole reference',
      yaml`
        # waybill: app
        x: ${REPOSITORY}:v1 # waybill: app tag
      `,
      2,
    ],
  ])('cannot both be followed where one speaks of %s', (_name, text, line) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { message: expect.stringContaining('on the line that it marks'), line },
    ]);
  });

  test('may stand at two parts of one reference', () => {
    const text = yaml`
      image:
        repository: mirror.dev/x/app # waybill: app
        tag: v1 # waybill: app tag
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });
});
