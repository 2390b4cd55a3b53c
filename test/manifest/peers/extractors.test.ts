import { describe, expect, test } from '@jest/globals';
import { NEW, plan } from '../promotion.ts';

const A = 'a'.repeat(64);
const APP = 'ghcr.io/acme/app';
const WHOLE = `${APP}:v2@${NEW}`;
const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** Files in the forms that the managers of Renovate extract images from, and what the edit writes. */
const FOUND: readonly (readonly [manager: string, path: string, before: string, after: string])[] = [
  ['docker-compose', 'compose.yml', lines('services:', '  app:', `    image: ${APP}:v1`), `image: ${WHOLE}`],
  ['docker-compose, version 1', 'docker-compose.yml', lines('app:', `  image: ${APP}:v1`), `image: ${WHOLE}`],
  [
    'kubernetes',
    'pod.yaml',
    lines('kind: Pod', 'spec:', '  containers:', `    - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  ['helm-values', 'values.yaml', lines('image:', `  repository: ${APP}`, '  tag: v1'), 'tag: v2'],
  [
    'helm-values, registry',
    'values.yaml',
    lines('image:', '  registry: ghcr.io', '  repository: acme/app', '  tag: v1'),
    'tag: v2',
  ],
  [
    'helm-values, version',
    'values.yaml',
    lines('image:', `  repository: ${APP}`, '  version: v1'),
    'version: v2',
  ],
  [
    'helm-values, tag with digest',
    'values.yaml',
    lines('image:', `  repository: ${APP}`, `  tag: v1@sha256:${A}`),
    `tag: v2@${NEW}`,
  ],
  [
    'helmfile',
    'helmfile.yaml',
    lines('releases:', '  - name: app', '    values:', `      - image: {repository: ${APP}, tag: v1}`),
    'tag: v2',
  ],
  [
    'kustomize, newTag',
    'kustomization.yaml',
    lines('images:', `  - name: ${APP}`, '    newTag: v1'),
    `digest: ${NEW}`,
  ],
  [
    'kustomize, newName',
    'kustomization.yaml',
    lines('images:', '  - name: app', `    newName: ${APP}`, '    newTag: v1'),
    'newTag: v2',
  ],
  [
    'kustomize, digest',
    'kustomization.yaml',
    lines('images:', `  - name: ${APP}`, `    digest: sha256:${A}`),
    `digest: ${NEW}`,
  ],
  [
    'kustomize, tag with digest',
    'kustomization.yaml',
    lines('images:', `  - name: ${APP}`, `    newTag: v1@sha256:${A}`),
    `newTag: v2@${NEW}`,
  ],
  [
    'flux, Kustomization',
    'app.yaml',
    lines(
      'apiVersion: kustomize.toolkit.fluxcd.io/v1',
      'kind: Kustomization',
      'spec:',
      '  images:',
      `    - {name: ${APP}, newTag: v1}`,
    ),
    'newTag: v2',
  ],
  [
    'flux, HelmRelease',
    'app.yaml',
    lines(
      'apiVersion: helm.toolkit.fluxcd.io/v2',
      'kind: HelmRelease',
      'spec:',
      '  values:',
      `    image: {repository: ${APP}, tag: v1}`,
    ),
    'tag: v2',
  ],
  [
    'flux, OCIRepository',
    'app.yaml',
    lines(
      'apiVersion: source.toolkit.fluxcd.io/v1',
      'kind: OCIRepository',
      'spec:',
      `  url: oci://${APP}`,
      '  ref: {tag: v1}',
    ),
    'tag: v2',
  ],
  [
    'argocd, kustomize.images',
    'app.yaml',
    lines(
      'kind: Application',
      'apiVersion: argoproj.io/v1alpha1',
      'spec:',
      '  source:',
      '    kustomize:',
      `      images: ["app=${APP}:v1"]`,
    ),
    `app=${WHOLE}`,
  ],
  [
    'tekton, step',
    'task.yaml',
    lines('apiVersion: tekton.dev/v1', 'kind: Task', 'spec:', '  steps:', `    - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'tekton, bundle',
    'run.yaml',
    lines(
      'apiVersion: tekton.dev/v1beta1',
      'kind: TaskRun',
      'spec:',
      `  taskRef: {name: a, bundle: "${APP}:v1"}`,
    ),
    WHOLE,
  ],
  ['gitlabci', '.gitlab-ci.yml', lines('build:', `  image: ${APP}:v1`, '  script: make'), `image: ${WHOLE}`],
  [
    'gitlabci, services',
    '.gitlab-ci.yml',
    lines('build:', '  services:', `    - name: ${APP}:v1`),
    `name: ${WHOLE}`,
  ],
  [
    'woodpecker',
    '.woodpecker.yml',
    lines('steps:', '  - name: a', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'droneci',
    '.drone.yml',
    lines('kind: pipeline', 'steps:', '  - name: a', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'circleci',
    '.circleci/config.yml',
    lines('jobs:', '  a:', '    docker:', `      - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'github-actions, container',
    '.github/workflows/a.yml',
    lines('jobs:', '  a:', `    container: ${APP}:v1`),
    `container: ${WHOLE}`,
  ],
  [
    'github-actions, docker://',
    '.github/workflows/a.yml',
    lines('jobs:', '  a:', '    steps:', `      - uses: docker://${APP}:v1`),
    `docker://${WHOLE}`,
  ],
  ['fleet', 'fleet.yaml', lines('helm:', '  values:', `    image: {repository: ${APP}, tag: v1}`), 'tag: v2'],
  ['devcontainer', '.devcontainer/devcontainer.json', `{"image": "${APP}:v1"}\n`, WHOLE],
  [
    'ansible',
    'tasks/main.yaml',
    lines('- name: run', '  docker_container:', `    image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'azure-pipelines, resources',
    'azure-pipelines.yml',
    lines('resources:', '  containers:', '    - container: a', `      image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  ['bitbucket-pipelines', 'bitbucket-pipelines.yml', lines(`image: ${APP}:v1`), `image: ${WHOLE}`],
  [
    'crossplane',
    'provider.yaml',
    lines('apiVersion: pkg.crossplane.io/v1', 'kind: Provider', 'spec:', `  package: ${APP}:v1`),
    `package: ${WHOLE}`,
  ],
];

test.each(FOUND)('what Renovate extracts is edited: %s', (_manager, path, before, after) => {
  const { files, refusals } = plan({ [path]: before });
  expect(refusals).toEqual([]);
  expect(files[0]?.after).toContain(after);
});

/** Forms that no shape of ours knows. A marker serves them. */
const UNKNOWN: readonly (readonly [manager: string, path: string, text: string])[] = [
  ['cloudbuild', 'cloudbuild.yaml', lines('steps:', `  - name: ${APP}:v1`)],
  [
    'buildkite',
    '.buildkite/pipeline.yml',
    lines('steps:', '  - plugins:', `      - docker#v1: {run: "${APP}:v1"}`),
  ],
];

describe('what Renovate extracts and Waybill does not know is refused, and the place is named', () => {
  test.each(UNKNOWN)('%s', (_manager, path, text) => {
    const { files, refusals } = plan({ [path]: text });
    expect(files).toEqual([]);
    expect(refusals.map(({ code, message }) => [code, message.includes(`${APP}:v1`)])).toEqual([
      ['REFERENCE_NOT_FOUND', true],
    ]);
  });
});
