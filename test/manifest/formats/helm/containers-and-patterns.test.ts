import { describe, expect, test } from '@jest/globals';
import { edited, NEW, plan } from '../../promotion.ts';
import { yaml } from '../../../yaml.ts';

describe('a container in values has no other place for a tag', () => {
  test.each([
    ['containers', 'spec:\n  containers:\n    - image: ghcr.io/acme/app\n'],
    ['initContainers', 'initContainers:\n  - {name: a, image: ghcr.io/acme/app}\n'],
    ['extraContainers', 'extraContainers:\n  - name: a\n    image: ghcr.io/acme/app # bare\n'],
  ])('%s', (_name, text) => {
    expect(edited('values.yaml', text)).toBe(text.replace('acme/app', `acme/app:v2@${NEW}`));
  });

  test('a tag beside it is the place', () => {
    const text = 'extraContainers:\n  - image: ghcr.io/acme/app\n    tag: v1\n';
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });
});

describe('a pattern that a program makes references of', () => {
  test.each(['imagePattern', 'imageTemplate', 'image_format', 'imageRegexp'])(
    '%s is listed, and stays',
    (key) => {
      const text = yaml`
      preview:
        ${key}: "ghcr.io/acme/app:preview-{{ sha }}"
      image: ghcr.io/acme/app:v1
    `;
      const { files, refusals, passedOver } = plan({ 'values.yaml': text });
      expect(refusals).toEqual([]);
      expect(files[0]?.after).toBe(text.replace(':v1', `:v2@${NEW}`));
      expect(passedOver.map(({ location }) => location.line)).toEqual([2]);
    },
  );

  test('under a key that says image alone it is refused', () => {
    const text = 'image: "ghcr.io/acme/app:preview-{{ sha }}"\nsidecarImage: ghcr.io/acme/app:v1\n';
    expect(plan({ 'values.yaml': text }).refusals.map(({ code }) => code)).toEqual(['REFERENCE_UNEDITABLE']);
  });
});
