import { expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from './promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';

const PINNED = `${REPOSITORY}:v2@${NEW}`;

function afterPromotion(
  files: Files,
  among: (path: string) => boolean,
  pin: 'digest' | 'tag' = 'digest',
): Files {
  const result = plan(Object.fromEntries(Object.entries(files).filter(([path]) => among(path))), { pin });
  expect(result.refusals).toEqual([]);
  return { ...files, ...Object.fromEntries(result.files.map(({ path, after }) => [path, after])) };
}

const workload = (image: string, more = '') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - {name: app, image: "${image}"}\n      - {name: web, image: "ghcr.io/acme/web:v1"}\n${more}`;

describeWith('kustomize', ['version'], () => {
  const base = { 'base/kustomization.yaml': 'resources: [deploy.yaml]\n' };
  const inOverlay = (path: string) => path.startsWith('overlay/');

  test.each<[string, Files, readonly string[]]>([
    [
      'a tag alone',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- name: app\n  newName: ${REPOSITORY}\n  newTag: v1\n`,
      },
      [PINNED],
    ],
    [
      'a tag and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0@${OLD}`),
        'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- digest: ${OLD}\n  name: ${REPOSITORY}\n  newTag: v1\n`,
      },
      [PINNED],
    ],
    [
      'a digest alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}`),
        'overlay/kustomization.yaml': `resources: [../base]\nimages: [{name: ${REPOSITORY}, digest: "${OLD}"}]\n`,
      },
      [`${REPOSITORY}@${NEW}`],
    ],
    [
      'a list in brackets that close at the start of a line',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': `resources: [../base]\nimages: [{\n  name: app,\n  newName: ${REPOSITORY},\n  newTag: v1\n}]\n`,
      },
      [PINNED],
    ],
    [
      'a name alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- name: ${REPOSITORY}\n`,
      },
      [PINNED],
    ],
    [
      'a tag with a digest in it',
      {
        ...base,
        'base/deploy.yaml': workload('app:x'),
        'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- name: app\n  newName: ${REPOSITORY}\n  newTag: v1@${OLD}\n`,
      },
      [PINNED],
    ],
    [
      'a component',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': 'resources: [../base]\ncomponents: [c]\n',
        'overlay/c/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- {name: app, newName: ${REPOSITORY}, newTag: v1}\n`,
      },
      [PINNED],
    ],
    [
      'a patch in the kustomization',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': `resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/template/spec/containers/0/image\n      value: ${REPOSITORY}:v1\n`,
      },
      [PINNED],
    ],
    [
      'a tag in newName and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': `resources: [../base]\nimages:\n- name: app\n  newName: ${REPOSITORY}:v1\n  digest: ${OLD}\n`,
      },
      [PINNED],
    ],
    [
      'a patch that adds containers',
      {
        ...base,
        'base/deploy.yaml': workload('ghcr.io/acme/web:v1'),
        'overlay/kustomization.yaml': `resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: add, path: /spec/template/spec/containers/-, value: {name: b, image: "${REPOSITORY}:v0"}}\n    - {op: add, path: /spec/template/spec/volumes, value: [{name: c, image: {reference: "${REPOSITORY}:v0"}}]}\n`,
      },
      [PINNED, PINNED, 'ghcr.io/acme/web:v1'],
    ],
    [
      'a transformer of image tags',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': 'resources: [../base]\ntransformers: [image.yaml]\n',
        'overlay/image.yaml': `apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: {name: app}\nimageTag: {name: ${REPOSITORY}, newTag: v1}\n`,
      },
      [PINNED],
    ],
    [
      'a replacement by a value',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': `resources: [../base]\nreplacements:\n- sourceValue: ${REPOSITORY}:v1\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]\n`,
      },
      [PINNED],
    ],
    [
      'a replacement by a generated literal',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': `resources: [../base]\nconfigMapGenerator:\n- name: c\n  literals: ["APP_IMAGE=${REPOSITORY}:v1"]\nreplacements:\n- source: {kind: ConfigMap, name: c, fieldPath: data.APP_IMAGE}\n  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]\n`,
      },
      [PINNED],
    ],
    [
      'manifests without images',
      {
        'overlay/kustomization.yaml': 'resources: [deploy.yaml]\n',
        'overlay/deploy.yaml': workload(`${REPOSITORY}:v1`),
      },
      [PINNED],
    ],
  ])('%s: the promoted image changes, and nothing else', (_name, files, expected) => {
    const build = (tree: Files) => renderedImages(render(tree, 'kustomize', ['build', 'overlay']));
    const after = build(afterPromotion(files, inOverlay));
    expect(after).toEqual([...expected, 'ghcr.io/acme/web:v1'].sort());
    const before = build(files);
    expect(before).toHaveLength(after.length);
    expect(before).not.toEqual(after);
  });
});

