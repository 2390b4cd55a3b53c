import type { SeedFile } from '../github/sandbox-github.ts';

/**
 * The application repository. Its image is the smallest that a Dockerfile builds, and has no base image to
 * pull.
 */
export const APPLICATION: Readonly<Record<string, SeedFile>> = {
  'README.md': '# Shop\n\nThe shop of Acme, as one page.\n',
  Dockerfile: 'FROM scratch\nCOPY public /public\n',
  'public/index.html': '<!doctype html>\n<title>Shop</title>\n<h1>Open</h1>\n',
};

/** The change that is built and promoted. */
export const APPLICATION_CHANGE: Readonly<Record<string, SeedFile>> = {
  'public/index.html': '<!doctype html>\n<title>Shop</title>\n<h1>Open, also on Sundays</h1>\n',
};

/**
 * The config repo: one environment in each of the three formats, with the comments and oddities that people
 * leave.
 */
export function configFiles(image: string, digest: string): Readonly<Record<string, SeedFile>> {
  return {
    'waybill.yaml': `version: 1
images:
  shop:
    repository: ${image}
    source: acme/shop
environments:
  dev:
    files: ["envs/dev/**"]
    health: ["kustomization/dev/*"]
    merge: auto
  staging:
    after: [dev]
    files: ["envs/staging/**"]
    merge: auto
    policy: queue
    gates: { soak: 30m, healthy: true }
  prod:
    after: [staging]
    files: ["envs/prod/**"]
    merge: auto
    reviewers: ["acme/sre"]
    gates:
      manual: true
      window: { days: [mon, tue, wed, thu], hours: "09:00-16:00", timezone: Europe/Berlin }
`,
    'base/deployment.yaml': workload('shop'),
    'base/kustomization.yaml': 'resources:\n  - deployment.yaml\n',
    'envs/dev/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base

images:
  # The bases say "shop"; this is where it really comes from.
  - name: shop
    newName: ${image}
    newTag: v1.3.0      # promoted by pull request
    digest: ${digest}
`,
    'envs/staging/values.yaml': `replicaCount: 2

image:
  repository: ${image}
  tag: "v1.3.0"   # the chart also shows this as a label
  digest: ${digest}
  pullPolicy: IfNotPresent

resources: {requests: {cpu: 50m, memory: 32Mi}}
`,
    'envs/prod/deployment.yaml': `# Prod is plain manifests: what is merged is what runs.
${workload(`${image}:v1.3.0@${digest}`)}`,
  };
}

function workload(image: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      containers:
      - name: shop
        image: ${image}
        ports: [{containerPort: 8080}]
`;
}
