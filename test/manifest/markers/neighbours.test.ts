import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('a marker vouches for the value on its line alone', () => {
  test.each([
    [
      'the tag beside it, which an alias shares',
      yaml`
        kind: Machine
        x:
          repository: mirror.dev/x/app # waybill: app
          tag: &t v1
        y: {repository: ghcr.io/acme/web, tag: *t}
      `,
      'x.tag, y.tag',
    ],
    [
      'the tag beside it in values, which another image takes',
      yaml`
        x:
          repository: mirror.dev/x/app # waybill: app
          tag: &t v1
        y: {repository: ghcr.io/acme/web, tag: *t}
      `,
      'x.tag, y.tag',
    ],
    [
      'the tag that a merge key brings',
      yaml`
        kind: Machine
        b: &b {tag: v1}
        x:
          <<: *b
          repository: mirror.dev/x/app # waybill: app
        y: {<<: *b, repository: ghcr.io/acme/web}
      `,
      'b.tag, x.tag, y.tag',
    ],
    [
      'the digest beside a tag, which an alias shares',
      yaml`
        x:
          tag: v1 # waybill: app tag
          digest: &d ${OLD}
        y: {digest: *d}
      `,
      'x.digest, y.digest',
    ],
  ])('and not for %s', (_name, text, places) => {
    expect(refusals('values.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(`other places (${places}; aliases`) },
    ]);
  });

  test.each([
    [
      'the tag in a map that merge keys bring',
      yaml`
        b: &b {tag: v1} # waybill: app tag
        image: {<<: *b, repository: ghcr.io/acme/app}
      `,
      'v2',
    ],
    [
      'a reference in such a map',
      yaml`
        kind: Pod
        x: &c {image: "ghcr.io/acme/app:v1"} # waybill: app
        spec: {containers: [{<<: *c}]}
      `,
      `v2@${NEW}`,
    ],
  ])('so that all who read it change along: %s', (_name, text, after) => {
    expect(edited('values.yaml', text)).toBe(text.replace('v1', after));
  });
});

describe('a marker wins over a guess', () => {
  test('of another image: the place is left alone, with the reason', () => {
    const text = yaml`
      a: {image: "ghcr.io/acme/app:v1"} # waybill: other
      b: {image: "ghcr.io/acme/app:v1"}
    `;
    const result = plan({ 'values.yaml': text });
    expect(result.files[0]?.after).toBe(text.replace(/(b: .*)app:v1/, `$1app:v2@${NEW}`));
    expect(result.passedOver).toMatchObject([{ location: { line: 1 }, reason: 'a marker says it is other' }]);
  });

  test('that says to ignore: the place is left alone', () => {
    const text = 'image: ghcr.io/acme/app:v1 # waybill: ignore\n';
    expect(refusals('values.yaml', text)).toMatchObject([{ code: 'REFERENCE_NOT_FOUND' }]);
  });

  test('that says to ignore, where all images are known: no name is missed', () => {
    const text = yaml`
      a: {image: "ghcr.io/acme/app:v1"} # waybill: ignore
      b: {image: "ghcr.io/acme/app:v1"}
    `;
    expect(edited('values.yaml', text, {}, { names: ['app'] })).toBe(
      text.replace(/(b: .*)app:v1/, `$1app:v2@${NEW}`),
    );
  });

  test.each(['ignore', 'app tag', 'web'])('in a string it is text like any other: %s', (words) => {
    const text = yaml`
      note: "# waybill: ${words}"
      image: ghcr.io/acme/app:v1
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('app:v1', `app:v2@${NEW}`));
  });
});
