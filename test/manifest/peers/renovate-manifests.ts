import { NEW } from '../promotion.ts';

const A = 'a'.repeat(64);
export const APP = 'ghcr.io/acme/app';
export const WHOLE = `${APP}:v2@${NEW}`;
export const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

/** A manager of Renovate, a file that it extracts the image from, and what the edit writes there. */
export type Form = readonly [manager: string, path: string, before: string, after: string];

/**
 * Files in the forms that the managers of Renovate extract images from, and what the edit writes. The forms
 * are those of `extract.ts` and `schema.ts` in
 * https://github.com/renovatebot/renovate/tree/main/lib/modules/manager, read at c2dd4f8. Managers that
 * extract charts, actions or plugins alone (buildkite, helmfile) have no image.
 */
export const MANIFESTS: readonly Form[] = [
  ['docker-compose', 'compose.yml', lines('services:', '  app:', `    image: ${APP}:v1`), `image: ${WHOLE}`],
  [
    'docker-compose, default',
    'compose.yml',
    lines('services:', '  app:', `    image: \${APP_IMAGE:-${APP}:v1}`),
    `:-${WHOLE}}`,
  ],
  [
    'docker-compose, extension',
    'compose.yml',
    lines('x-app:', `  image: ${APP}:v1`, 'services:', '  web: {image: nginx:1}'),
    `image: ${WHOLE}`,
  ],
  ['docker-compose, version 1', 'docker-compose.yml', lines('app:', `  image: ${APP}:v1`), `image: ${WHOLE}`],
  [
    'kubernetes',
    'pod.yaml',
    lines('kind: Pod', 'spec:', '  containers:', `    - image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'kubernetes, volume',
    'pod.yaml',
    lines(
      'apiVersion: v1',
      'kind: Pod',
      'spec:',
      '  containers: []',
      `  volumes: [{name: a, image: {reference: "${APP}:v1"}}]`,
    ),
    WHOLE,
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
    'helm-values, any key that ends in image',
    'values.yaml',
    lines('web:', '  renovateImage:', `    repository: ${APP}`, '    tag: v1'),
    'tag: v2',
  ],
  [
    'helm-values, inline',
    'values.yaml',
    lines(`sidecarImage: ${APP}:v1`, 'image:', '  registry: docker.io'),
    `sidecarImage: ${WHOLE}`,
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
  [
    'tekton, resolver of bundles',
    'run.yaml',
    lines(
      'apiVersion: tekton.dev/v1',
      'kind: PipelineRun',
      'spec:',
      '  pipelineRef:',
      '    resolver: bundles',
      `    params: [{name: bundle, value: "${APP}:v1"}]`,
    ),
    WHOLE,
  ],
  [
    'tekton, StepAction',
    'step.yaml',
    lines('apiVersion: tekton.dev/v1', 'kind: StepAction', 'spec:', `  image: ${APP}:v1`),
    `image: ${WHOLE}`,
  ],
  [
    'tekton, step of a task in a Pipeline',
    'pipeline.yaml',
    lines(
      'apiVersion: tekton.dev/v1',
      'kind: Pipeline',
      'spec:',
      '  tasks:',
      '    - taskSpec:',
      `        steps: [{image: "${APP}:v1"}]`,
    ),
    WHOLE,
  ],
  [
    'tekton, TriggerTemplate',
    'trigger.yaml',
    lines(
      'apiVersion: triggers.tekton.dev/v1beta1',
      'kind: TriggerTemplate',
      'spec:',
      '  resourcetemplates:',
      '    - apiVersion: tekton.dev/v1',
      '      kind: TaskRun',
      `      spec: {taskSpec: {steps: [{image: "${APP}:v1"}]}}`,
    ),
    WHOLE,
  ],
  ['fleet', 'fleet.yaml', lines('helm:', `  chart: oci://${APP}`, '  version: v1'), 'version: v2'],
  [
    'fleet, target',
    'fleet.yaml',
    lines(
      'helm: {}',
      'targetCustomizations:',
      '  - name: prod',
      '    helm:',
      `      chart: oci://${APP}`,
      '      version: v1',
    ),
    'version: v2',
  ],
  ...['Provider', 'Configuration', 'Function'].map(
    (kind) =>
      [
        `crossplane, ${kind}`,
        'package.yaml',
        lines('apiVersion: pkg.crossplane.io/v1', `kind: ${kind}`, 'spec:', `  package: ${APP}:v1`),
        `package: ${WHOLE}`,
      ] as const,
  ),
];
