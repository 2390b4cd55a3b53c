import { expect, test } from '@jest/globals';
import { NEW, OLD, plan, REPOSITORY } from '../promotion.ts';
import { describeWith, render, renderedImages, type Files } from './real-program.ts';
import { yaml } from '../../yaml.ts';

const PINNED = `${REPOSITORY}@${NEW}`;
const STALE = yaml`
  app:
    image:
      digest: ${OLD}
`;

const chartFile = (name: string, ...dependencies: readonly string[]) =>
  yaml`
    apiVersion: v2
    name: ${name}
    version: 1.0.0
    appVersion: v0
    ${dependencies.length === 0 ? '' : `dependencies:\n${dependencies.map((one) => `- {${one}}\n`).join('')}`}
  `;

/** As charts write it: the global registry, the image's own or none, and the digest before the tag. */
const IMAGE =
  '{{ with (.Values.global).imageRegistry | default .Values.image.registry }}{{ . }}/{{ end }}{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}';

function chart(folder: string, values: string, name = folder.slice(folder.lastIndexOf('/') + 1)): Files {
  return {
    [`${folder}/Chart.yaml`]: chartFile(name),
    [`${folder}/values.yaml`]: values,
    [`${folder}/templates/pod.yaml`]: yaml`
      apiVersion: v1
      kind: Pod
      metadata: {name: "{{ .Chart.Name }}"}
      spec:
        containers:
        - name: main
          image: "${IMAGE}"
    `,
  };
}

const redis = chart(
  'shop/charts/redis',
  'image: {registry: docker.io, repository: bitnami/redis, tag: "7.2"}\n',
);
const app = (values: string) => chart('shop/charts/app', values);
const parent = { 'shop/Chart.yaml': chartFile('shop'), ...redis };
const BASE = yaml`
  image:
    repository: ${REPOSITORY}
    tag: v1
`;

function afterPromotion(files: Files): Files {
  const seen = Object.entries(files).filter(([path]) => !path.includes('templates/'));
  const result = plan(Object.fromEntries(seen));
  expect(result.refusals).toEqual([]);
  return { ...files, ...Object.fromEntries(result.files.map(({ path, after }) => [path, after])) };
}

