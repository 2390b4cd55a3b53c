import { describe, expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const IMAGE = 'ghcr.io/acme/app';

/**
 * Line and place of the references that are refused, of those that could be edited, and the line of every
 * refusal.
 */
function told(path: string, text: string) {
  const { edits, refused, refusals } = plan({ [path]: text });
  const place = ({ location, at }: (typeof refused)[number]) => `${location.line} ${at}`;
  return {
    edits: edits.map(place),
    refused: refused.map(place),
    refusals: refusals.map(({ location }) => location?.line),
  };
}

describe('a reference that is refused is told as refused, and not as an edit', () => {
  test('one that the value forbids', () => {
    const text = yaml`
      a: {image: {repository: ${IMAGE}, tag: !Ref v1}}
      b: {image: ${IMAGE}:v1}
    `;
    expect(told('values.yaml', text)).toEqual({
      edits: ['2 b.image'],
      refused: ['1 a.image'],
      refusals: [1],
    });
  });

  test('all in a document with a key that stands twice, and none in the document beside it', () => {
    const text = yaml`
      image: ${IMAGE}:v1
      x: 1
      image: ${IMAGE}:v1
      ---
      image: ${IMAGE}:v1
    `;
    expect(told('values.yaml', text)).toEqual({
      edits: ['5 image'],
      refused: ['1 image', '3 image'],
      refusals: [3],
    });
  });

  test('one that an anchor shares', () => {
    const text = yaml`
      image: &x ${IMAGE}:v1
      other: *x
      b: {image: ${IMAGE}:v1}
    `;
    expect(told('values.yaml', text)).toEqual({ edits: ['3 b.image'], refused: ['1 image'], refusals: [1] });
  });

  test('one whose digest has no place', () => {
    const text = yaml`
      images:
      - ? name
        : ${IMAGE}
      - name: ${IMAGE}
        newTag: v1
    `;
    expect(told('kustomization.yaml', text)).toEqual({
      edits: ['5 images[1]'],
      refused: ['3 images[0]'],
      refusals: [2],
    });
  });

  test('one inside a text that cannot be changed', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        a: >-
          {"image":
          "${IMAGE}:v1"}
        b: '{"image": "${IMAGE}:v1"}'
    `;
    expect(told('map.yaml', text)).toEqual({
      edits: ['6 data.b → image'],
      refused: ['3 data.a → image'],
      refusals: [3],
    });
  });
});

test('every value of a file that cannot be changed is told, and not only the first', () => {
  const text = [1, 2, 3].map((n) => `i${n}: {image: {repository: ${IMAGE}, tag: !Ref v1}}\n`).join('');
  expect(told('values.yaml', text).refusals).toEqual([1, 2, 3]);
});

describe('a place is where the reference begins', () => {
  test.each([
    ['.env', `# images\nAPP_IMAGE="${IMAGE}:v1"\n`, 2, 12],
    ['main.tf', `app = "${IMAGE}:v1" # waybill: app\n`, 1, 8],
    [
      'compose.yaml',
      yaml`
        services:
          app:
            image: \${APP:-${IMAGE}:v1}
      `,
      3,
      19,
    ],
    [
      'values.yaml',
      yaml`
        image: >-
          ${IMAGE}:v1
      `,
      2,
      3,
    ],
    ['values.yaml', `image: "${IMAGE}:v1"\n`, 1, 8],
  ])('%s: %j', (path, text, line, column) => {
    const [edit] = plan({ [path]: text }).edits;
    expect(edit?.location).toMatchObject({ line, column });
  });
});

test.each([
  [
    'a template writes it',
    `image: "${IMAGE}:{{ .Values.tag }}"\n`,
    'where it stands, and this line with "# waybill: ignore"',
  ],
  ['it has a tag of its own', `image: {repository: ${IMAGE}, tag: !Ref v1}\n`, 'without the tag'],
  [
    'it is folded',
    yaml`
      kind: ConfigMap
      data:
        a: >-
          {"image":
          "${IMAGE}:v1"}
    `,
    'on one line',
  ],
])('what to do fits what is wrong: %s', (_name, text, hint) => {
  expect(plan({ 'values.yaml': text }).refusals[0]?.hint).toContain(hint);
});

test('what Flux looks through for tags is passed over without advice to write a tag there', () => {
  const repository = yaml`
    apiVersion: image.toolkit.fluxcd.io/v1
    kind: ImageRepository
    metadata: {name: app}
    spec: {image: ${IMAGE}}
  `;
  const { passedOver } = plan({ 'values.yaml': `image: ${IMAGE}:v1\n`, 'flux.yaml': repository });
  expect(passedOver).toMatchObject([
    {
      location: { file: 'flux.yaml', line: 4 },
      reason: expect.stringMatching(/Flux looks through .* nothing is deployed/),
    },
  ]);
});
