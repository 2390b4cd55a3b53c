import { yaml } from '../../yaml.ts';
import type { DriftLab } from './lab.ts';

/** A change by hand, and what a report has to say of it. */
export interface MadeDifference {
  readonly title: string;
  /** What is declared; `NAME` stands for a name of its own. */
  readonly declared: string;
  /** What somebody does; `NAME` is replaced in arguments. */
  readonly act: (lab: DriftLab, name: string) => Promise<unknown>;
  readonly kind: string;
  /** The place that the report names; undefined where the whole object is the difference. */
  readonly path: string | undefined;
  /** Who is told to have written it. */
  readonly by?: string;
}

const k =
  (...args: readonly string[]) =>
  (lab: DriftLab, name: string): Promise<unknown> =>
    lab.kubectl([...args.map((arg) => arg.replaceAll('NAME', name)), '--namespace', 'shop']);

const edit =
  (kind: string, expression: string) =>
  (lab: DriftLab, name: string): Promise<unknown> =>
    lab.edit([kind, name, '--namespace', 'shop'], expression);

const patch = (kind: string, operations: readonly object[]) =>
  k('patch', kind, 'NAME', '--type=json', '--patch', JSON.stringify(operations));

const merge = (kind: string, change: object) =>
  k('patch', kind, 'NAME', '--type=merge', '--patch', JSON.stringify(change));

export const acts = { k, edit, patch, merge };

/** A Deployment that declares much. */
const DEPLOYMENT = yaml`
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: NAME
    labels: { team: shop, tier: web }
    annotations: { example.com/owner: sre }
  spec:
    replicas: 3
    revisionHistoryLimit: 4
    paused: false
    selector: { matchLabels: { app: NAME } }
    strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 25% } }
    template:
      metadata: { labels: { app: NAME }, annotations: { example.com/config: "1" } }
      spec:
        hostNetwork: false
        serviceAccountName: shop
        terminationGracePeriodSeconds: 40
        nodeSelector: { disk: ssd }
        tolerations: [{ key: dedicated, operator: Equal, value: shop, effect: NoSchedule }]
        topologySpreadConstraints:
          - { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: NAME } } }
        imagePullSecrets: [{ name: registry }]
        securityContext: { runAsNonRoot: true }
        volumes:
          - { name: tmp, emptyDir: {} }
          - { name: config, configMap: { name: shop } }
        initContainers:
          - { name: migrate, image: "ghcr.io/acme/migrate:v1" }
        containers:
          - name: api
            image: ghcr.io/acme/api:v1
            imagePullPolicy: IfNotPresent
            command: [/bin/api]
            args: [--port, "8080"]
            ports: [{ name: http, containerPort: 8080 }]
            env: [{ name: LEVEL, value: info }, { name: MODE, value: fast }]
            resources: { limits: { cpu: 500m, memory: 128Mi }, requests: { cpu: 100m } }
            readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 5 }
            livenessProbe: { httpGet: { path: /live, port: http } }
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true }
            volumeMounts: [{ name: tmp, mountPath: /tmp }]
          - { name: proxy, image: "ghcr.io/acme/proxy:v1" }
`;

const POD = 'spec.template.spec';
const API = `${POD}.containers[api]`;
const AT = '/spec/template/spec/containers/0';

const deployment = (
  title: string,
  path: string,
  act: MadeDifference['act'],
  by?: string,
): MadeDifference => ({
  title,
  declared: DEPLOYMENT,
  act,
  kind: 'Deployment',
  path,
  ...(by === undefined ? {} : { by }),
});

