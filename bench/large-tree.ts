import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './editor-inputs.ts';

/** A file of the tree, by its path. `holds` says that it has the image. */
interface MadeFile {
  readonly path: string;
  readonly text: string;
  readonly holds: boolean;
}

const DISTRIBUTIONS = 60;
const CHARTS = 60;
const SUB_CHARTS = 5;
const APPLICATIONS = 420;
/** Bytes of the definitions of custom resources in one file. */
const DEFINITIONS = 500_000;

/**
 * Writes a tree of some 3,000 files and 50 MB as a platform team keeps it: distributions of manifests with
 * their custom resource definitions, charts with vendored sub-charts, and folders of applications. 20 files
 * hold the image. Returns their paths.
 */
export function writeLargeTree(folder: string): readonly string[] {
  const files = [...distributions(), ...charts(), ...applications()];
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return files.filter(({ holds }) => holds).map(({ path }) => join(folder, path));
}

/** Ten of them hold the image in a workload behind the definitions. */
function* distributions(): Generator<MadeFile> {
  for (let index = 0; index < DISTRIBUTIONS; index += 1) {
    const below = `platform/operator-${index}`;
    const holds = index % 6 === 0;
    const image = holds ? `${REPOSITORY}:v1` : `example.org/operators/controller-${index}:v1`;
    const objects = [workload(`operator-${index}`, image), service(index), settings(index)];
    const text = [...definitions(index), ...objects].join('---\n');
    yield { path: `${below}/install.yaml`, text, holds };
    yield { path: `${below}/kustomization.yaml`, text: 'resources: [install.yaml]\n', holds: false };
  }
}

function definitions(index: number): readonly string[] {
  const texts: string[] = [];
  for (let size = 0, number = 0; size < DEFINITIONS; number += 1) {
    const text = definition(`kind-${index}-${number}`);
    texts.push(text);
    size += text.length;
  }
  return texts;
}

/**
 * What generators of code make of the types of a pod: deep, wordy, and with `image` as the name of a field.
 */
function definition(name: string): string {
  const field = (at: number): string =>
    `                  field${at}:\n                    description: "Says how the image and the tag of container ${at} of ${name} are taken: as they stand."\n                    properties:\n                      image:\n                        description: |-\n                          The reference of the image, like registry/repository:tag.\n                          More is in the documentation of containers.\n                        type: string\n                      tag:\n                        type: string\n                    type: object\n`;
  const fields = Array.from({ length: 100 }, (_, at) => field(at)).join('');
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}.example.org\nspec:\n  group: example.org\n  names: {kind: ${name}, plural: ${name}s}\n  versions:\n    - name: v1\n      schema:\n        openAPIV3Schema:\n          properties:\n            spec:\n              type: object\n              properties:\n${fields}      served: true\n      storage: true\n`;
}

/** Six of the charts hold the image in their values, over those of a vendored part. */
function* charts(): Generator<MadeFile> {
  for (let index = 0; index < CHARTS; index += 1) {
    const below = `charts/product-${index}`;
    const holds = index % 10 === 0;
    const image = holds ? REPOSITORY : `example.org/products/product-${index}`;
    yield { path: `${below}/Chart.yaml`, text: chart(`product-${index}`, true), holds: false };
    yield { path: `${below}/values.yaml`, text: values(image, 300), holds };
    yield { path: `${below}/values-prod.yaml`, text: 'replicas: 3\nimage:\n  tag: v1\n', holds: false };
    for (let part = 0; part < SUB_CHARTS; part += 1) {
      const vendored = `${below}/charts/part-${part}`;
      yield { path: `${vendored}/Chart.yaml`, text: chart(`part-${part}`, false), holds: false };
      yield {
        path: `${vendored}/values.yaml`,
        text: values(`example.org/parts/part-${part}`, 400),
        holds: false,
      };
      yield { path: `${vendored}/templates/workload.yaml`, text: template(200), holds: false };
    }
  }
}

function chart(name: string, isParent: boolean): string {
  const parts = Array.from(
    { length: SUB_CHARTS },
    (_, part) => `  - {name: part-${part}, version: 1.0.0}\n`,
  ).join('');
  return `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${isParent ? `dependencies:\n${parts}` : ''}`;
}

function values(repository: string, settingsCount: number): string {
  return `image:\n  repository: ${repository}\n  tag: v1\n${lines(settingsCount, (at) => `setting${at}: {enabled: true, size: ${at}}   # how large part ${at} is\n`)}`;
}

function template(count: number): string {
  return `apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n          env:\n${lines(count, (at) => `            - name: SETTING_${at}\n              value: {{ .Values.setting${at}.size | quote }}\n`)}`;
}

/** Four of the folders hold the image in their kustomization. */
function* applications(): Generator<MadeFile> {
  for (let index = 0; index < APPLICATIONS; index += 1) {
    const below = `apps/team-${index % 30}/app-${index}`;
    const holds = index % 105 === 0;
    const name = holds ? REPOSITORY : `example.org/team/app-${index}`;
    yield { path: `${below}/kustomization.yaml`, text: kustomization(index, name), holds };
    yield { path: `${below}/deployment.yaml`, text: workload(`app-${index}`, `app-${index}`), holds: false };
    yield { path: `${below}/service.yaml`, text: service(index), holds: false };
    yield { path: `${below}/config.yaml`, text: settings(index), holds: false };
  }
}

function kustomization(index: number, name: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [deployment.yaml, service.yaml, config.yaml]\nimages:\n  - name: app-${index}\n    newName: ${name}\n    newTag: v1\n`;
}

function workload(name: string, image: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\n  labels: {app: ${name}, version: v1}\nspec:\n  selector:\n    matchLabels: {app: ${name}}\n  template:\n    metadata:\n      labels: {app: ${name}}\n    spec:\n      containers:\n        - name: app\n          image: ${image}\n          env:\n${lines(60, (at) => `            - name: SETTING_${at}\n              value: "${at}"\n`)}`;
}

function service(index: number): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: app-${index}\nspec:\n  ports:\n${lines(20, (at) => `    - name: port-${at}\n      port: ${8000 + at}\n`)}`;
}

function settings(index: number): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-${index}\ndata:\n${lines(80, (at) => `  setting-${at}.yaml: |\n    enabled: true\n    version: ${at}\n`)}`;
}

function lines(count: number, line: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => line(at)).join('');
}
