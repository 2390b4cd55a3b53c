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
