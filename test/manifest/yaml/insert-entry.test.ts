import { describe, expect, test } from '@jest/globals';
import { edited, NEW, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';
import { KUSTOMIZATION } from '../text/kustomization.ts';

describe('insertion of a missing key', () => {
  test.each([
    [
      'block',
      yaml`
        images:
          - name: ghcr.io/acme/app # n
            newTag: v1 # t
            # last
      `,
      yaml`
        newTag: v2 # t
            digest: ${NEW}
      `,
    ],
    [
      'quotes',
      yaml`
        images:
        - "name": "ghcr.io/acme/app"
          "newTag": "v1"
      `,
      yaml`
        "newTag": "v2"
          "digest": "${NEW}"
      `,
    ],
    [
      'single quotes',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: 'v1'
      `,
      yaml`
        newTag: 'v2'
          digest: '${NEW}'
      `,
    ],
    [
      'blanks around the colon',
      yaml`
        images:
        - name  :  ghcr.io/acme/app
          newTag  :   v1
      `,
      yaml`
        newTag  :   v2
          digest  :   ${NEW}
      `,
    ],
    [
      'a tag of the value, which the new one does not get',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: !!str v1
      `,
      yaml`
        newTag: !!str v2
          digest: ${NEW}
      `,
    ],
    [
      'a value on the next line',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag:
            v1
      `,
      yaml`
        newTag:
            v2
          digest: ${NEW}
      `,
    ],
    [
      'tabs behind the colon',
      'images:\n- name:\tghcr.io/acme/app\n  newTag:\tv1\n',
      `newTag:\tv2\n  digest:\t${NEW}\n`,
    ],
    [
      'the tag on the line of the dash',
      yaml`
        images:
        -   newTag: v1
            name: ghcr.io/acme/app
      `,
      `-   newTag: v2\n    digest: ${NEW}\n    name`,
    ],
    ['flow', 'images: [{name: ghcr.io/acme/app, newTag: v1}]\n', `newTag: v2, digest: ${NEW}}]`],
    [
      'tight flow',
      '{"images":[{"name":"ghcr.io/acme/app","newTag":"v1"}]}',
      `"newTag":"v2","digest":"${NEW}"}]}`,
    ],
    [
      'flow with the tag first',
      'images: [{newTag: v1,   name: ghcr.io/acme/app}]\n',
      `newTag: v2,   digest: ${NEW},   name`,
    ],
    [
      'flow without blanks behind the commas',
      'images: [{name: ghcr.io/acme/app,newTag: v1}]\n',
      `newTag: v2,digest: ${NEW}}]`,
    ],
    ['flow of one pair', 'images: [{name: ghcr.io/acme/app}]\n', `app, newTag: v2, digest: ${NEW}}]`],
    [
      'tight flow of one pair',
      '{"images":[{"name":"ghcr.io/acme/app"}]}',
      `app","newTag":"v2","digest":"${NEW}"}]}`,
    ],
    [
      'flow over lines that closes behind the tag',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1}] # c
      `,
      yaml`
        newTag: v2,
          digest: ${NEW}}] # c
      `,
    ],
    [
      'flow over lines',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1
          }]
      `,
      `newTag: v2,\n  digest: ${NEW}\n  }]`,
    ],
    [
      'flow over lines with a trailing comma',
      yaml`
        images: [{
          name: ghcr.io/acme/app,
          newTag: v1, # t
          }]
      `,
      `newTag: v2, # t\n  digest: ${NEW},\n  }]`,
    ],
    [
      'flow over lines behind an empty value',
      'images: [{\n  name: ghcr.io/acme/app,\n  newTag: \n  }]\n',
      `newTag: v2,\n  digest: ${NEW} \n  }]`,
    ],
    [
      'no tag yet',
      yaml`
        images:
        - name: ghcr.io/acme/app
      `,
      yaml`
        name: ghcr.io/acme/app
          newTag: v2
          digest: ${NEW}
      `,
    ],
  ])('%s', (_name, text, expected) => {
    expect(edited('kustomization.yaml', text)).toContain(expected);
  });

  test('is not needed where the tag is asked for', () => {
    expect(edited('kustomization.yaml', KUSTOMIZATION, { pin: 'tag' })).toBe(
      KUSTOMIZATION.replace('v1', 'v2'),
    );
  });

  test.each([
    [
      'behind a block of text',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: >-
            v1
      `,
    ],
    [
      'into a template action',
      yaml`
        images:
        - name: ghcr.io/acme/app
          newTag: v1 # {{ x
            }}
      `,
    ],
    ['into a pair without braces', 'images: [name: ghcr.io/acme/app, {newTag: v1}]\n'],
    [
      'behind a name that a template writes',
      yaml`
        images:
        - name: "{{ .repo }}" # waybill: app
      `,
    ],
    [
      'behind an explicit key',
      yaml`
        images:
        - ? name
          : ghcr.io/acme/app
      `,
    ],
  ])('refused: %s', (_name, text) => {
    expect(refusals('kustomization.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('cannot be added') },
    ]);
  });
});
