import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, toldPassedOver, writtenFiles } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

const APP = 'ghcr.io/acme/app';
const EMPTY = `image: {repository: ${APP}, tag: ""}\n`;
const FOLLOWS = { appVersionOf: 'app' };
const pod = (image: string) => yaml`
  kind: Pod
  spec: {containers: [{image: "${image}"}]}
`;

type Files = Readonly<Record<string, string>>;

/** What is passed over, as the lines of a log: the place, what stands there, and why. */
function passedOver(files: Files, options = {}) {
  const result = plan(files, {}, options);
  expect(result.refusals).toEqual([]);
  return { told: toldPassedOver(result), written: writtenFiles(result) };
}

/** Place and reason of what is refused. */
function refused(files: Files, options = {}) {
  const result = plan(files, {}, options);
  expect(result.files).toEqual([]);
  return {
    refused: result.refused.map(({ image, at, location }) => `${image} ${location.file}: ${at}`),
    reasons: result.refusals.map(({ message }) => message.replace(/^.*cannot be edited: /, '')),
  };
}

describe('a place without a tag of its own is passed over where another one decides it', () => {
  test('a workload, by a Kustomization', () => {
    const kustomization = yaml`
      images:
      - name: ${APP}
        newTag: v1
    `;
    expect(passedOver({ 'kustomization.yaml': kustomization, 'pod.yaml': pod(APP) })).toEqual({
      told: [`app pod.yaml:2:29: ${APP}: it has no tag, and a Kustomization sets one`],
      written: {
        'kustomization.yaml': kustomization.replace(
          'v1\n',
          yaml`
            v2
              digest: ${NEW}
          `,
        ),
      },
    });
  });

  test('values, by a layer', () => {
    const files = { 'values.yaml': EMPTY, 'values-prod.yaml': 'image: {tag: v1}\n' };
    expect(passedOver(files)).toEqual({
      told: [`app values.yaml:1:44: ${APP}: another layer sets its tag or digest`],
      written: { 'values-prod.yaml': 'image: {tag: v2}\n' },
    });
  });

  test('a layer that takes the tag away, by one above it', () => {
    const files = {
      'values.yaml': `image: {repository: ${APP}, tag: v1}\n`,
      'values-a.yaml': 'image: {tag: ""}\n',
      'values-b.yaml': 'image: {tag: v1}\n',
    };
    expect(passedOver(files)).toEqual({
      told: ['app values-a.yaml:1:14: (nothing): another layer sets its tag or digest'],
      written: {
        'values-b.yaml': 'image: {tag: v2}\n',
        'values.yaml': files['values.yaml'].replace('v1', 'v2'),
      },
    });
  });

  test('an anchor, by the tags beside its aliases', () => {
    const text = yaml`
      image: {repository: &r ${APP}}
      a: {repository: *r , tag: v1}
    `;
    expect(passedOver({ 'values.yaml': text })).toEqual({
      told: [
        `app values.yaml:1:24: ${APP}: it is an anchor for references with a tag or digest of their own`,
      ],
      written: { 'values.yaml': text.replace('v1', 'v2') },
    });
  });

  test('a repository that a marker points at, by another marker in its file', () => {
    const text = yaml`
      x: ${APP} # waybill: app repository
      y: v1 # waybill: app tag
    `;
    expect(passedOver({ 'x.yaml': text })).toEqual({
      told: [`app x.yaml:1:4: ${APP}: a promotion leaves the repository as it is`],
      written: { 'x.yaml': text.replace('v1', 'v2') },
    });
  });

  test('variables of one reference, which is told once', () => {
    const files = {
      'compose.yaml': `services: {a: {image: "${APP}:\${V}@\${D}"}}\n`,
      '.env': `V=v1\nD=${OLD}\n`,
    };
    expect(passedOver(files)).toEqual({
      told: [`app compose.yaml:1:23: ${APP}: another layer sets its tag or digest`],
      written: { '.env': `V=v2\nD=${NEW}\n` },
    });
  });
});

