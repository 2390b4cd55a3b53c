import { describe, expect, test } from '@jest/globals';
import type { ImageChange } from '../../../src/manifest/plan.ts';
import { planEdits } from '../../../src/manifest/plan-edits.ts';
import { NEW, OLD, TO_V2, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const WEB: ImageChange = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web', tag: 'v4' };

/** The plan of `app` to v2 and of `web` to v4, or of other changes. */
function planned(path: string, text: string, images: readonly ImageChange[] = [TO_V2, WEB]) {
  return planEdits({ files: [{ path, text }], images });
}

describe('two changes in one text', () => {
  test.each([
    ['in the order of the images', 'app {tag} v3', 'web v1 {tag}', 'v1 v3', 'v2 v4'],
    ['in the other order', 'app v1 {tag}', 'web {tag} v3', 'v1 v3', 'v4 v2'],
    ['side by side', 'app v1{tag}', 'web {tag}v3', 'v1v3', 'v4v2'],
  ])('are both made: %s', (_name, app, web, before, after) => {
    const text = (value: string) => `x: ${value} # waybill: ${app} # waybill: ${web}\n`;
    const result = planned('values.yaml', text(before));
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text(after) });
  });

  test('that are the same are made once', () => {
    const text = 'x: v1 # waybill: app tag # waybill: web tag\n';
    const result = planned('values.yaml', text, [TO_V2, { ...WEB, tag: 'v2' }]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace('x: v1', 'x: v2') });
    expect(result.edits.map(({ image, at }) => [image, at])).toEqual([
      ['app', 'x'],
      ['web', 'x'],
    ]);
    expect(result.files[0]?.splices).toEqual([{ start: 3, end: 5, text: 'v2' }]);
  });

  test('of one image, by two markers, are one', () => {
    const text = yaml`
      # waybill: app tag
      x: v1 # waybill: app {tag}
    `;
    const result = planned('values.yaml', text, [TO_V2]);
    expect(writtenFiles(result)).toEqual({ 'values.yaml': text.replace('x: v1', 'x: v2') });
    expect(result.edits).toHaveLength(1);
  });
});

describe('two changes that meet in one text are refused, and nothing is written', () => {
  const both = '# waybill: app tag # waybill: web tag';
  const shared = (tag: string) =>
    yaml`
      a: {repository: ghcr.io/acme/app, ${tag}}
      b: {repository: ghcr.io/acme/web, tag: *t }
    `;

  test.each([
    ['one tag', `x: v1 ${both}\n`, 'x', '1:4'],
    ['an empty text', `x: "" ${both}\n`, 'x', '1:4'],
    ['no text', `x: ${both}\n`, 'x', '1:3'],
    ['one within the other', 'x: v1-v3 # waybill: app {tag} # waybill: web v1-{tag}\n', 'x', '1:4'],
    ['one beginning', 'x: v1-v3 # waybill: app {tag} # waybill: web {tag}-v3\n', 'x', '1:4'],
    ['a shared tag', shared('tag: &t v1'), 'a', '1:43'],
    ['a shared null', shared('tag: &t null'), 'a', '1:43'],
  ])('%s', (_name, text, place, at) => {
    const result = planned('values.yaml', text);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ image }) => image)).toEqual(['app', 'web']);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at ${place} in values.yaml cannot be edited: two changes meet in it`,
        hint: 'Give each image a value of its own, or promote them to the same tag.',
        at: `values.yaml:${at}`,
      },
    ]);
  });

  test.each([
    ['end', 'v1-{tag}'],
    ['beginning', '{tag}-v3'],
  ])('two equal texts of which one stands in the other, at its %s', (_name, pattern) => {
    const text = `x: v1-v3 # waybill: app {tag} # waybill: web ${pattern}\n`;
    const result = planned('values.yaml', text, [TO_V2, { ...WEB, tag: 'v2' }]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refusals).toMatchObject([{ message: expect.stringContaining('two changes meet in it') }]);
  });

  test('an empty digest that two images share', () => {
    const text = yaml`
      a: {repository: ghcr.io/acme/app, tag: v1, digest: &d ""}
      b: {repository: ghcr.io/acme/web, tag: v1, digest: *d }
    `;
    const result = planned('values.yaml', text, [TO_V2, { ...WEB, digest: OLD }]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refusals).toMatchObject([{ message: expect.stringContaining('two changes meet in it') }]);
  });

  test('one name for two images that are pinned in two ways', () => {
    const text = yaml`
      kind: Pod
      spec: {containers: [{image: ghcr.io/acme/app}]}
    `;
    const result = planned('pod.yaml', text, [TO_V2, { ...TO_V2, name: 'twin', pin: 'tag' }]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refusals).toMatchObject([{ message: expect.stringContaining('two changes meet in it') }]);
  });
});

