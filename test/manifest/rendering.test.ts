import { expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from './promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../yaml.ts';

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
  yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: app}
    spec:
      selector: {matchLabels: {a: b}}
      template:
        metadata: {labels: {a: b}}
        spec:
          containers:
          - {name: app, image: "${image}"}
          - {name: web, image: "ghcr.io/acme/web:v1"}
    ${more}
  `;

describeWith('kustomize', ['version'], () => {
  const base = { 'base/kustomization.yaml': 'resources: [deploy.yaml]\n' };
  const inOverlay = (path: string) => path.startsWith('overlay/');

  test.each<[string, Files, readonly string[]]>([
    [
      'a tag alone',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}
            newTag: v1
        `,
      },
      [PINNED],
    ],
    [
      'a tag and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0@${OLD}`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - digest: ${OLD}
            name: ${REPOSITORY}
            newTag: v1
        `,
      },
      [PINNED],
    ],
    [
      'a digest alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images: [{name: ${REPOSITORY}, digest: "${OLD}"}]
        `,
      },
      [`${REPOSITORY}@${NEW}`],
    ],
    [
      'a list in brackets that close at the start of a line',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images: [{
            name: app,
            newName: ${REPOSITORY},
            newTag: v1
          }]
        `,
      },
      [PINNED],
    ],
    [
      'a name alone',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: ${REPOSITORY}
        `,
      },
      [PINNED],
    ],
    [
      'a tag with a digest in it',
      {
        ...base,
        'base/deploy.yaml': workload('app:x'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}
            newTag: v1@${OLD}
        `,
      },
      [PINNED],
    ],
    [
      'a component',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          components: [c]
        `,
        'overlay/c/kustomization.yaml': yaml`
          apiVersion: kustomize.config.k8s.io/v1alpha1
          kind: Component
          images:
          - {name: app, newName: ${REPOSITORY}, newTag: v1}
        `,
      },
      [PINNED],
    ],
    [
      'a patch in the kustomization',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          patches:
          - target: {kind: Deployment}
            patch: |-
              - op: replace
                path: /spec/template/spec/containers/0/image
                value: ${REPOSITORY}:v1
        `,
      },
      [PINNED],
    ],
    [
      'a tag in newName and a stale digest',
      {
        ...base,
        'base/deploy.yaml': workload('app'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          images:
          - name: app
            newName: ${REPOSITORY}:v1
            digest: ${OLD}
        `,
      },
      [PINNED],
    ],
    [
      'a patch that adds containers',
      {
        ...base,
        'base/deploy.yaml': workload('ghcr.io/acme/web:v1'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          patches:
          - target: {kind: Deployment}
            patch: |-
              - {op: add, path: /spec/template/spec/containers/-, value: {name: b, image: "${REPOSITORY}:v0"}}
              - {op: add, path: /spec/template/spec/volumes, value: [{name: c, image: {reference: "${REPOSITORY}:v0"}}]}
        `,
      },
      [PINNED, PINNED, 'ghcr.io/acme/web:v1'],
    ],
    [
      'a transformer of image tags',
      {
        ...base,
        'base/deploy.yaml': workload(`${REPOSITORY}:v0`),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          transformers: [image.yaml]
        `,
        'overlay/image.yaml': yaml`
          apiVersion: builtin
          kind: ImageTagTransformer
          metadata: {name: app}
          imageTag: {name: ${REPOSITORY}, newTag: v1}
        `,
      },
      [PINNED],
    ],
    [
      'a replacement by a value',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          replacements:
          - sourceValue: ${REPOSITORY}:v1
            targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]
        `,
      },
      [PINNED],
    ],
    [
      'a replacement by a generated literal',
      {
        ...base,
        'base/deploy.yaml': workload('placeholder'),
        'overlay/kustomization.yaml': yaml`
          resources: [../base]
          configMapGenerator:
          - name: c
            literals: ["APP_IMAGE=${REPOSITORY}:v1"]
          replacements:
          - source: {kind: ConfigMap, name: c, fieldPath: data.APP_IMAGE}
            targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image]}]
        `,
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
    'chart/Chart.yaml': yaml`
      apiVersion: v2
      name: app
      version: 1.0.0
      appVersion: v0
    `,
    'chart/templates/pod.yaml': yaml`
      apiVersion: v1
      kind: Pod
      metadata: {name: app}
      spec:
        containers:
        - name: app
          image: "${image}"
        - name: web
          image: "{{ .Values.web }}"
    `,
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
      chart(
        withoutDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag that reads as a number',
      chart(
        withoutDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: 1.10
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a digest key',
      chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
            digest: ""
        `,
      ),
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
      chart(
        withSha,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
            sha: ${OLD.slice(7)}
        `,
      ),
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
      chart(
        withDigest,
        yaml`
          image: {
            repository: ${REPOSITORY},
            tag: v1,
            digest: ""
          }
        `,
      ),
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
        yaml`
          global: {imageRegistry: ghcr.io}
          image: {registry: docker.io, repository: acme/app, tag: v1}
        `,
      ),
      [],
      `${REPOSITORY}:v2`,
    ],
    [
      'a tag in a layer',
      {
        ...chart(
          withoutDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: ""
          `,
        ),
        'prod.yaml': 'image: {tag: v1}\n',
      },
      ['-f', 'prod.yaml'],
      `${REPOSITORY}:v2`,
    ],
    [
      'a stale digest in a layer',
      {
        ...chart(
          withDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: v1
          `,
        ),
        'prod.yaml': yaml`
          image:
            digest: ${OLD}
        `,
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
        ...chart(
          withoutDigest,
          yaml`
            image:
              repository: ${REPOSITORY}
              tag: v0
          `,
        ),
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
      ...chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      'regions/frankfurt.yaml': yaml`
        image:
          digest: ${OLD}
      `,
      'app.yaml': yaml`
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: app}
        spec:
          source:
            path: chart
            helm:
              valueFiles: [../regions/frankfurt.yaml]
              parameters:
              - name: image.digest
                value: ${OLD}
      `,
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
      ...chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      ),
      'app.yaml': yaml`
        apiVersion: helm.cattle.io/v1
        kind: HelmChart
        metadata: {name: app}
        spec:
          set:
            image.digest: ${OLD}
          valuesContent: |
            image: {repository: ${REPOSITORY}, tag: v0}
      `,
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
      const app = chart(
        withDigest,
        yaml`
          image:
            repository: ${REPOSITORY}
            tag: v1
        `,
      );
      const files: Files = {
        ...Object.fromEntries(
          Object.entries(app).map(([path, text]) => [path.replace(/^chart/, 'overlay/charts/app'), text]),
        ),
        'overlay/kustomization.yaml': yaml`
          helmCharts:
          - name: app
            releaseName: app
            additionalValuesFiles: [frankfurt.yaml]
            valuesInline:
              image:
                digest: ${OLD}
        `,
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
