import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('a marker that names no known image', () => {
  const text = yaml`
    x: v1 # waybill: ap tag
    image: ghcr.io/acme/app:v1
  `;

  test('is refused with the nearest name', () => {
    expect(refusals('values.yaml', text, {}, { names: ['app', 'web'] })).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('"ap" is no image of waybill.yaml. Did you mean "app"?'),
        line: 1,
      },
    ]);
  });

  test('may be of any image where none are listed', () => {
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });

  test('is told where its value names the image', () => {
    const { passedOver } = plan({ 'values.yaml': `${text}y: ghcr.io/acme/app:v1 # waybill: ap\n` });
    expect(passedOver).toMatchObject([{ location: { line: 3 }, reason: 'a marker says it is ap' }]);
  });

  test('is of another image that waybill.yaml lists, although the name ends the repository', () => {
    const files = {
      'values.yaml': yaml`
        x: v1 # waybill: app tag
        image: ghcr.io/acme/app:v1
      `,
    };
    const { edits, passedOver } = plan(files, { name: 'frontend' }, { names: ['frontend', 'app'] });
    expect(edits).toMatchObject([{ image: 'frontend', location: { line: 2 } }]);
    expect(passedOver).toEqual([]);
  });

  test('is told where the name ends the repository, and nothing says that it means it', () => {
    const name = 'ghcr.io/acme/app';
    const { passedOver } = plan(
      {
        'values.yaml': yaml`
          x: v1 # waybill: app tag
          image: ghcr.io/acme/app:v1
        `,
      },
      { name },
    );
    expect(passedOver).toMatchObject([
      {
        image: name,
        found: 'v1',
        location: { line: 1 },
        reason: expect.stringContaining('without a waybill.yaml'),
      },
    ]);
  });

  test.each([
    ['a value that names the repository', `x: { y: ghcr.io/acme/app:v1 } # waybill: app\n`, 1, 9],
    [
      'a tag beside the repository',
      yaml`
        image:
          repository: ghcr.io/acme/app
          tag: v1 # waybill: app tag
      `,
      3,
      8,
    ],
    ['a line of another language', `  image = "ghcr.io/acme/app:v1" # waybill: app\n`, 1, 12],
    ['a tag in another language', `  tag = "v1" # waybill: app tag\n`, 1, 3],
  ])('is told once, with where it stands: %s', (_name, text, line, column) => {
    const path = text.includes('=') ? 'main.tf' : 'values.yaml';
    const { passedOver } = plan({ [path]: text }, { name: 'ghcr.io/acme/app' });
    expect(passedOver).toMatchObject([
      { location: { line, column }, reason: expect.stringContaining('without a waybill.yaml') },
    ]);
  });
});

test('a marker may spell the repository in another way', () => {
  const change = { name: 'docker.io/library/nginx', repository: 'docker.io/library/nginx' };
  const text = 'x: v1 # waybill: nginx tag\n';
  expect(edited('values.yaml', text, change)).toBe(text.replace('v1', 'v2'));
});

test('a marker may be capitalized', () => {
  const text = 'x: v1 # Waybill: app tag\n';
  expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
});

describe('a marker in YAML inside a quoted string', () => {
  test.each(['x', 'image'])('allows the edit: %s', (key) => {
    const text = yaml`
      kind: ConfigMap
      data:
        values.yaml: "${key}: ghcr.io/acme/app:v1 # waybill: app"
    `;
    expect(edited('cm.yaml', text)).toBe(text.replace(':v1', `:v2@${NEW}`));
  });
});

test('on the header of a block it means the text below', () => {
  const text = yaml`
    script: | # waybill: app
      run ghcr.io/acme/app:v1 now
  `;
  expect(edited('values.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
});
