import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { BASE, changed, object, STALE } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

describe('a tag that a comment points at, where the chart holds the repository', () => {
  test('a Flux setter in a release, and a stale digest in its base', () => {
    const release = (values: string) =>
      object(
        'HelmRelease',
        'app',
        yaml`
          spec:
            values:
              ${values}
        `,
      );
    const files = {
      'policies.yaml': yaml`
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImagePolicy
        metadata: {name: app, namespace: flux-system}
        spec: {imageRepositoryRef: {name: app}}
        ---
        apiVersion: image.toolkit.fluxcd.io/v1
        kind: ImageRepository
        metadata: {name: app, namespace: flux-system}
        spec: {image: ${REPOSITORY}}
      `,
      'base/release.yaml': release(STALE),
      'prod/release.yaml': release(yaml`
        image:
          tag: v1 # {"$imagepolicy": "flux-system:app:tag"}
      `),
    };
    expect(changed(files)).toEqual(['base/release.yaml', 'prod/release.yaml']);
  });

  test('a marker in values, and a stale digest in a layer', () => {
    const files = {
      'values.yaml': yaml`
        image:
          tag: v1 # waybill: app tag
      `,
      'values-prod.yaml': STALE,
    };
    expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
  });
});

describe('what a layer is refused for', () => {
  const twice = `{tag: "v0@${OLD}", digest: "${OLD}"}`;

  test('is told alone: its base without a tag needs none', () => {
    const { refusals, passedOver } = plan({
      'values.yaml': `image: {repository: ${REPOSITORY}}\n`,
      'values-prod.yaml': `image: ${twice}\n`,
    });
    expect(refusals).toMatchObject([{ location: { file: 'values-prod.yaml' } }]);
    expect(passedOver).toMatchObject([{ reason: 'another layer sets its tag or digest' }]);
  });

  test('does not hide what its base is refused for', () => {
    const { refusals } = plan({
      'values/app.yaml': `image: ${twice.replace('{', `{repository: ${REPOSITORY}, `)}\n`,
      'values/frankfurt.yaml': STALE,
    });
    expect(refusals.map(({ code, location }) => [code, location?.file])).toEqual([
      ['REFERENCE_AMBIGUOUS', 'values/frankfurt.yaml'],
      ['REFERENCE_UNEDITABLE', 'values/app.yaml'],
    ]);
  });
});

describe('a layer that takes away what lies below it', () => {
  const emptied = (text: string) => ({
    'values.yaml': BASE,
    'values-prod.yaml': yaml`
      image:
        ${text}
    `,
  });

  test('an empty tag hands the choice to the chart, and the promotion would come to nothing', () => {
    expect(plan(emptied('tag: ""')).refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message: expect.stringContaining('the tag is empty'),
        location: { file: 'values-prod.yaml', line: 2, column: 8 },
      },
    ]);
  });

  test('an empty tag is filled when the plan says so', () => {
    const result = plan(emptied('tag: ""'), {}, { fillEmptyTags: ['app'] });
    expect(result.files.map(({ path, after }) => [path, after])).toContainEqual([
      'values-prod.yaml',
      yaml`
        image:
          tag: "v2"
      `,
    ]);
  });

  test('no text after the key is a place for the tag', () => {
    expect(changed(emptied('tag:'))).toEqual(['values-prod.yaml', 'values.yaml']);
  });

  test('an empty tag over an empty tag takes nothing away', () => {
    const files = {
      'values.yaml': yaml`
        image:
          repository: ${REPOSITORY}
          tag: ""
          digest: ${OLD}
      `,
      'values-prod.yaml': yaml`
        image:
          tag: ""
      `,
    };
    expect(changed(files)).toEqual(['values.yaml']);
  });

  test('an empty digest over a digest is filled, and stays empty when only the tag counts', () => {
    const files = {
      'values.yaml': `${BASE}  digest: ${OLD}\n`,
      'values-prod.yaml': yaml`
        image:
          digest: ""
      `,
    };
    expect(changed(files)).toEqual(['values-prod.yaml', 'values.yaml']);
    const byTag = plan(files, { pin: 'tag' });
    expect(byTag.refusals).toEqual([]);
    expect(byTag.files.map(({ path }) => path)).toEqual(['values.yaml']);
    expect(byTag.passedOver).toMatchObject([{ found: '(nothing)', location: { file: 'values-prod.yaml' } }]);
  });

  test('of another chart it is left alone', () => {
    const files = {
      'values/app.yaml': BASE,
      'values/redis.yaml': yaml`
        image:
          tag: ""
      `,
    };
    expect(changed(files)).toEqual(['values/app.yaml']);
    expect(plan(files).passedOver).toEqual([]);
  });
});
