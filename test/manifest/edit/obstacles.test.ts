import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, toldRefusals, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const APP = 'ghcr.io/acme/app';
const QUOTED = 'it is YAML inside a quoted or folded string';
const AS_BLOCK = 'Write the inner YAML as a literal block ("|").';
const AS_YAML =
  'JSON has no block of text that it could stand in: keep this object as YAML, with a literal block ("|").';
const VALUE_OUT =
  'Write the value out here, or mark the variable\'s value with "# waybill: app tag" where it is set, and this line with "# waybill: ignore".';

/** A ConfigMap with a text in it, and the lines below the text's key. */
const configMap = (key: string, text: string) => `kind: ConfigMap\ndata:\n  ${key}: ${text}\n`;

describe('a reference that is clear and cannot be written is refused with what to do', () => {
  test.each([
    [
      'a variable is its tag',
      'values.yaml',
      `image: {repository: ${APP}, tag: "$V"}\n`,
      { at: '1:44', place: 'image', reason: 'a variable decides part of it ($V)', hint: VALUE_OUT },
    ],
    [
      'variables are both parts, of which the first is named',
      'values.yaml',
      `image: {repository: ${APP}, tag: "$V", digest: "$D"}\n`,
      { at: '1:44', place: 'image', reason: 'a variable decides part of it ($V)', hint: VALUE_OUT },
    ],
    [
      'a variable is its digest',
      'values.yaml',
      `image: {repository: ${APP}, tag: v1, digest: "$D"}\n`,
      { at: '1:56', place: 'image', reason: 'a variable decides part of it ($D)', hint: VALUE_OUT },
    ],
    [
      'a variable is the tag of a whole reference',
      'pod.yaml',
      yaml`
        kind: Pod
        spec: {containers: [{image: "${APP}:$V"}]}
      `,
      {
        at: '2:29',
        place: 'spec.containers[0].image',
        reason: `a variable decides part of it (${APP}:$V)`,
        hint: VALUE_OUT,
      },
    ],
    [
      'a merge key brings it',
      'values.yaml',
      yaml`
        b: &b {tag: v1}
        image: {<<: *b, repository: ${APP}}
      `,
      {
        at: '1:13',
        place: 'image',
        reason: 'an anchor shares the value with other places (b.tag, image.tag; aliases on line 2)',
        hint: 'Write the value out where it is to differ, mark an alias with a "# waybill:" comment to have it written out there, or mark the anchored scalar if all of them are to change.',
      },
    ],
    [
      'its format knows that it would come to something else',
      'kustomization.yaml',
      yaml`
        images:
        - name: x
          newName: ${APP}:v1
          newTag: v1
      `,
      {
        at: '4:11',
        place: 'images[0]',
        reason: 'newName ends in a tag or digest, and Kustomize puts another one behind it',
        hint: 'Leave the repository alone in newName.',
      },
    ],
    [
      'YAML in double quotes',
      'cm.yaml',
      configMap('values.yaml', `"image: ${APP}:v1\\n"`),
      { at: '3:24', place: 'data["values.yaml"] → image', reason: QUOTED, hint: AS_BLOCK },
    ],
    [
      'YAML in single quotes',
      'cm.yaml',
      configMap('values.yaml', `'image: ${APP}:v1'`),
      { at: '3:24', place: 'data["values.yaml"] → image', reason: QUOTED, hint: AS_BLOCK },
    ],
    [
      'YAML in folded text',
      'cm.yaml',
      configMap('values.yaml', `>\n    image: ${APP}:v1`),
      { at: '4:12', place: 'data["values.yaml"] → image', reason: QUOTED, hint: AS_BLOCK },
    ],
    [
      'YAML in a string of JSON',
      'cm.json',
      `{"kind": "ConfigMap", "data": {"values.yaml": "image: ${APP}:v1\\n"}}\n`,
      { at: '1:55', place: 'data["values.yaml"] → image', reason: QUOTED, hint: AS_YAML },
    ],
    [
      'YAML in a string of JSON that stands in YAML',
      'cm.yaml',
      configMap('a.json', `|\n    {"kind": "ConfigMap", "data": {"v.yaml": "image: ${APP}:v1"}}`),
      { at: '4:54', place: 'data["a.json"] → data["v.yaml"] → image', reason: QUOTED, hint: AS_YAML },
    ],
  ])('%s', (_name, path, text, { at, place, reason, hint }) => {
    const result = plan({ [path]: text });
    expect(result).toMatchObject({ files: [], edits: [], unchanged: [] });
    expect(result.refused).toHaveLength(1);
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at ${place} in ${path} cannot be edited: ${reason}`,
        hint,
        at: `${path}:${at}`,
      },
    ]);
  });
});

test.each([
  ['v2', 'a variable decides part of it'],
  [undefined, 'the image is pinned by its tag, and app is promoted by its digest alone'],
])('a variable as the tag of what is pinned by tags is refused for the tag %s', (tag, reason) => {
  const result = plan(
    {
      'pod.yaml': yaml`
        kind: Pod
        spec: {containers: [{image: "${APP}:$V"}]}
      `,
    },
    { tag, pin: 'tag' },
  );
  expect(result).toMatchObject({ files: [], edits: [] });
  expect(result.refusals).toMatchObject([
    { code: 'REFERENCE_UNEDITABLE', message: expect.stringContaining(reason) },
  ]);
});

describe('no obstacle is', () => {
  test.each([
    ['JSON in double quotes', 'cm.yaml', configMap('a.json', `"{\\"image\\": \\"${APP}:v1\\"}"`)],
    ['JSON in single quotes', 'cm.yaml', configMap('a.json', `'{"image": "${APP}:v1"}'`)],
    ['JSON on one line of folded text', 'cm.yaml', configMap('a.json', `>-\n    {"image": "${APP}:v1"}`)],
    [
      'JSON in a string of JSON',
      'cm.json',
      `{"kind": "ConfigMap", "data": {"a.json": "{\\"image\\": \\"${APP}:v1\\"}"}}\n`,
    ],
    ['YAML in a literal block', 'cm.yaml', configMap('values.yaml', `|\n    image: ${APP}:v1`)],
    [
      'YAML in double quotes that a marker in it points at',
      'cm.yaml',
      configMap('values.yaml', `"image: ${APP}:v1 # waybill: app\\n"`),
    ],
  ])('%s', (_name, path, text) => {
    const result = plan({ [path]: text });
    expect(result.refusals).toEqual([]);
    expect(writtenFiles(result)).toEqual({ [path]: text.replace(':v1', `:v2@${NEW}`) });
  });

  test('a merge key that brings a value with a marker', () => {
    const text = yaml`
      b: &b {tag: v1} # waybill: app tag
      image: {<<: *b, repository: ${APP}}
    `;
    expect(writtenFiles(plan({ 'values.yaml': text }))).toEqual({
      'values.yaml': text.replace('v1', 'v2'),
    });
  });

  test.each([
    ['YAML in quotes', configMap('values.yaml', `"image: ${APP}:v2@${NEW}"`)],
    [
      'a merge key',
      yaml`
        b: &b {tag: v2}
        image: {<<: *b, repository: ${APP}}
      `,
    ],
  ])('%s where the target is declared already', (_name, text) => {
    const result = plan({ 'cm.yaml': text });
    expect(result).toMatchObject({ files: [], refused: [], refusals: [] });
    expect(result.unchanged).toHaveLength(1);
  });

  test('a variable in a part that does not change', () => {
    const text = `image: {repository: "${APP}", tag: "$V", digest: "${OLD}"}\n`;
    expect(plan({ 'values.yaml': text.replace('"$V"', 'v2') }).refusals).toEqual([]);
  });
});
