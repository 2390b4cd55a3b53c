import { describe, expect, test } from '@jest/globals';
import { findReferences } from '../../src/manifest/find-references.ts';
import { planEdits } from '../../src/manifest/plan-edits.ts';
import { NEW, OLD, plan, REPOSITORY, TO_V2 } from './promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../yaml.ts';

const deployment = (image: string, name = 'app') =>
  yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: ${name}}
    spec:
      selector: {matchLabels: {a: b}}
      template:
        metadata: {labels: {a: b}}
        spec:
          containers:
          - name: app
            image: ${image}
  `;
const configMap = (data: string) => yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata: {name: v}
  data: {${data}}
`;
const IMAGE = 'spec.template.spec.containers.[name=app].image';
const TAG = 'options: {delimiter: ":", index: 1}';
const SOURCE = 'source: {kind: ConfigMap, name: v, fieldPath: data.TAG}';
const target = (options = TAG, fieldPath = IMAGE, select = 'kind: Deployment') =>
  yaml`
    - select: {${select}}
      fieldPaths: ["${fieldPath}"]
      ${options}
  `;
const replacement = (source = SOURCE, targets = target()) => yaml`
  - ${source}
    targets:
    ${targets}
`;
const kustomization = (resources: string, replacements: string, more = '') =>
  yaml`
    resources: [${resources}]
    ${more}
    replacements:
    ${replacements}
  `;

/** A Deployment, a ConfigMap with its tag, and a replacement that writes the one into the other. */
const usual = (change: Files = {}): Files => ({
  'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement()),
  'app/deploy.yaml': deployment(`${REPOSITORY}:v0`),
  'app/cm.yaml': configMap('TAG: v1'),
  ...change,
});

function promoted(files: Files): Files {
  const result = plan(files);
  expect(result.refusals).toEqual([]);
  return { ...files, ...Object.fromEntries(result.files.map(({ path, after }) => [path, after])) };
}

function refused(files: Files) {
  const result = plan(files);
  expect(result.files).toEqual([]);
  return result.refusals.map(({ message, location }) => ({
    message,
    at: `${location?.file}:${location?.line}`,
  }));
}