describe('the version of a chart', () => {
  const followed = 'the appVersion of its chart sets the tag';

  test('sets the tag of values beside it, and of those below it', () => {
    const files = { 'Chart.yaml': 'appVersion: v1\n', 'values.yaml': EMPTY, 'ci/values.yaml': EMPTY };
    expect(passedOver(files, FOLLOWS)).toEqual({
      told: [`app values.yaml:1:44: ${APP}: ${followed}`, `app ci/values.yaml:1:44: ${APP}: ${followed}`],
      written: { 'Chart.yaml': 'appVersion: v2\n' },
    });
  });

  test('sets the tag of its own values, where there are several charts', () => {
    const files = {
      'a/Chart.yaml': 'appVersion: v1\n',
      'a/values.yaml': EMPTY,
      'b/Chart.yaml': 'appVersion: v1\n',
      'b/values.yaml': EMPTY,
    };
    expect(passedOver(files, FOLLOWS)).toEqual({
      told: [`app a/values.yaml:1:44: ${APP}: ${followed}`, `app b/values.yaml:1:44: ${APP}: ${followed}`],
      written: { 'a/Chart.yaml': 'appVersion: v2\n', 'b/Chart.yaml': 'appVersion: v2\n' },
    });
  });

  test('sets it also where it is the target already', () => {
    const result = plan({ 'Chart.yaml': 'appVersion: v2\n', 'values.yaml': EMPTY }, {}, FOLLOWS);
    expect(result).toMatchObject({ files: [], edits: [], refused: [], refusals: [] });
    expect(result.unchanged.map(({ at }) => at)).toEqual(['appVersion']);
    expect(result.passedOver).toMatchObject([{ reason: followed }]);
  });

  test('is no tag for a workload, which gets its own', () => {
    const files = { 'Chart.yaml': 'appVersion: v1\n', 'pod.yaml': pod(APP) };
    expect(passedOver(files, FOLLOWS)).toEqual({
      told: [],
      written: { 'Chart.yaml': 'appVersion: v2\n', 'pod.yaml': pod(`${APP}:v2@${NEW}`) },
    });
  });

  test('is no tag for a repository that a marker points at', () => {
    const files = {
      'Chart.yaml': 'appVersion: v1\n',
      'x.yaml': `x: ${APP} # waybill: app repository\n`,
    };
    expect(refused(files, FOLLOWS)).toEqual({
      refused: ['app x.yaml: x'],
      reasons: ['a promotion leaves the repository as it is'],
    });
  });
});

describe('a place without a tag of its own is refused where nothing decides it', () => {
  const nothing = 'there is neither a tag nor a digest beside the repository';
  const chart = 'the tag is empty, so the chart’s appVersion decides';

  test.each<[string, string, Files, string, string]>([
    [
      'another reference in its file has a tag',
      'values.yaml: a',
      {
        'values.yaml': yaml`
          a: {repository: ${APP}}
          b: {repository: ${APP}, tag: v1}
        `,
      },
      nothing,
      'b',
    ],
    [
      'another whole reference in its file has a tag',
      'values.yaml: a',
      {
        'values.yaml': yaml`
          a: {repository: ${APP}}
          b: {image: "${APP}:v1"}
        `,
      },
      nothing,
      'b.image',
    ],
    [
      'a Kustomization sets a tag, and it is no workload',
      'values.yaml: image',
      {
        'values.yaml': `image: {repository: ${APP}}\n`,
        'kustomization.yaml': yaml`
          images:
          - name: ${APP}
            newTag: v1
        `,
      },
      nothing,
      'images[0]',
    ],
    [
      'the chart only lists the image',
      'values.yaml: image',
      {
        'Chart.yaml': yaml`
          annotations:
            artifacthub.io/images: |
              - image: ${APP}:v1
        `,
        'values.yaml': EMPTY,
      },
      chart,
      'annotations["artifacthub.io/images"] → [0].image',
    ],
    [
      'a marker sets the tag in another file',
      'x.yaml: x',
      { 'x.yaml': `x: ${APP} # waybill: app repository\n`, 'y.yaml': 'y: v1 # waybill: app tag\n' },
      'a promotion leaves the repository as it is',
      'y',
    ],
  ])('%s', (_name, place, files, reason, edit) => {
    expect(refused(files)).toEqual({ refused: [`app ${place}`], reasons: [reason] });
    expect(plan(files).edits.map(({ at }) => at)).toEqual([edit]);
  });
});

test('a place that may be one of two images is refused once, with both', () => {
  const files = {
    'values.yaml': `image: {repository: ${APP}}\n`,
    'values-prod.yaml': 'image: {tag: v1}\n',
    'values-dev.yaml': 'image: {repository: ghcr.io/acme/web, tag: v1}\n',
  };
  const result = plan(files);
  expect(result.refused.map(({ at }) => at)).toEqual(['image']);
  expect(result.refusals).toMatchObject([
    { code: 'REFERENCE_AMBIGUOUS', location: { file: 'values-prod.yaml' } },
  ]);
});
