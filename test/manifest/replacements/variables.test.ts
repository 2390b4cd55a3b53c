import { describe, expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import { yaml } from '../../yaml.ts';

type Files = Readonly<Record<string, string>>;

const pod = (...images: readonly string[]) =>
  `kind: Pod\nspec: {containers: [${images.map((image) => `{image: "${image}"}`).join(', ')}]}\n`;

const flux = (path: string, postBuild: string) => yaml`
  apiVersion: kustomize.toolkit.fluxcd.io/v1
  kind: Kustomization
  metadata: {name: apps}
  spec:
    path: ${path}
    postBuild: ${postBuild}
`;

const configMap = (name: string, data: string) =>
  `kind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`;

const release = (values: string) => yaml`
  apiVersion: helm.toolkit.fluxcd.io/v2
  kind: HelmRelease
  metadata: {name: app}
  spec:
    valuesFrom: [{kind: ConfigMap, name: values}]
    values: ${values}
`;

/** What is written, by file, or why nothing is. */
function outcome(files: Files): Files | string {
  const { files: planned, refusals } = plan(files);
  if (refusals.length > 0) return refusals.map(({ message }) => message).join('\n');
  return Object.fromEntries(planned.map(({ path, after }) => [path, after]));
}

describe('a variable of Flux', () => {
  test.each<[string, Files, Files]>([
    [
      'below the path, however it is spelled',
      {
        'k.yaml': flux('./apps/../apps/', '{substitute: {TAG: v1}}'),
        'apps/p.yaml': pod(`${REPOSITORY}:\${TAG}`),
      },
      { 'k.yaml': flux('./apps/../apps/', '{substitute: {TAG: v2}}') },
    ],
    [
      'that holds a digest too',
      { 'k.yaml': flux('.', `{substitute: {TAG: "v1@${OLD}"}}`), 'p.yaml': pod(`${REPOSITORY}:\${TAG}`) },
      { 'k.yaml': flux('.', `{substitute: {TAG: "v2@${NEW}"}}`) },
    ],
    [
      'in a chart of a registry',
      {
        'k.yaml': flux('.', '{substitute: {TAG: v1}}'),
        'o.yaml': yaml`
          apiVersion: source.toolkit.fluxcd.io/v1
          kind: OCIRepository
          spec: {url: "oci://${REPOSITORY}", ref: {tag: "\${TAG}"}}
        `,
      },
      { 'k.yaml': flux('.', '{substitute: {TAG: v2}}') },
    ],
    [
      'of two clusters over one base',
      {
        'a/k.yaml': flux('base', '{substitute: {TAG: v1}}'),
        'b/k.yaml': flux('base', '{substitute: {TAG: v1.1}}'),
        'base/p.yaml': pod(`${REPOSITORY}:\${TAG}`),
      },
      {
        'a/k.yaml': flux('base', '{substitute: {TAG: v2}}'),
        'b/k.yaml': flux('base', '{substitute: {TAG: v2}}'),
      },
    ],
    [
      'in one cluster, and its default in the other',
      {
        'a/k.yaml': flux('base', '{substitute: {TAG: v1}}'),
        'b/k.yaml': flux('base', '{substitute: {OTHER: x}}'),
        'base/p.yaml': pod(`${REPOSITORY}:\${TAG:=v1}`),
      },
      {
        'a/k.yaml': flux('base', '{substitute: {TAG: v2}}'),
        'base/p.yaml': pod(`${REPOSITORY}:\${TAG:=v2}`),
      },
    ],
    [
      'for the name and for the tag, in files that do not name the image',
      {
        'k.yaml': flux('.', '{substituteFrom: [{kind: ConfigMap, name: vars}]}'),
        'vars.yaml': configMap('vars', `{REPO: ${REPOSITORY}, TAG: v1}`),
        'p.yaml': pod('${REPO}:${TAG}'),
      },
      { 'vars.yaml': configMap('vars', `{REPO: ${REPOSITORY}, TAG: v2}`) },
    ],
    [
      'for the registry of values, in a key of its own or before the repository',
      {
        'k.yaml': flux('.', '{substitute: {REGISTRY: ghcr.io}}'),
        'release.yaml': release(
          '{a: {registry: "${REGISTRY}", repository: acme/app, tag: v1}, b: {repository: "${REGISTRY}/acme/app", tag: v1}}',
        ),
      },
      {
        'release.yaml': release(
          '{a: {registry: "${REGISTRY}", repository: acme/app, tag: v2}, b: {repository: "${REGISTRY}/acme/app", tag: v2}}',
        ),
      },
    ],
    [
      'from a ConfigMap that looks like a layer of values, in two layers of a release',
      {
        'k.yaml': flux('.', '{substituteFrom: [{kind: ConfigMap, name: vars}]}'),
        'vars.yaml': configMap('vars', `{app_tag: v1, app_digest: "${OLD}"}`),
        'release.yaml': release('{image: {tag: "${app_tag}"}}'),
        'values.yaml': configMap(
          'values',
          `{values.yaml: '{"image": {"repository": "${REPOSITORY}", "tag": "v0", "digest": "\${app_digest}"}}'}`,
        ),
      },
      {
        'vars.yaml': configMap('vars', `{app_tag: v2, app_digest: "${NEW}"}`),
        'values.yaml': configMap(
          'values',
          `{values.yaml: '{"image": {"repository": "${REPOSITORY}", "tag": "v2", "digest": "\${app_digest}"}}'}`,
        ),
      },
    ],
  ])('is followed: %s', (_, files, expected) => {
    expect(outcome(files)).toEqual(expected);
  });

  test.each<[string, Files, string]>([
    [
      'that is cut',
      { 'k.yaml': flux('.', '{substitute: {TAG: v1}}'), 'p.yaml': pod(`${REPOSITORY}:\${TAG:0:7}`) },
      'a variable decides part of it',
    ],
    [
      'that is escaped',
      { 'k.yaml': flux('.', '{substitute: {TAG: v1}}'), 'p.yaml': pod(`${REPOSITORY}:$\${TAG}`) },
      'a variable decides part of it',
    ],
    [
      'of another folder',
      { 'k.yaml': flux('other', '{substitute: {TAG: v1}}'), 'apps/p.yaml': pod(`${REPOSITORY}:\${TAG}`) },
      'a variable decides part of it',
    ],
    [
      'that one of two clusters lacks',
      {
        'a/k.yaml': flux('base', '{substitute: {TAG: v1}}'),
        'b/k.yaml': flux('base', '{substitute: {OTHER: x}}'),
        'base/p.yaml': pod(`${REPOSITORY}:\${TAG}`),
      },
      'a variable decides part of it',
    ],
    [
      'with other text around it in another place',
      {
        'k.yaml': flux('.', '{substitute: {TAG: "1.0"}}'),
        'p.yaml': pod(`${REPOSITORY}:v\${TAG}`, `${REPOSITORY}:\${TAG}`),
      },
      'stands for something else in another place',
    ],
    [
      'that an image takes whose name is a variable, too',
      {
        'k.yaml': flux('.', '{substitute: {TAG: v1}}'),
        'p.yaml': pod(`${REPOSITORY}:\${TAG}`),
        'q.yaml': pod('${SOMETHING}:${TAG}'),
      },
      'goes into another image, too: ${SOMETHING}:${TAG} (q.yaml:2)',
    ],
    [
      'that an alias reads',
      {
        'k.yaml': flux('.', '{substitute: {TAG: &t v1, OTHER: *t}}'),
        'p.yaml': pod(`${REPOSITORY}:\${TAG}`),
      },
      'an anchor shares the value',
    ],
  ])('is refused: %s', (_, files, why) => {
    expect(outcome(files)).toContain(why);
  });

  test.each([
    ['in a key of its own', '{registry: "${REGISTRY}", repository: acme/app, tag: v1}'],
    ['before the repository', '{repository: "${REGISTRY}/acme/app", tag: v1}'],
  ])('that decides a registry and is not known is told: %s', (_, image) => {
    const { files, passedOver } = plan({
      'values.yaml': `a: ${image}\nb: {repository: ${REPOSITORY}, tag: v1}\n`,
    });
    expect(files).toHaveLength(1);
    expect(passedOver).toMatchObject([
      { location: { line: 1 }, reason: 'a variable decides its repository (${REGISTRY}/acme/app)' },
    ]);
    expect(passedOver[0]?.isSettled).toBe(undefined);
  });

  test('declares what it holds, and a place that takes it declares nothing', () => {
    const { edits, passedOver } = plan({
      'k.yaml': flux('.', '{substitute: {TAG: v1}}'),
      'p.yaml': pod(`${REPOSITORY}:\${TAG}`),
    });
    expect(edits.map(({ at, declared }) => [at, declared.tag])).toEqual([
      ['spec.postBuild.substitute.TAG', 'v1'],
    ]);
    expect(passedOver).toMatchObject([
      { isSettled: true, reason: 'variables decide it, and their values change along' },
    ]);
  });
});

describe('files of a generator', () => {
  const set = (files: string) => yaml`
    apiVersion: argoproj.io/v1alpha1
    kind: ApplicationSet
    metadata: {name: apps}
    spec:
      goTemplate: true
      generators: [{git: {files: ${files}}}]
      template: {spec: {source: {kustomize: {images: ["${REPOSITORY}:{{ .tag }}"]}}}}
  `;

  test('may hold a list of parameters', () => {
    const files = { 'set.yaml': set('[{path: envs/*.yaml}]'), 'envs/a.yaml': '- {tag: v1}\n- {tag: v1.1}\n' };
    expect(outcome(files)).toEqual({ 'envs/a.yaml': '- {tag: v2}\n- {tag: v2}\n' });
  });

  test.each([
    [
      'beside a list of elements',
      '[{list: {elements: [{tag: v1}]}}, {git: {files: [{path: envs/*.yaml}]}}]',
      'v2',
    ],
    [
      'with other parameters than the elements of the same matrix',
      '[{matrix: {generators: [{list: {elements: [{tag: v1}]}}, {git: {files: [{path: other/*.yaml}]}}]}}]',
      'v1',
    ],
  ])('are read %s', (_, generators, inFile) => {
    const sets = set('[]').replace('[{git: {files: []}}]', generators);
    const files = { 'set.yaml': sets, 'envs/a.yaml': 'tag: v1\n', 'other/b.yaml': 'cluster: b\n' };
    expect({ ...files, ...(outcome(files) as Files) }).toEqual({
      ...files,
      'set.yaml': sets.replace('tag: v1', 'tag: v2'),
      'envs/a.yaml': `tag: ${inFile}\n`,
    });
  });

  test('are those that fit a pattern and none that leaves files out', () => {
    const files = {
      'set.yaml': set('[{path: "envs/**/*.yaml"}, {path: envs/old/*.yaml, exclude: true}]'),
      'envs/new/a.yaml': 'tag: v1\n',
      'envs/old/a.yaml': 'tag: v1\n',
      'elsewhere/a.yaml': 'tag: v1\n',
    };
    expect(outcome(files)).toEqual({ 'envs/new/a.yaml': 'tag: v2\n' });
  });
});