describeWith('helm', ['version', '--short'], () => {
  test.each<[string, Files, readonly string[], readonly string[]]>([
    [
      'a stale tag in the parent',
      {
        ...parent,
        ...app(BASE),
        'shop/values.yaml': yaml`
          app:
            image:
              tag: v1
        `,
      },
      [],
      [`${REPOSITORY}:v2`],
    ],
    ['a stale digest in the parent', { ...parent, ...app(BASE), 'shop/values.yaml': STALE }, [], [PINNED]],
    [
      'a stale digest in a layer over the parent',
      { ...parent, ...app(BASE), 'shop/values.yaml': 'redis: {enabled: true}\n', 'prod.yaml': STALE },
      ['-f', 'prod.yaml'],
      [PINNED],
    ],
    [
      'a parent of a parent',
      {
        ...parent,
        ...chart('shop/charts/back/charts/app', BASE),
        'shop/charts/back/Chart.yaml': chartFile('back'),
        'shop/charts/back/values.yaml': yaml`
          app:
            image:
              tag: v1
        `,
        'shop/values.yaml': yaml`
          back:
            app:
              image:
                digest: ${OLD}
        `,
      },
      [],
      [PINNED],
    ],
    [
      'a repository in the parent, a tag in the sub-chart',
      {
        ...parent,
        ...app(yaml`
          image:
            tag: v1
        `),
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ${REPOSITORY}
        `,
      },
      [],
      [`${REPOSITORY}:v2`],
    ],
    [
      'a repository and a tag in the parent, a stale digest in the sub-chart',
      {
        ...parent,
        ...app(yaml`
          image:
            tag: v0
            digest: ${OLD}
        `),
        'shop/values.yaml': yaml`
          app:
            image:
              repository: ${REPOSITORY}
              tag: v1
        `,
      },
      [],
      [PINNED],
    ],
    [
      'a registry of the parent for all',
      {
        'shop/Chart.yaml': chartFile('shop'),
        ...app(yaml`
          image:
            registry: docker.io
            repository: acme/app
            tag: v1
        `),
        ...chart('shop/charts/redis', 'image: {repository: bitnami/redis, tag: "7.2"}\n'),
        'shop/values.yaml': 'global: {imageRegistry: ghcr.io}\n',
      },
      [],
      [`${REPOSITORY}:v2`],
    ],
    [
      'a registry of the parent for the sub-chart alone',
      {
        ...parent,
        ...app(yaml`
          image:
            repository: acme/app
            tag: v1
        `),
        'shop/values.yaml': yaml`
          app:
            global: {imageRegistry: ghcr.io}
        `,
      },
      [],
      [`${REPOSITORY}:v2`],
    ],
    [
      'two aliases of one image',
      {
        ...parent,
        ...app(BASE),
        'shop/Chart.yaml': chartFile(
          'shop',
          'name: app, alias: front, version: 1.0.0',
          'name: app, alias: back, version: 1.0.0',
        ),
        'shop/values.yaml': yaml`
          front:
            image: {tag: v1}
          back:
            image: {digest: "${OLD}"}
          app:
            image: {tag: v1}
        `,
      },
      [],
      [`${REPOSITORY}:v2`, PINNED],
    ],
    [
      'two aliases of two images',
      {
        ...parent,
        ...app(yaml`
          image:
            tag: v1
        `),
        'shop/Chart.yaml': chartFile(
          'shop',
          'name: app, alias: front, version: 1.0.0',
          'name: app, alias: back, version: 1.0.0',
        ),
        'shop/values.yaml': yaml`
          front:
            image: {repository: ${REPOSITORY}, tag: v1}
          back:
            image: {repository: ghcr.io/acme/back}
        `,
      },
      [],
      [`${REPOSITORY}:v2`, 'ghcr.io/acme/back:v1'],
    ],
    [
      'a sub-chart whose folder has another name',
      { ...parent, ...chart('shop/charts/app-v1', BASE, 'app'), 'shop/values.yaml': STALE },
      [],
      [PINNED],
    ],
    [
      'a sub-chart whose tag the parent has for itself, too',
      {
        ...parent,
        ...app(BASE),
        'shop/values.yaml': yaml`
          image:
            repository: ghcr.io/acme/shop
            tag: v1
        `,
        'prod.yaml': yaml`
          image:
            tag: v1
        `,
      },
      ['-f', 'prod.yaml'],
      [`${REPOSITORY}:v2`],
    ],
  ])('%s: the promoted image changes, and nothing else', (_name, files, layers, expected) => {
    const template = (tree: Files) => renderedImages(render(tree, 'helm', ['template', 'shop', ...layers]));
    const before = template(files);
    const after = template(afterPromotion(files));
    expect(after).toEqual([...expected, beside(before)].sort());
    expect(before).toHaveLength(after.length);
    expect(before).not.toEqual(after);
  });

  test('a chart in another folder that is made a part under two names', () => {
    const files: Files = {
      ...chart('apps/app', BASE),
      'shop/Chart.yaml': chartFile(
        'shop',
        'name: app, version: 1.0.0, repository: "file://../apps/app"',
        'name: app, alias: worker, version: 1.0.0, repository: "file://../apps/app"',
      ),
      'shop/values.yaml': yaml`
        app:
          image: {tag: v1}
        worker:
          image: {digest: "${OLD}"}
      `,
    };
    // What "helm dependency build" would do: it packs the chart into charts/.
    const built = (tree: Files): Files => ({
      ...tree,
      ...Object.fromEntries(
        Object.entries(tree)
          .filter(([path]) => path.startsWith('apps/app/'))
          .map(([path, text]) => [path.replace('apps/app/', 'shop/charts/app/'), text]),
      ),
    });
    const template = (tree: Files) => renderedImages(render(built(tree), 'helm', ['template', 'shop']));
    const after = afterPromotion(files);
    expect(template(files)).toEqual([`${REPOSITORY}:v1`, `${REPOSITORY}@${OLD}`]);
    expect(template(after)).toEqual([`${REPOSITORY}:v2`, PINNED]);
  });
});

/** The image of the chart that stands beside. */
function beside(images: readonly string[]): string {
  return images.find((image) => image.includes('bitnami')) ?? 'no image of redis';
}