describeWith('kustomize', ['version'], () => {
  const build = (tree: Files, root: string) => renderedImages(render(tree, 'kustomize', ['build', root]));

  test.each<[string, Files, string, readonly string[]]>([
    ['a field of a ConfigMap', usual(), 'app', [`${REPOSITORY}:v2`]],
    [
      'a field with tag and digest',
      usual({ 'app/cm.yaml': configMap(`TAG: "v1@${OLD}"`) }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a tag where the image has none',
      usual({ 'app/deploy.yaml': deployment(REPOSITORY) }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a digest alone',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target('options: {delimiter: "@", index: 1}')),
        ),
        'app/cm.yaml': configMap(`TAG: "${OLD}"`),
      }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a literal of a generator',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml',
          replacement(),
          yaml`
            configMapGenerator:
            - name: v
              literals: [TAG=v1, OTHER=v1]
          `,
        ),
        'app/cm.yaml': '',
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a line of an environment file',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml',
          replacement(),
          yaml`
            configMapGenerator:
            - name: v
              envs: [versions.properties]
          `,
        ),
        'app/versions.properties': 'OTHER=v1\nTAG=v1\n',
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a value that stands in the replacement',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml', replacement('sourceValue: v1')),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a replacement in a file of its own',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          replacements: [{path: tags.yaml}]
        `,
        'app/tags.yaml': replacement(),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a replacement in a file of its own, without a list',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          replacements: [{path: tags.yaml}]
        `,
        'app/tags.yaml': yaml`
          ${SOURCE}
          targets:
          ${target()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a transformer',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          transformers: [tags.yaml]
        `,
        'app/tags.yaml': yaml`
          apiVersion: builtin
          kind: ReplacementTransformer
          metadata: {name: t}
          replacements:
          ${replacement()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a transformer in line',
      usual({
        'app/kustomization.yaml': yaml`
          resources: [deploy.yaml, cm.yaml]
          transformers:
          - |-
            apiVersion: builtin
            kind: ReplacementTransformer
            metadata: {name: t}
            replacements:
            ${replacement()}
        `,
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a component over a base',
      {
        'prod/kustomization.yaml': yaml`
          resources: [../base]
          components: [../versions]
        `,
        'base/kustomization.yaml': 'resources: [deploy.yaml]\n',
        'base/deploy.yaml': deployment(`${REPOSITORY}:v0`),
        'versions/kustomization.yaml': yaml`
          apiVersion: kustomize.config.k8s.io/v1alpha1
          kind: Component
          ${kustomization('cm.yaml', replacement())}
        `,
        'versions/cm.yaml': configMap('TAG: v1'),
      },
      'prod',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a base with a prefix, selected by its new name',
      {
        'prod/kustomization.yaml': kustomization(
          '../base, cm.yaml',
          replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: my-app')),
        ),
        'prod/cm.yaml': configMap('TAG: v1'),
        'base/kustomization.yaml': yaml`
          namePrefix: my-
          resources: [deploy.yaml]
        `,
        'base/deploy.yaml': deployment(`${REPOSITORY}:v0`),
      },
      'prod',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a tag behind an entry of images',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          yaml`
            images:
            - {name: app, newName: ${REPOSITORY}, newTag: v0}
          `,
        ),
        'app/deploy.yaml': deployment('app'),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'the tag of another workload of the image',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, worker.yaml',
          replacement(
            `source: {kind: Deployment, name: worker, fieldPath: "${IMAGE}", options: {delimiter: ":", index: 1}}`,
            target(TAG, IMAGE, 'kind: Deployment, name: app'),
          ),
        ),
        'app/worker.yaml': deployment(`${REPOSITORY}:v1`, 'worker'),
      }),
      'app',
      [`${REPOSITORY}:v2`, `${REPOSITORY}:v2`],
    ],
    [
      'a tag behind a JSON patch',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          yaml`
            patches:
            - target: {kind: Deployment}
              patch: |-
                - op: replace
                  path: /spec/template/spec/containers/0/image
                  value: ${REPOSITORY}:v7
          `,
        ),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a tag behind a patch over a placeholder',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(),
          'patches: [{path: patch.yaml}]\n',
        ),
        'app/deploy.yaml': deployment('placeholder:v0'),
        'app/patch.yaml': deployment(`${REPOSITORY}:v7`),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
    [
      'a whole reference under a key that no shape knows',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement(undefined, target(''))),
        'app/cm.yaml': configMap(`TAG: "${REPOSITORY}:v1"`),
      }),
      'app',
      [`${REPOSITORY}:v2@${NEW}`],
    ],
    [
      'a registry with a port',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target('options: {delimiter: "/", index: 0}')),
        ),
        'app/cm.yaml': configMap('TAG: "localhost:5000"'),
      }),
      'app',
      [`localhost:5000/acme/app:v2@${NEW}`],
    ],
    [
      'a label beside the tag',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(
            undefined,
            yaml`
              ${target()}
              - select: {kind: Deployment}
                fieldPaths: [metadata.labels.version]
                options: {create: true}
            `,
          ),
        ),
      }),
      'app',
      [`${REPOSITORY}:v2`],
    ],
  ])('%s is changed along with the image', (_name, files, root, expected) => {
    const after = promoted(files);
    expect(build(after, root)).toEqual(expected);
    expect(build(files, root)).not.toEqual(expected);
    expect(plan(after).files).toEqual([]);
  });
});

describe('a replacement that writes an image', () => {
  test('is followed to its source, and the image gets a tag without a digest, which it would cut', () => {
    const { 'app/deploy.yaml': image, 'app/cm.yaml': source } = promoted(usual());
    expect(image).toBe(deployment(`${REPOSITORY}:v2`));
    expect(source).toBe(configMap('TAG: v2'));
  });

  test('is followed into the tag of values, too', () => {
    const release = (tag: string) =>
      yaml`
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: app}
        spec:
          values:
            image:
              repository: ${REPOSITORY}
              tag: ${tag}
      `;
    const after = promoted({
      'app/kustomization.yaml': kustomization(
        'release.yaml, cm.yaml',
        replacement(undefined, target('', 'spec.values.image.tag', 'kind: HelmRelease')),
      ),
      'app/release.yaml': release('v0'),
      'app/cm.yaml': configMap('TAG: v1'),
    });
    expect(after['app/release.yaml']).toBe(release('v2'));
    expect(after['app/cm.yaml']).toBe(configMap('TAG: v2'));
  });

  test('is followed where several images that it writes go to one tag', () => {
    const files = usual({
      'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
      'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
    });
    const list = Object.entries(files).map(([path, text]) => ({ path, text }));
    const web = { ...TO_V2, name: 'web', repository: 'ghcr.io/acme/web' };
    const { files: changed, refusals } = planEdits({ files: list, images: [TO_V2, web] });
    expect(refusals).toEqual([]);
    expect(changed.map(({ after }) => after)).toEqual([
      configMap('TAG: v2'),
      deployment(`${REPOSITORY}:v2`),
      deployment('ghcr.io/acme/web:v2', 'web'),
    ]);
  });

  describe('and that an entry of images renames before', () => {
    const entry = (tag: string) => yaml`
      images:
      - {name: placeholder, newName: ${REPOSITORY}, newTag: ${tag}}
    `;
    const renaming = (tag: string) =>
      kustomization('deploy.yaml, other.yaml, cm.yaml', replacement(), entry(tag));
    const files = (other: string) => ({
      'app/kustomization.yaml': renaming('v1'),
      'app/deploy.yaml': deployment('placeholder:v0'),
      'app/other.yaml': deployment(other, 'other'),
      'app/cm.yaml': configMap('TAG: v1'),
    });

    test.each([
      ['in all of its places', 'placeholder:v0', 'placeholder:v0'],
      ['in one of its places', `${REPOSITORY}:v0`, `${REPOSITORY}:v2`],
    ])('is followed where it does so %s', (_name, before, after) => {
      expect(promoted(files(before))).toEqual({
        ...files(after),
        'app/kustomization.yaml': renaming('v2'),
        'app/cm.yaml': configMap('TAG: v2'),
      });
    });

    test('is refused where another place is of another image', () => {
      const [first, ...others] = refused(files('ghcr.io/acme/web:v0'));
      expect(others).toEqual([]);
      expect(first?.at).toBe('app/cm.yaml:4');
      expect(first?.message).toContain('into another image, too: ghcr.io/acme/web:v0 (app/other.yaml:11)');
    });
  });

  const alone = (image: string) => ({ 'app/deploy.yaml': deployment(image) });

  test.each<[string, Files, string, string]>([
    [
      'another image takes the same text',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
        'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
      }),
      'app/cm.yaml:4',
      'replacements[0] in app/kustomization.yaml puts data.TAG (app/cm.yaml:4) in the place of the tag of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and that text goes into another image, too: ghcr.io/acme/web:v0 (app/web.yaml:11)',
    ],
    [
      'another image takes the same text in another Kustomization',
      {
        'app/kustomization.yaml': kustomization('deploy.yaml, ../shared/cm.yaml', replacement()),
        'app/deploy.yaml': deployment(`${REPOSITORY}:v0`),
        'web/kustomization.yaml': kustomization('deploy.yaml, ../shared/cm.yaml', replacement()),
        'web/deploy.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
        'shared/cm.yaml': configMap('TAG: v1'),
      },
      'shared/cm.yaml:4',
      'and that text goes into another image, too: ghcr.io/acme/web:v0 (web/deploy.yaml:11)',
    ],
    [
      'a patch of one container stands at the index of another',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement(undefined, target(TAG, 'spec.template.spec.containers.0.image')),
          'patches: [{path: patch.yaml}]\n',
        ),
        'app/deploy.yaml': deployment('ghcr.io/acme/web:v0').replace(
          'name: app\n        image',
          'name: web\n        image',
        ),
        'app/patch.yaml': deployment(`${REPOSITORY}:v0`),
      }),
      'app/cm.yaml:4',
      'and that text goes into another image, too: ghcr.io/acme/web:v0 (app/deploy.yaml:11)',
    ],
    [
      'it cuts a digest in two',
      usual(alone(`${REPOSITORY}:v0@${OLD}`)),
      'app/cm.yaml:4',
      `and it cuts "${REPOSITORY}:v0@${OLD.slice(0, 20)}`,
    ],
    [
      'nothing says what it takes',
      usual({
        'app/cm.yaml': yaml`
          apiVersion: v1
          kind: ConfigMap
          metadata: {name: other}
        `,
      }),
      'app/kustomization.yaml:3',
      'puts data.TAG of its source in the place of the tag of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and no file that is looked at has that text',
    ],
    [
      'what it takes is encoded',
      usual({
        'app/kustomization.yaml': kustomization(
          'deploy.yaml, cm.yaml',
          replacement('source: {kind: Secret, name: v, fieldPath: data.TAG}'),
        ),
        'app/cm.yaml': yaml`
          apiVersion: v1
          kind: Secret
          metadata: {name: v}
          data: {TAG: djEu}
        `,
      }),
      'app/kustomization.yaml:3',
      'no file that is looked at has that text',
    ],
    [
      'what it takes is no tag',
      usual({ 'app/cm.yaml': configMap('TAG: "v1 of app"') }),
      'app/cm.yaml:4',
      'and "v1 of app" is no tag',
    ],
    [
      'it puts another image there',
      usual({
        'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacement(undefined, target(''))),
        'app/cm.yaml': configMap('TAG: "ghcr.io/acme/other:v1"'),
      }),
      'app/cm.yaml:4',
      'puts data.TAG (app/cm.yaml:4) in the place of app at spec.template.spec.containers[0].image (app/deploy.yaml:11), and that text is "ghcr.io/acme/other:v1"',
    ],
    [
      'the workload is not among the files, and the Kustomization names the image',
      {
        'prod/kustomization.yaml': kustomization(
          '../base, cm.yaml',
          replacement(),
          yaml`
            images:
            - {name: ${REPOSITORY}, newTag: v0}
          `,
        ),
        'prod/cm.yaml': configMap('TAG: v1'),
      },
      'prod/cm.yaml:4',
      'and no file that is looked at says which image that is',
    ],
  ])('is refused, with both places, where %s', (_name, files, at, message) => {
    const [first, ...others] = refused(files);
    expect(others).toEqual([]);
    expect(first?.at).toBe(at);
    expect(first?.message).toContain(message);
  });

  test('is settled by a marker on the text that it takes', () => {
    const source = (tag: string) => configMap(`\n  TAG: ${tag} # waybill: app tag\n`);
    const files = usual({
      'app/kustomization.yaml': kustomization('deploy.yaml, web.yaml, cm.yaml', replacement()),
      'app/web.yaml': deployment('ghcr.io/acme/web:v0', 'web'),
      'app/cm.yaml': source('v1'),
    });
    const after = promoted(files);
    expect(after['app/cm.yaml']).toBe(source('v2'));
    expect(after['app/deploy.yaml']).toBe(deployment(`${REPOSITORY}:v2`));
  });

  test.each([
    ['the text that it takes', 'app/cm.yaml', configMap('\n  TAG: v1 # waybill: ignore\n')],
    [
      'its field path',
      'app/kustomization.yaml',
      kustomization(
        'deploy.yaml, cm.yaml',
        replacement(SOURCE, target().replace(']\n', '] # waybill: ignore\n')),
      ),
    ],
  ])('is left alone where a marker on %s says so', (_name, path, text) => {
    const result = plan(usual({ [path]: text }));
    expect(result.refusals).toEqual([]);
    expect(result.files.map((file) => file.path)).toEqual(['app/deploy.yaml']);
    expect(result.passedOver.map(({ reason }) => reason)).toEqual(['a marker says to ignore it']);
  });

  test.each<[string, string]>([
    ['another object', replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: other'))],
    ['another container', replacement(undefined, target(TAG, IMAGE.replace('app', 'sidecar')))],
    ['another field', replacement(undefined, target('', 'spec.template.spec.containers.0.env.0.value'))],
    ['the repository', replacement(undefined, target('options: {delimiter: ":", index: 0}'))],
    [
      'an object that it rejects',
      replacement(undefined, target().replace('  fieldPaths', '  reject: [{name: app}]\n  fieldPaths')),
    ],
  ])('does not matter where it writes %s', (_name, replacements) => {
    const files = usual({ 'app/kustomization.yaml': kustomization('deploy.yaml, cm.yaml', replacements) });
    const after = promoted(files);
    expect(after).toEqual({ ...files, 'app/deploy.yaml': deployment(`${REPOSITORY}:v2@${NEW}`) });
  });

  test('does not matter where it writes another image that is not among the files', () => {
    const text = (web: string, app: string) =>
      kustomization(
        '../base',
        `${replacement('sourceValue: ghcr.io/acme/web:v1', target('', IMAGE, 'name: web'))}${replacement(`sourceValue: ${app}`, target('', IMAGE, 'name: app'))}`,
        yaml`
          images:
          - {name: ${REPOSITORY}, newTag: ${web}}
        `,
      );
    const { 'app/kustomization.yaml': after } = promoted({
      'app/kustomization.yaml': text('v0', `${REPOSITORY}:v1`),
    });
    expect(after).toBe(text(`v2, digest: ${NEW}`, `${REPOSITORY}:v2@${NEW}`));
  });

  test('does not matter where a JSON patch is for another object', () => {
    const patch = (name: string, image: string) =>
      yaml`
        - target: {kind: Deployment, name: ${name}}
          patch: |-
            - {op: replace, path: /spec/template/spec/containers/0/image, value: "${image}"}
      `;
    const text = (image: string) =>
      kustomization(
        '../base, cm.yaml',
        replacement(undefined, target(TAG, IMAGE, 'kind: Deployment, name: web')),
        yaml`
          patches:
          ${patch('app', image)}
          ${patch('web', 'ghcr.io/acme/web:v0')}
        `,
      );
    const files = { 'app/kustomization.yaml': text(`${REPOSITORY}:v0`), 'app/cm.yaml': configMap('TAG: v1') };
    expect(promoted(files)).toEqual({ ...files, 'app/kustomization.yaml': text(`${REPOSITORY}:v2@${NEW}`) });
  });

  test('is followed in a component alone', () => {
    const { 'versions/cm.yaml': source } = promoted({
      'versions/kustomization.yaml': yaml`
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        ${kustomization('deploy.yaml, cm.yaml', replacement())}
      `,
      'versions/deploy.yaml': deployment(`${REPOSITORY}:v0`),
      'versions/cm.yaml': configMap('TAG: v1'),
    });
    expect(source).toBe(configMap('TAG: v2'));
  });

  test('does not matter in a Kustomization that does not bring the image in', () => {
    const files = { ...usual(), 'other/deploy.yaml': deployment(`${REPOSITORY}:v0`) };
    expect(promoted(files)['other/deploy.yaml']).toBe(deployment(`${REPOSITORY}:v2@${NEW}`));
  });
});

test('what a replacement writes over is not what the files declare', () => {
  const files = Object.entries(usual()).map(([path, text]) => ({ path, text }));
  const declared = findReferences(files, [{ name: 'app', repository: REPOSITORY }]);
  expect(declared.map(({ at, declared: { tag } }) => [at, tag])).toEqual([['data.TAG', 'v1']]);
});
