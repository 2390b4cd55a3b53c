import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('nothing found', () => {
  test('names the nearest repository and where it stands', () => {
    const result = plan({ 'values.yaml': 'image: ghcr.io/acme/ap:v1\n' });
    expect(result.refusals).toMatchObject([
      {
        code: 'REFERENCE_NOT_FOUND',
        message: expect.stringContaining('values.yaml:1: "ghcr.io/acme/ap:v1"'),
      },
    ]);
  });

  test('names tags and digests in values that say nothing of a repository, with the marker that settles it', () => {
    const release = yaml`
      kind: HelmRelease
      apiVersion: helm.toolkit.fluxcd.io/v2
      spec:
        values:
          image: {tag: v2}
    `;
    const [refusal] = plan({
      'a.yaml': yaml`
        image:
          tag: v1
      `,
      'b.yaml': yaml`
        web:
          image:
            digest: ${OLD}
      `,
      'c.yaml': release,
    }).refusals;
    expect(refusal).toMatchObject({
      code: 'REFERENCE_NOT_FOUND',
      location: { file: 'a.yaml', line: 2, column: 8 },
    });
    const meant = (part: string) =>
      `it is the ${part} of an image that no file names; if it is this one, write "# waybill: app ${part}" in the line above it`;
    expect(refusal?.message.split('\n')).toEqual([
      expect.stringMatching(/Near misses:$/),
      `  a.yaml:2: "v1": ${meant('tag')}`,
      `  b.yaml:3: "${OLD}": ${meant('digest')}`,
      `  c.yaml:5: "v2": ${meant('tag')}`,
    ]);
  });

  test.each([
    [
      'a version that may be anything',
      yaml`
        postgresql:
          version: 15
      `,
    ],
    [
      'an empty tag',
      yaml`
        image:
          tag: ""
      `,
    ],
    [
      'the tag of a repository beside it',
      yaml`
        image:
          repository: quay.io/other/thing
          tag: v1
      `,
    ],
  ])('does not name %s', (_, text) => {
    const [refusal] = plan({ 'values.yaml': text }).refusals;
    expect(refusal).toMatchObject({ code: 'REFERENCE_NOT_FOUND', location: undefined });
  });

  const mirrors = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`v${index}.yaml`, `image: m${index}.dev/acme/app:v1\n`]),
    );

  test('lists ten near misses and counts the others', () => {
    const [ten] = plan(mirrors(10)).refusals;
    expect(ten?.message).toMatch(/m9\.dev\/acme\/app\) with the same last part$/);
    const [twelve] = plan(mirrors(12)).refusals;
    expect(twelve?.message.split('\n')).toHaveLength(12);
    expect(twelve?.message).toMatch(/\n  and 2 more$/);
  });

  test.each(['ghcr.io/acme/app:', 'ghcr.io/acme/app:v1:'])(
    '%s is no reference, whatever it begins with',
    (text) => {
      const result = plan({
        'pod.yaml': yaml`
          kind: Pod
          spec: {containers: [{image: "${text}"}]}
        `,
      });
      expect(result.refusals).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
      expect(result.passedOver).toMatchObject([{ found: text, location: { line: 2 } }]);
    },
  );

  test('says nothing of comments that name the image', () => {
    const result = plan({
      'notes.yaml': yaml`
        # ghcr.io/acme/app:v1
        a: [
      `,
      'values.yaml': 'image: ghcr.io/acme/app:v1\n',
    });
    expect(result.refusals).toEqual([]);
  });
});

test('waybill.yaml itself declares nothing', () => {
  const config = yaml`
    version: 1
    images:
      app: {repository: ghcr.io/acme/app}
  `;
  const result = plan({ 'waybill.yaml': config, 'values.yaml': 'image: ghcr.io/acme/app:v1\n' });
  expect(result.refusals).toEqual([]);
  expect(result.files.map((file) => file.path)).toEqual(['values.yaml']);
});

test('records of an object in a list are left alone', () => {
  const item = yaml`
    kind: Foo
      spec: {image: "ghcr.io/acme/app:v1"}
      status: {image: "ghcr.io/acme/app:v1"}
  `;
  const text = `kind: List\nitems:\n- ${item}  metadata: {annotations: {image: "ghcr.io/acme/app:v1"}}\n`;
  expect(edited('list.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
});

test('the name of a pull secret is no image', () => {
  const text = yaml`
    imagePullSecrets:
    - name: app
    image: ghcr.io/acme/app:v1
  `;
  expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
});

test('the source of a checkout is no image', () => {
  const text = yaml`
    image: acme/app:v1
    git: {gitRepository: acme/app, gitTag: v7}
  `;
  expect(edited('values.yaml', text, { repository: 'acme/app' })).toBe(
    text.replace('app:v1', `app:v2@${NEW}`),
  );
});

test('what was passed over is told with its place and the reason', () => {
  const text = yaml`
    kind: Pod
    spec:
      containers:
      - image: ghcr.io/acme/app:v1
        args: ["--img=ghcr.io/acme/app:v1"]
  `;
  expect(plan({ 'pod.yaml': text }).passedOver).toMatchObject([
    {
      image: 'app',
      found: '--img=ghcr.io/acme/app:v1',
      location: { line: 5, column: 12 },
      reason: expect.stringContaining('waybill:'),
    },
  ]);
});
