import { describe, expect, test } from '@jest/globals';
import { plan } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

describe('a chart whose version follows the image', () => {
  test.each(['tag: ""', 'pullPolicy: Always'])('sets the tag that values leave out: %s', (key) => {
    const files = {
      'Chart.yaml': yaml`
        name: app
        appVersion: v1
      `,
      'values.yaml': yaml`
        image:
          repository: ghcr.io/acme/app
          ${key}
      `,
    };
    const result = plan(files, {}, { appVersionOf: 'app' });
    expect(result.refusals).toEqual([]);
    expect(result.files.map(({ path, after }) => [path, after])).toEqual([
      [
        'Chart.yaml',
        yaml`
          name: app
          appVersion: v2
        `,
      ],
    ]);
    expect(result.passedOver).toMatchObject([{ reason: 'the appVersion of its chart sets the tag' }]);
  });
});

describe('the version of a chart and values in other folders', () => {
  const EMPTY = 'image: {repository: ghcr.io/acme/app, tag: ""}\n';
  const chart = (folder: string) => ({
    [`${folder}/Chart.yaml`]: 'appVersion: v1\n',
    [`${folder}/values.yaml`]: EMPTY,
  });

  test('the only chart sets their tag', () => {
    const files = { 'charts/app/Chart.yaml': 'appVersion: v1\n', 'envs/prod/values.yaml': EMPTY };
    const result = plan(files, {}, { appVersionOf: 'app' });
    expect(result.refusals).toEqual([]);
    expect(result.files.map(({ after }) => after)).toEqual(['appVersion: v2\n']);
  });

  test('of several charts nobody knows which one sets it', () => {
    const files = { ...chart('a'), ...chart('b'), 'env/values.yaml': EMPTY };
    expect(plan(files, {}, { appVersionOf: 'app' }).refusals).toMatchObject([
      { code: 'REFERENCE_UNEDITABLE', location: { file: 'env/values.yaml' } },
    ]);
  });
});

describe('a tag that all images of a chart share', () => {
  const chart = (values: string) => ({ 'app/Chart.yaml': 'appVersion: v1\n', 'app/values.yaml': values });
  const EMPTY = 'image: {repository: ghcr.io/acme/app, tag: ""}\n';

  test.each([
    'global: {imageTag: v1}\n',
    'global: {tag: v1}\n',
    'global: {image: {tag: v1}}\n',
    'global: {imageRegistry: ghcr.io, imageTag: v1}\n',
  ])('may come before the version of the chart: %s', (global) => {
    const { refusals, files } = plan(chart(global + EMPTY), {}, { appVersionOf: 'app' });
    expect(files).toEqual([]);
    expect(refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message:
          'the reference to app at image in app/values.yaml cannot be edited: the tag is empty, and the tag of all images in app/values.yaml:1 may decide it',
      },
    ]);
  });

  test('also in a layer, and for a repository without a tag', () => {
    const files = {
      ...chart('image: {repository: ghcr.io/acme/app}\n'),
      'app/values-prod.yaml': 'global: {imageTag: v1}\n',
    };
    expect(plan(files, {}, { appVersionOf: 'app' }).refusals).toMatchObject([
      { message: expect.stringContaining('the tag of all images in app/values-prod.yaml:1 may decide it') },
    ]);
  });

  test.each([
    ['an empty one', { 'app/values.yaml': `global: {imageTag: ""}\n${EMPTY}` }],
    [
      'that of another chart',
      { 'web/values.yaml': 'global: {imageTag: v1}\n', 'web/Chart.yaml': 'name: web\n' },
    ],
  ])('does not where it is %s', (_name, more) => {
    const { refusals, files } = plan({ ...chart(EMPTY), ...more }, {}, { appVersionOf: 'app' });
    expect(refusals).toEqual([]);
    expect(files.map(({ after }) => after)).toEqual(['appVersion: v2\n']);
  });

  test('gives way to a tag beside the repository, where empty tags are filled', () => {
    const { files } = plan(chart(`global: {imageTag: v1}\n${EMPTY}`), {}, { fillEmptyTags: ['app'] });
    expect(files.map(({ after }) => after)).toEqual([
      'global: {imageTag: v1}\nimage: {repository: ghcr.io/acme/app, tag: "v2"}\n',
    ]);
  });
});