describe('keys that are added', () => {
  const entry = yaml`
    images:
    - name: ghcr.io/acme/app
  `;

  test.each([
    [
      'in the order of the file',
      yaml`
        ${entry}
        - name: ghcr.io/acme/web
          newTag: v1
      `,
    ],
    [
      'in the other order',
      yaml`
        ${entry.replace('app', 'web')}
        - name: ghcr.io/acme/app
          newTag: v1
      `,
    ],
  ])('stand beside texts that change, %s', (_name, text) => {
    const result = planned('kustomization.yaml', text, [TO_V2, { ...WEB, tag: 'v2' }]);
    const [first] = text.split('- name: ').slice(1);
    const second = text.slice(text.indexOf(first ?? '') + (first ?? '').length).replace('v1', 'v2');
    expect(writtenFiles(result)).toEqual({
      'kustomization.yaml': `images:\n- name: ${first}  newTag: v2\n  digest: ${NEW}\n${second}  digest: ${NEW}\n`,
    });
    const starts = result.files[0]?.splices.map(({ start }) => start) ?? [];
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
  });

  test.each([
    ['an alias', [TO_V2], entry.replace('- ', '- &x\n  ') + '- *x\n'],
    ['two images of one repository', [TO_V2, { ...TO_V2, name: 'twin' }], entry],
  ])('are added once for two readers of one entry: %s', (_name, images, text) => {
    const result = planned('kustomization.yaml', text, images);
    const line = /.*app\n/.exec(text)?.[0] ?? '';
    expect(writtenFiles(result)).toEqual({
      'kustomization.yaml': text.replace(
        line,
        yaml`
          ${line}
            newTag: v2
            digest: ${NEW}
        `,
      ),
    });
    expect(result.edits).toHaveLength(2);
  });

  test('are refused for two images of one repository that are pinned in two ways', () => {
    const result = planned('kustomization.yaml', entry, [TO_V2, { ...TO_V2, name: 'twin', pin: 'tag' }]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ image }) => image)).toEqual(['app', 'twin']);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message:
          '"newTag" and "digest" cannot be added at images[0] in kustomization.yaml: two changes meet in it',
        hint: 'Give each image an entry of its own, or pin both in the same way.',
        at: 'kustomization.yaml:2:3',
      },
    ]);
  });
});

describe('texts inside texts', () => {
  const twice = yaml`
    kind: ConfigMap
    data:
      a.yaml: |
        kind: ConfigMap
        data:
          b.yaml: |
            image: ghcr.io/acme/app:v1
        x: {image: "ghcr.io/acme/app:v1"}
      c.yaml: |
        image: ghcr.io/acme/app:v1
    z: {image: "ghcr.io/acme/app:v1"}
  `;

  test('change together with the texts around them', () => {
    const result = planned('cm.yaml', twice, [TO_V2]);
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ 'cm.yaml': twice.replaceAll(':v1', `:v2@${NEW}`) });
    expect(result.files[0]?.before).toBe(twice);
    expect(new Set(result.edits.map(({ at }) => at))).toEqual(
      new Set([
        'z.image',
        'data["a.yaml"] → x.image',
        'data["a.yaml"] → data["b.yaml"] → image',
        'data["c.yaml"] → image',
      ]),
    );
  });

  test('one that cannot change stops the file, and only its own reference is refused', () => {
    const text = twice.replace('x: {image: "', 'x: {image: !Ref "');
    const result = planned('cm.yaml', text, [TO_V2]);
    expect(result.files).toEqual([]);
    expect(result.refused.map(({ at }) => at)).toEqual(['data["a.yaml"] → x.image']);
    expect(result.edits).toHaveLength(3);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message:
          'the reference to app at data["a.yaml"] → x.image in cm.yaml cannot be edited: it has the tag !Ref, which may give the value another meaning',
        hint: 'Write the value without the tag.',
        at: 'cm.yaml:8:21',
      },
    ]);
  });

  test('those in a text that cannot change are all refused', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        a: >-
          {"image": "ghcr.io/acme/app:v1",
          "b": {"image": "ghcr.io/acme/app:v1"}}
    `;
    const result = planned('cm.yaml', text, [TO_V2]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['data.a → image', 'data.a → b.image']);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message:
          'the reference to app at data.a → image in cm.yaml cannot be edited: it is a block of text whose lines are folded together',
        hint: 'Write the value as a plain or quoted scalar on one line.',
        at: 'cm.yaml:3:6',
      },
    ]);
  });

  test('one within another, of which the outer cannot change, is refused with the outer one’s reason', () => {
    const text = yaml`
      kind: ConfigMap
      data:
        a: >-
          {"kind": "ConfigMap", "data":
          {"b": "{\"image\": \"ghcr.io/acme/app:v1\"}"}}
    `;
    const result = planned('cm.yaml', text, [TO_V2]);
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['data.a → data.b → image']);
    expect(result.refusals).toMatchObject([
      { message: expect.stringContaining('lines are folded together'), location: { line: 3, column: 6 } },
    ]);
  });
});
