import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';
import { BASE, changed, type Files, object, STALE, TAG } from './layered-files.ts';
import { yaml } from '../../yaml.ts';

describe('a HelmRelease and what its valuesFrom names', () => {
  const release = (values: string) =>
    object(
      'HelmRelease',
      'app',
      yaml`
        spec:
          valuesFrom:
          - kind: ConfigMap
            name: app-values
          values:
            ${values}
      `,
    );
  const data = (name: string, text: string) =>
    object(
      'ConfigMap',
      name,
      yaml`
        data:
          values.yaml: |
            ${text}
      `,
    );

  test('a ConfigMap holds the repository, the release a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', BASE),
      'release.yaml': release(STALE),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('the release holds the repository, a ConfigMap a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', STALE),
      'release.yaml': release(BASE),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('a ConfigMap that the release does not name is not its layer', () => {
    const files = {
      'cm.yaml': data('web-values', STALE),
      'release.yaml': release(BASE),
    };
    expect(changed(files)).toEqual(['release.yaml']);
  });

  test('a generator fills the ConfigMap from a file', () => {
    const files = {
      'apps/kustomization.yaml': yaml`
        resources: [release.yaml]
        configMapGenerator:
        - name: app-values
          files: [values.yaml=files/frankfurt.yaml]
      `,
      'apps/files/frankfurt.yaml': STALE,
      'apps/files/redis.yaml': STALE,
      'apps/other/kustomization.yaml': yaml`
        configMapGenerator:
        - name: redis-values
          files: [values.yaml=../files/redis.yaml]
      `,
      'apps/release.yaml': release(BASE),
    };
    expect(changed(files)).toEqual(['apps/files/frankfurt.yaml', 'apps/release.yaml']);
  });

  test('a base without a tag is no obstacle when the release sets one', () => {
    const files = {
      'cm.yaml': data(
        'app-values',
        yaml`
          image:
            repository: ${REPOSITORY}
        `,
      ),
      'release.yaml': release(TAG),
    };
    expect(changed(files)).toEqual(['release.yaml']);
  });

  test('a chart out of a Git repository brings its own values, and those that valuesFiles names', () => {
    const files = {
      'charts/app/values.yaml': BASE,
      'charts/app/frankfurt.yaml': STALE,
      'clusters/eu/release.yaml': object(
        'HelmRelease',
        'app',
        yaml`
          spec:
            chart:
              spec:
                chart: ./charts/app
                valuesFiles: [charts/app/frankfurt.yaml]
                sourceRef: {kind: GitRepository, name: config}
            values:
              image: {tag: v0}
        `,
      ),
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });
});

describe('a patch of a release', () => {
  const release = object(
    'HelmRelease',
    'app',
    yaml`
      spec:
        values:
          ${BASE}
    `,
  );
  const target = (name: string) => `{kind: HelmRelease, name: ${name}}`;

  test.each<[string, string, Files]>([
    [
      'a JSON patch in the Kustomization',
      yaml`
        patches:
        - target: ${target('app')}
          patch: |
            - op: replace
              path: /spec/values/image/tag
              value: v0
      `,
      {},
    ],
    [
      'a JSON patch in a file',
      yaml`
        patches:
        - target: ${target('app')}
          path: ../pin.json
      `,
      { 'pin.json': `[{"op": "add", "path": "/spec/values/image/digest", "value": "${OLD}"}]\n` },
    ],
    [
      'a JSON patch that writes a map',
      yaml`
        patchesJson6902:
        - target: ${target('app')}
          path: pin.yaml
      `,
      {
        'prod/pin.yaml': yaml`
          - op: add
            path: /spec/values/image
            value: {digest: "${OLD}"}
        `,
      },
    ],
    [
      'a merge patch in the Kustomization',
      yaml`
        patches:
        - patch: |
            ${object('HelmRelease', 'app', `spec: {values: {image: {digest: "${OLD}"}}}\n`)}
      `,
      {},
    ],
  ])('%s: what it sets over the release goes along', (_name, patches, more) => {
    const files = { 'base/release.yaml': release, 'prod/kustomization.yaml': patches, ...more };
    const paths = changed(files);
    expect(paths).toContain('base/release.yaml');
    expect(paths).toHaveLength(2);
  });

  test('of another release stays', () => {
    const patches = yaml`
      patches:
      - target: ${target('redis')}
        patch: |
          - op: replace
            path: /spec/values/image/tag
            value: v0
    `;
    expect(changed({ 'base/release.yaml': release, 'prod/kustomization.yaml': patches })).toEqual([
      'base/release.yaml',
    ]);
  });
});

describe('a value that a release takes from a ConfigMap by its path', () => {
  const files = (ignore: string, marked: string): Files => ({
    'release.yaml': object(
      'HelmRelease',
      'app',
      yaml`
        spec:
          valuesFrom:
          - kind: ConfigMap
            name: tags
            valuesKey: app
            targetPath: image.tag${ignore}
          values:
            ${BASE}
      `,
    ),
    'tags.yaml': object(
      'ConfigMap',
      'tags',
      yaml`
        data:
          app: v0${marked}
      `,
    ),
  });

  test('stops the plan, which shows both places', () => {
    expect(plan(files('', '')).refusals).toMatchObject([
      {
        code: 'REFERENCE_UNEDITABLE',
        message:
          'spec.valuesFrom[0].targetPath in release.yaml takes the tag of app from ConfigMap tags, over what stands in release.yaml:14',
        location: { file: 'release.yaml', line: 10 },
      },
    ]);
  });

  test('is called a digest where it is one', () => {
    const [refusal] = plan({
      'release.yaml': files('', '')['release.yaml']?.replace('image.tag', 'image.digest') ?? '',
    }).refusals;
    expect(refusal?.message).toContain('takes the digest of app from ConfigMap tags');
    expect(refusal?.hint).toContain(
      'Write the digest into the values, or mark it where it stands with "# waybill: app digest"',
    );
  });

  test('is followed with markers', () => {
    expect(changed(files(' # waybill: ignore', ' # waybill: app tag'))).toEqual([
      'release.yaml',
      'tags.yaml',
    ]);
  });
});