/** What people and programs do to a Deployment. */
export const CHANGED_WORKLOADS: readonly MadeDifference[] = [
  deployment(
    'kubectl set image',
    `${API}.image`,
    k('set', 'image', 'deployment/NAME', 'api=ghcr.io/acme/api:v2'),
    'kubectl set',
  ),
  deployment(
    'kubectl set image of an init container',
    `${POD}.initContainers[migrate].image`,
    k('set', 'image', 'deployment/NAME', 'migrate=ghcr.io/acme/migrate:v2'),
  ),
  deployment(
    'kubectl scale',
    'spec.replicas',
    k('scale', 'deployment/NAME', '--replicas=5'),
    'kubectl scale',
  ),
  deployment('kubectl scale to nothing', 'spec.replicas', k('scale', 'deployment/NAME', '--replicas=0')),
  deployment(
    'kubectl edit of an image',
    `${API}.image`,
    edit('deployment', 's#acme/api:v1#acme/api:v9#'),
    'kubectl edit',
  ),
  deployment(
    'kubectl edit of a registry',
    `${POD}.containers[proxy].image`,
    edit('deployment', 's#ghcr.io/acme/proxy:v1#evil.example/proxy:v1#'),
    'kubectl edit',
  ),
  deployment(
    'kubectl label over a label',
    'metadata.labels.team',
    k('label', 'deployment/NAME', 'team=other', '--overwrite'),
    'kubectl label',
  ),
  deployment('kubectl label without a label', 'metadata.labels.tier', k('label', 'deployment/NAME', 'tier-')),
  deployment(
    'kubectl annotate over an annotation',
    'metadata.annotations[example.com/owner]',
    k('annotate', 'deployment/NAME', 'example.com/owner=me', '--overwrite'),
    'kubectl annotate',
  ),
  deployment(
    'kubectl annotate without an annotation',
    'metadata.annotations[example.com/owner]',
    k('annotate', 'deployment/NAME', 'example.com/owner-'),
  ),
  deployment(
    'an annotation of the pods',
    'spec.template.metadata.annotations[example.com/config]',
    edit('deployment', 's#example.com/config: "1"#example.com/config: "2"#'),
    'kubectl edit',
  ),
  deployment(
    'kubectl set env over a variable',
    `${API}.env[LEVEL].value`,
    k('set', 'env', 'deployment/NAME', 'LEVEL=debug', '--containers=api'),
  ),
  deployment(
    'kubectl set env without a variable',
    `${API}.env[MODE]`,
    k('set', 'env', 'deployment/NAME', 'MODE-', '--containers=api'),
  ),
  deployment(
    'kubectl set env with another variable',
    `${API}.env[EXTRA]`,
    k('set', 'env', 'deployment/NAME', 'EXTRA=1', '--containers=api'),
    'kubectl set',
  ),
  deployment(
    'kubectl set env from a Secret',
    `${API}.env[LEVEL].valueFrom`,
    patch('deployment', [
      {
        op: 'replace',
        path: `${AT}/env/0`,
        value: { name: 'LEVEL', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      },
    ]),
  ),
  deployment(
    'kubectl set resources: limits',
    `${API}.resources.limits.cpu`,
    k('set', 'resources', 'deployment/NAME', '-c', 'api', '--limits=cpu=1,memory=128Mi'),
  ),
  deployment(
    'kubectl set resources: requests',
    `${API}.resources.requests.cpu`,
    k('set', 'resources', 'deployment/NAME', '-c', 'api', '--requests=cpu=200m'),
  ),
  deployment(
    'a limit taken away',
    `${API}.resources.limits.memory`,
    patch('deployment', [{ op: 'remove', path: `${AT}/resources/limits/memory` }]),
  ),
  deployment(
    'another strategy',
    'spec.strategy.type',
    merge('deployment', { spec: { strategy: { type: 'Recreate', rollingUpdate: null } } }),
  ),
  deployment(
    'another surge',
    'spec.strategy.rollingUpdate.maxUnavailable',
    merge('deployment', { spec: { strategy: { rollingUpdate: { maxUnavailable: '50%' } } } }),
  ),
  deployment('kubectl rollout pause', 'spec.paused', k('rollout', 'pause', 'deployment/NAME')),
  deployment(
    'another history limit',
    'spec.revisionHistoryLimit',
    edit('deployment', 's#revisionHistoryLimit: 4#revisionHistoryLimit: 0#'),
  ),
  deployment(
    'a container more',
    `${POD}.containers[debug]`,
    patch('deployment', [
      { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'debug', image: 'busybox' } },
    ]),
  ),
  deployment(
    'a container less',
    `${POD}.containers[proxy]`,
    patch('deployment', [{ op: 'remove', path: '/spec/template/spec/containers/1' }]),
  ),
  deployment(
    'an init container less',
    `${POD}.initContainers`,
    patch('deployment', [{ op: 'remove', path: '/spec/template/spec/initContainers' }]),
  ),
  deployment(
    'a volume more',
    `${POD}.volumes[more]`,
    patch('deployment', [
      { op: 'add', path: '/spec/template/spec/volumes/-', value: { name: 'more', emptyDir: {} } },
    ]),
  ),
  deployment(
    'another kind of volume',
    `${POD}.volumes[tmp].hostPath`,
    patch('deployment', [
      {
        op: 'replace',
        path: '/spec/template/spec/volumes/0',
        value: { name: 'tmp', hostPath: { path: '/etc' } },
      },
    ]),
  ),
  deployment(
    'a mount less',
    `${API}.volumeMounts`,
    patch('deployment', [{ op: 'remove', path: `${AT}/volumeMounts` }]),
  ),
  deployment('another argument', `${API}.args[1]`, edit('deployment', 's#"8080"#"9090"#')),
  deployment(
    'arguments in another order',
    `${API}.args`,
    patch('deployment', [{ op: 'replace', path: `${AT}/args`, value: ['8080', '--port'] }]),
  ),
  deployment('another command', `${API}.command[0]`, edit('deployment', 's#/bin/api#/bin/sh#')),
  deployment(
    'another probe',
    `${API}.livenessProbe.httpGet.path`,
    edit('deployment', 's#path: /live#path: /#'),
  ),
  deployment(
    'a probe less',
    `${API}.readinessProbe`,
    patch('deployment', [{ op: 'remove', path: `${AT}/readinessProbe` }]),
  ),
  deployment(
    'another period',
    `${API}.readinessProbe.periodSeconds`,
    edit('deployment', 's#periodSeconds: 5$#periodSeconds: 50#'),
  ),
  deployment(
    'a privilege',
    `${API}.securityContext.allowPrivilegeEscalation`,
    patch('deployment', [{ op: 'remove', path: `${AT}/securityContext/allowPrivilegeEscalation` }]),
  ),
  deployment(
    'root',
    `${POD}.securityContext.runAsNonRoot`,
    edit('deployment', 's#runAsNonRoot: true#runAsNonRoot: false#'),
  ),
  deployment(
    'the network of the node',
    `${POD}.hostNetwork`,
    merge('deployment', { spec: { template: { spec: { hostNetwork: true } } } }),
  ),
  deployment(
    'another node selector',
    `${POD}.nodeSelector.zone`,
    merge('deployment', { spec: { template: { spec: { nodeSelector: { zone: 'a' } } } } }),
  ),
  deployment(
    'a toleration more',
    `${POD}.tolerations[1]`,
    patch('deployment', [
      { op: 'add', path: '/spec/template/spec/tolerations/-', value: { operator: 'Exists' } },
    ]),
  ),
  deployment(
    'another service account',
    `${POD}.serviceAccountName`,
    k('set', 'serviceaccount', 'deployment/NAME', 'admin'),
  ),
  deployment(
    'another grace period',
    `${POD}.terminationGracePeriodSeconds`,
    edit('deployment', 's#terminationGracePeriodSeconds: 40#terminationGracePeriodSeconds: 1#'),
  ),
  deployment(
    'another pull policy',
    `${API}.imagePullPolicy`,
    edit('deployment', 's#imagePullPolicy: IfNotPresent#imagePullPolicy: Always#'),
  ),
  deployment(
    'another port',
    `${API}.ports[8080,TCP]`,
    patch('deployment', [{ op: 'replace', path: `${AT}/ports/0/containerPort`, value: 9090 }]),
  ),
  deployment(
    'another pull secret',
    `${POD}.imagePullSecrets[other]`,
    patch('deployment', [
      { op: 'add', path: '/spec/template/spec/imagePullSecrets/-', value: { name: 'other' } },
    ]),
  ),
  deployment(
    'another spread',
    `${POD}.topologySpreadConstraints[zone,ScheduleAnyway].maxSkew`,
    edit('deployment', 's#maxSkew: 1#maxSkew: 3#'),
  ),
  deployment(
    'a container that a webhook would put in',
    `${POD}.initContainers[injected]`,
    k(
      'patch',
      'deployment',
      'NAME',
      '--field-manager=injector',
      '--type=json',
      '--patch',
      JSON.stringify([
        {
          op: 'add',
          path: '/spec/template/spec/initContainers/-',
          value: { name: 'injected', image: 'mesh' },
        },
      ]),
    ),
    'injector',
  ),
  deployment(
    'a default that a webhook would set',
    `${API}.resources.requests.cpu`,
    k(
      'patch',
      'deployment',
      'NAME',
      '--field-manager=sizer',
      '--type=json',
      '--patch',
      JSON.stringify([{ op: 'replace', path: `${AT}/resources/requests/cpu`, value: '250m' }]),
    ),
    'sizer',
  ),
];
