import { describe, expect, test } from '@jest/globals';
import { edited, NEW, OLD, plan, refusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('a marker names the image of a reference that a format knows', () => {
  test.each([
    [
      'beside the repository of a mirror',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app
          tag: v1
      `,
      [['v1', 'v2']],
    ],
    [
      'beside its tag',
      yaml`
        image:
          repository: mirror.dev/x/app
          tag: v1 # waybill: app
      `,
      [['v1', 'v2']],
    ],
    [
      'behind its flow map',
      'image: {repository: mirror.dev/x/app, tag: v1} # waybill: app\n',
      [['v1', 'v2']],
    ],
    [
      'with a digest',
      yaml`
        image:
          repository: mirror.dev/x/app # waybill: app repository
          tag: v1
          digest: ${OLD}
      `,
      [
        ['v1', 'v2'],
        [OLD, NEW],
      ],
    ],
    [
      'under a prefix',
      yaml`
        imageName: mirror.dev/x/app # waybill: app
        imageTag: v1
      `,
      [['v1', 'v2']],
    ],
    [
      'in a default',
      yaml`
        services: {}
        image: \${IMG:-mirror.dev/x/app:v1} # waybill: app \${IMG:-{reference}}
      `,
      [['v1', `v2@${NEW}`]],
    ],
  ])('%s', (_name, text, changes) => {
    const expected = changes.reduce((all, [from = '', to = '']) => all.replace(from, to), text);
    expect(edited('values.yaml', text)).toBe(expected);
  });

  test('of a Kustomization, which gets its digest', () => {
    const text = yaml`
      images:
      - name: mirror.dev/x/app
        newTag: v1 # waybill: app tag
    `;
    expect(edited('kustomization.yaml', text)).toBe(
      text.replace('v1 # waybill: app tag', `v2 # waybill: app tag\n  digest: ${NEW}`),
    );
  });

  test('of a service, in the default of a variable', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });

  test('of a service, by its tag', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app tag
    `;
    expect(edited('compose.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });

  test('but not by a text around it that does not occur', () => {
    const text = yaml`
      services:
        a:
          image: \${IMG:-mirror.dev/x/app:v1} # waybill: app img={tag}
    `;
    expect(refusals('compose.yaml', text)).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining('there is no "img={tag}" of app') },
    ]);
  });

  test.each(['app', 'app repository'])('in an object of an unknown kind: %s', (words) => {
    const text = yaml`
      kind: Machine
      spec:
        repository: mirror.dev/x/app # waybill: ${words}
        tag: v1
    `;
    expect(edited('machine.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('whose own tag counts, not the one beside it', () => {
    const text = yaml`
      kind: Machine
      repo: ghcr.io/acme/app:v1 # waybill: app
      tag: other
    `;
    expect(edited('machine.yaml', text)).toBe(text.replace('v1', `v2@${NEW}`));
  });
});

describe('a marker of the repository alone', () => {
  test('needs one of the tag or the digest', () => {
    const [refusal] = plan({ 'values.yaml': 'x: ghcr.io/acme/app # waybill: app repository\n' }).refusals;
    expect(refusal?.hint).toBe('Mark its tag or its digest, too.');
  });

  test('is no obstacle where the tag is marked', () => {
    const text = yaml`
      x: ghcr.io/acme/app # waybill: app repository
      y: v1 # waybill: app tag
    `;
    expect(edited('values.yaml', text)).toBe(text.replace('v1', 'v2'));
  });

  test('is one where only another file has a mark of the tag', () => {
    const files = {
      'a.yaml': 'x: ghcr.io/acme/app # waybill: app repository\n',
      'b.yaml': 'y: v1 # waybill: app tag\n',
    };
    expect(plan(files).refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'a.yaml', line: 1 } },
    ]);
  });
});
