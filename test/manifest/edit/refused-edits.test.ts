import { describe, expect, test } from '@jest/globals';
import { applyEdits } from '../../../src/manifest/edit/apply-edits.ts';
import { type SlotEdit, planPlaces } from '../../../src/manifest/edit/plan-places.ts';
import { findPlaces } from '../../../src/manifest/matching/find-places.ts';
import { matchImage } from '../../../src/manifest/matching/match.ts';
import { surveyFiles } from '../../../src/manifest/survey/survey.ts';
import { plan, TO_V2, toldRefusals } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const APP = 'ghcr.io/acme/app';

describe('a value that cannot be changed is refused with what to do', () => {
  test.each([
    [
      'a template writes it',
      `image: "${APP}:{{ .v }}"\n`,
      '1:8',
      'a template writes part of it',
      'Mark the value that the template takes with "# waybill: app tag" where it stands, and this line with "# waybill: ignore".',
    ],
    [
      'it has a tag of YAML',
      `image: !Ref ${APP}:v1\n`,
      '1:13',
      'it has the tag !Ref, which may give the value another meaning',
      'Write the value without the tag.',
    ],
    [
      'a template writes its tag',
      `image: {tag: "{{ .v }}", repository: ${APP}}\n`,
      '1:14',
      'a template writes part of it',
      'Mark the value that the template takes with "# waybill: app tag" where it stands, and this line with "# waybill: ignore".',
    ],
  ])('%s', (_name, text, at, reason, hint) => {
    const result = plan({ 'values.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `the reference to app at image in values.yaml cannot be edited: ${reason}`,
        hint,
        at: `values.yaml:${at}`,
      },
    ]);
  });
});

describe('a key that cannot be added is refused with what to do', () => {
  test.each([
    [
      'both keys',
      yaml`
        images:
        - ? name
          : ${APP}
      `,
      '2:5',
      '"newTag" and "digest"',
      'the key before it does not start its line',
    ],
    [
      'one key',
      yaml`
        images:
        - name: ${APP}
          newTag: |
            v1
      `,
      '3:3',
      '"digest"',
      'the key before it holds a block of text',
    ],
  ])('%s', (_name, text, at, keys, reason) => {
    const result = plan({ 'kustomization.yaml': text });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(toldRefusals(result)).toEqual([
      {
        code: 'REFERENCE_UNEDITABLE',
        image: 'app',
        message: `${keys} cannot be added at images[0] in kustomization.yaml: ${reason}`,
        hint: `Add ${keys} by hand once; from then on the value is edited in place.`,
        at: `kustomization.yaml:${at}`,
      },
    ]);
  });

  test('for all readers of the entry', () => {
    const result = plan({
      'kustomization.yaml': yaml`
        images:
        - &x
          ? name
          : ${APP}
        - *x
      `,
    });
    expect(result).toMatchObject({ files: [], edits: [] });
    expect(result.refused.map(({ at }) => at)).toEqual(['images[0]', 'images[1]']);
  });

  test('beside values that cannot be changed, each with its own refusal', () => {
    const text = yaml`
      images:
      - ? name
        : ${APP}
      - name: ${APP}
        newTag: !x v1
      - name: ${APP}
        newTag: v1
    `;
    const result = plan({ 'kustomization.yaml': text });
    expect(result.files).toEqual([]);
    expect(result.edits.map(({ at }) => at)).toEqual(['images[2]']);
    expect(result.refused.map(({ at }) => at).sort()).toEqual(['images[0]', 'images[1]']);
    expect(result.refusals.map(({ location }) => location?.line).sort()).toEqual([2, 5]);
  });
});

describe('an edit that does not stand the proof is refused as a bug, and nothing is written', () => {
  const text = yaml`
    images:
    - name: ${APP}
      newTag: v1
    - name: ${APP}
      newTag: v0
  `;

  /** The edits of both entries, of which the first adds a key that is there already. */
  function mistakenEdits(): readonly SlotEdit[] {
    const formats = { customResources: [], appVersionOf: undefined, names: [] };
    const survey = surveyFiles([{ path: 'kustomization.yaml', text }], [TO_V2], formats);
    const places = findPlaces(survey, matchImage(survey, TO_V2, []), new Set());
    const options = { fillEmptyTags: false };
    const { edits } = planPlaces({ image: TO_V2, places, survey, options });
    return edits.map((edit, index) => {
      const { insertion } = edit.writing;
      if (index > 0 || insertion === undefined) return edit;
      const mistaken = { ...insertion, entries: [{ key: 'name', value: 'x' }] };
      return { ...edit, writing: { ...edit.writing, insertion: mistaken } };
    });
  }

  test('with all edits of the text', () => {
    const edits = mistakenEdits();
    expect(edits).toHaveLength(2);
    const { files, refused } = applyEdits(edits);
    expect(files).toEqual([]);
    expect(refused).toEqual([
      {
        refusal: {
          code: 'EDIT_UNPROVEN',
          image: 'app',
          message:
            'the edit of kustomization.yaml was planned and does not stand the proof: a key would stand twice in one map',
          hint: 'Nothing was written. This is a bug in Waybill; open an issue with the lines around the reference.',
          location: edits[0]?.planned.location,
        },
        edits: [...edits],
      },
    ]);
  });
});
