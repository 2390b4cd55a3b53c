import { describe, expect, test } from '@jest/globals';
import { OLD, plan, REPOSITORY } from '../promotion.ts';

type Files = Readonly<Record<string, string>>;

const BASE = `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`;
const STALE = `image:\n  digest: ${OLD}\n`;
const TAG = 'image:\n  tag: v0\n';

/** The paths that the promotion changes; throws what was refused. */
function changed(files: Files): readonly string[] {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return result.files.map(({ path }) => path).sort();
}

const object = (kind: string, name: string, spec: string) =>
  `apiVersion: ${API[kind] ?? 'v1'}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${spec}`;

const API: Readonly<Record<string, string>> = {
  HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  Application: 'argoproj.io/v1alpha1',
};

describe('a HelmRelease and what its valuesFrom names', () => {
  const release = (values: string) =>
    object(
      'HelmRelease',
      'app',
      `spec:\n  valuesFrom:\n  - kind: ConfigMap\n    name: app-values\n  values:\n${values}`,
    );
  const data = (name: string, text: string) =>
    object('ConfigMap', name, `data:\n  values.yaml: |\n${text.replace(/^/gm, '    ').trimEnd()}\n`);

  test('a ConfigMap holds the repository, the release a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', BASE),
      'release.yaml': release(STALE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('the release holds the repository, a ConfigMap a stale digest', () => {
    const files = {
      'cm.yaml': data('app-values', STALE),
      'release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['cm.yaml', 'release.yaml']);
  });

  test('a ConfigMap that the release does not name is not its layer', () => {
    const files = {
      'cm.yaml': data('web-values', STALE),
      'release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['release.yaml']);
  });

  test('a generator fills the ConfigMap from a file', () => {
    const files = {
      'apps/kustomization.yaml':
        'resources: [release.yaml]\nconfigMapGenerator:\n- name: app-values\n  files: [values.yaml=files/frankfurt.yaml]\n',
      'apps/files/frankfurt.yaml': STALE,
      'apps/files/redis.yaml': STALE,
      'apps/other/kustomization.yaml':
        'configMapGenerator:\n- name: redis-values\n  files: [values.yaml=../files/redis.yaml]\n',
      'apps/release.yaml': release(BASE.replace(/^/gm, '    ')),
    };
    expect(changed(files)).toEqual(['apps/files/frankfurt.yaml', 'apps/release.yaml']);
  });

  test('a base without a tag is no obstacle when the release sets one', () => {
    const files = {
      'cm.yaml': data('app-values', `image:\n  repository: ${REPOSITORY}\n`),
      'release.yaml': release(TAG.replace(/^/gm, '    ')),
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
        `spec:\n  chart:\n    spec:\n      chart: ./charts/app\n      valuesFiles: [charts/app/frankfurt.yaml]\n      sourceRef: {kind: GitRepository, name: config}\n  values:\n    image: {tag: v0}\n`,
      ),
    };
    expect(changed(files)).toEqual(Object.keys(files).sort());
  });
});

describe('a patch of a release', () => {
  const release = object('HelmRelease', 'app', `spec:\n  values:\n${BASE.replace(/^(?=.)/gm, '    ')}`);
  const target = (name: string) => `{kind: HelmRelease, name: ${name}}`;

  test.each<[string, string, Files]>([
    [
      'a JSON patch in the Kustomization',
      `patches:\n- target: ${target('app')}\n  patch: |\n    - op: replace\n      path: /spec/values/image/tag\n      value: v0\n`,
      {},
    ],
    [
      'a JSON patch in a file',
      `patches:\n- target: ${target('app')}\n  path: ../pin.json\n`,
      { 'pin.json': `[{"op": "add", "path": "/spec/values/image/digest", "value": "${OLD}"}]\n` },
    ],
    [
      'a JSON patch that writes a map',
      `patchesJson6902:\n- target: ${target('app')}\n  path: pin.yaml\n`,
      { 'prod/pin.yaml': `- op: add\n  path: /spec/values/image\n  value: {digest: "${OLD}"}\n` },
    ],
    [
      'a merge patch in the Kustomization',
      `patches:\n- patch: |\n${object('HelmRelease', 'app', `spec: {values: {image: {digest: "${OLD}"}}}\n`).replace(/^(?=.)/gm, '    ')}`,
      {},
    ],
  ])('%s: what it sets over the release goes along', (_name, patches, more) => {
    const files = { 'base/release.yaml': release, 'prod/kustomization.yaml': patches, ...more };
    const paths = changed(files);
    expect(paths).toContain('base/release.yaml');
    expect(paths).toHaveLength(2);
  });

  test('of another release stays', () => {
    const patches = `patches:\n- target: ${target('redis')}\n  patch: |\n    - op: replace\n      path: /spec/values/image/tag\n      value: v0\n`;
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
      `spec:\n  valuesFrom:\n  - kind: ConfigMap\n    name: tags\n    valuesKey: app\n    targetPath: image.tag${ignore}\n  values:\n${BASE.replace(/^(?=.)/gm, '    ')}`,
    ),
    'tags.yaml': object('ConfigMap', 'tags', `data:\n  app: v0${marked}\n`),
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