describeWith('helm', ['version', '--short'], () => {
  const chart = (image: string, values: string): Files => ({
    'chart/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\nappVersion: v0\n',
    'chart/templates/pod.yaml': `apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  containers:\n  - name: app\n    image: "${image}"\n  - name: web\n    image: "{{ .Values.web }}"\n`,
    'chart/values.yaml': `${values}web: ghcr.io/acme/web:v1\n`,
  });
  const withoutDigest = '{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}';
  const withDigest =
    '{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag }}{{ end }}';
  const withGlobal =
    '{{ .Values.global.imageRegistry | default .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}';
  const withSha =
    '{{ .Values.image.repository }}:{{ .Values.image.tag }}{{ if .Values.image.sha }}@sha256:{{ .Values.image.sha }}{{ end }}';

  test.each<[string, Files, readonly string[], string]>([
    [
      'no digest key',
      chart(withoutDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag that reads as a number',
      chart(withoutDigest, `image:\n  repository: ${REPOSITORY}\n  tag: 1.10\n`),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a digest key',
      chart(withDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n  digest: ""\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a stale digest',
      chart(withDigest, `image: {repository: ${REPOSITORY}, tag: v1, digest: "${OLD}"}\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a hash without its algorithm',
      chart(withSha, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n  sha: ${OLD.slice(7)}\n`),
      [],
      PINNED,
    ],
    [
      'a tag that is a digest',
      chart(
        '{{ .Values.image.repository }}@{{ .Values.image.tag }}',
        `image: {repository: ${REPOSITORY}, tag: "${OLD}"}\n`,
      ),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'values in brackets that close at the start of a line',
      chart(withDigest, `image: {\n  repository: ${REPOSITORY},\n  tag: v1,\n  digest: ""\n}\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a digest that is null',
      chart(withDigest, `image: {repository: ${REPOSITORY}, tag: ~, digest: null}\n`),
      [],
      `${REPOSITORY}@${NEW}`,
    ],
    ['a whole reference', chart('{{ .Values.image }}', `image: ${REPOSITORY}:v1\n`), [], PINNED],
    [
      'a global registry',
      chart(
        withGlobal,
        'global: {imageRegistry: ghcr.io}\nimage: {registry: docker.io, repository: acme/app, tag: v1}\n',
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag in a layer',
      {
        ...chart(withoutDigest, `image:\n  repository: ${REPOSITORY}\n  tag: ""\n`),
        'prod.yaml': 'image: {tag: v1}\n',
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}:v2`,
    ],
    [
      'a stale digest in a layer',
      {
        ...chart(withDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`),
        'prod.yaml': `image:\n  digest: ${OLD}\n`,
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}@${NEW}`,
    ],
    [
      'a global registry in a layer',
      {
        ...chart(withGlobal, 'image: {registry: docker.io, repository: acme/app, tag: v1}\n'),
        'prod.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}:v2`,
    ],
    [
      'a default that a layer overrides twice',
      {
        ...chart(withoutDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v0\n`),
        'a.yaml': 'image: {tag: v1}\n',
        'b.yaml': 'image: {tag: v1b}\n',
      },
      ['-f', 'a.yaml', '-f', 'b.yaml'],
      `${REPOSITORY}:v2`,
    ],
  ])('%s: the promoted image changes, and nothing else', (_name, files, layers, expected) => {
    const template = (tree: Files) => renderedImages(render(tree, 'helm', ['template', 'chart', ...layers]));
    const after = template(afterPromotion(files, (path) => !path.includes('templates/')));
    expect(after).toEqual([expected, 'ghcr.io/acme/web:v1'].sort());
    expect(template(files)).not.toEqual(after);
  });

  // Argo CD and Flux hand helm the files in this order, then their own values, then single ones.
  test('the values of an Application beat its files, and its parameters beat both', () => {
    const files: Files = {
      ...chart(withDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`),
      'regions/frankfurt.yaml': `image:\n  digest: ${OLD}\n`,
      'app.yaml': `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec:\n  source:\n    path: chart\n    helm:\n      valueFiles: [../regions/frankfurt.yaml]\n      parameters:\n      - name: image.digest\n        value: ${OLD}\n`,
    };
    const template = (tree: Files) => {
      const parameter = /value: (\S+)/.exec(tree['app.yaml'] ?? '')?.[1] ?? '';
      const args = ['-f', 'regions/frankfurt.yaml', '--set', `image.digest=${parameter}`];
      return renderedImages(render(tree, 'helm', ['template', 'chart', ...args]));
    };
    const after = template(afterPromotion(files, (path) => !path.includes('templates/')));
    expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
    expect(template(files)).not.toEqual(after);
  });

  // The controller of K3s hands helm the content first, then what is set by name.
  test('what a HelmChart sets beats its content', () => {
    const files: Files = {
      ...chart(withDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`),
      'app.yaml': `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: app}\nspec:\n  set:\n    image.digest: ${OLD}\n  valuesContent: |\n    image: {repository: ${REPOSITORY}, tag: v0}\n`,
    };
    const template = (tree: Files) => {
      const [, digest = ''] = /image.digest: (\S+)/.exec(tree['app.yaml'] ?? '') ?? [];
      const [, content = ''] = /valuesContent: \|\n(.*)/s.exec(tree['app.yaml'] ?? '') ?? [];
      const args = ['-f', 'content.yaml', '--set', `image.digest=${digest}`];
      return renderedImages(
        render({ ...tree, 'content.yaml': content }, 'helm', ['template', 'chart', ...args]),
      );
    };
    const after = template(afterPromotion(files, (path) => path === 'app.yaml'));
    expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
    expect(template(files)).not.toEqual(after);
  });

  describeWith('kustomize', ['version'], () => {
    test('Kustomize lays values in line over the files of a chart', () => {
      const app = chart(withDigest, `image:\n  repository: ${REPOSITORY}\n  tag: v1\n`);
      const files: Files = {
        ...Object.fromEntries(
          Object.entries(app).map(([path, text]) => [path.replace(/^chart/, 'overlay/charts/app'), text]),
        ),
        'overlay/kustomization.yaml': `helmCharts:\n- name: app\n  releaseName: app\n  additionalValuesFiles: [frankfurt.yaml]\n  valuesInline:\n    image:\n      digest: ${OLD}\n`,
        'overlay/frankfurt.yaml': `image: {tag: v0, digest: "${OLD}"}\n`,
      };
      const build = (tree: Files) =>
        renderedImages(render(tree, 'kustomize', ['build', '--enable-helm', 'overlay']));
      const after = build(afterPromotion(files, (path) => !path.includes('templates/')));
      expect(after).toEqual([`${REPOSITORY}@${NEW}`, 'ghcr.io/acme/web:v1']);
      expect(build(files)).not.toEqual(after);
    });
  });
});
