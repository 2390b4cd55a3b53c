import { yaml } from '../../yaml.ts';
import { acts, type MadeDifference } from './changed-workloads.ts';

const { k, patch, merge } = acts;

/**
 * Something that is no drift: another way to write the same, a default, or a change that somebody may make.
 */
export interface NoDifference {
  readonly title: string;
  readonly declared: string;
  /** What happens to it in the cluster. */
  readonly act?: MadeDifference['act'];
}

/** A Deployment with these lines in its `spec`, its pods and its container. */
function deployment({
  spec = '',
  pod = '',
  container = '',
  metadata = '',
}: {
  readonly spec?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly metadata?: string;
}): string {
  return yaml`
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: NAME
      ${metadata}
    spec:
      selector: { matchLabels: { app: NAME } }
      ${spec}
      template:
        metadata: { labels: { app: NAME } }
        spec:
          ${pod}
          containers:
            - name: api
              image: ghcr.io/acme/api:v1
              ${container}
  `;
}

const IN_ORDER = `env: [{ name: A, value: a }, { name: B, value: b }]
ports: [{ containerPort: 80 }, { containerPort: 81 }]`;

const HPA = yaml`
  apiVersion: autoscaling/v2
  kind: HorizontalPodAutoscaler
  metadata: { name: NAME }
  spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: NAME }, maxReplicas: 9 }
  ---
`;

const object = (apiVersion: string, kind: string, rest: string): string => yaml`
  apiVersion: ${apiVersion}
  kind: ${kind}
  metadata: { name: NAME }
  ${rest}
`;

/** `kubectl patch` of the status, as the controller that is not there would write it. */
const status = (kind: string, value: object): MadeDifference['act'] =>
  k(
    'patch',
    kind,
    'NAME',
    '--subresource=status',
    '--type=merge',
    '--patch',
    JSON.stringify({ status: value }),
  );

export const NO_DIFFERENCES: readonly NoDifference[] = [
  // Defaults of each kind.
  { title: 'defaults of a Deployment', declared: deployment({}) },
  {
    title: 'defaults of probes',
    declared: deployment({ container: 'livenessProbe: { httpGet: { port: 80 } }' }),
  },
  {
    title: 'defaults of volumes',
    declared: deployment({
      pod: 'volumes: [{ name: a, emptyDir: {} }, { name: b, configMap: { name: x } }, { name: c, secret: { secretName: files } }, { name: d, hostPath: { path: /x } }]',
    }),
  },
  { title: 'the default protocol', declared: deployment({ container: 'ports: [{ containerPort: 80 }]' }) },
  {
    title: 'requests that follow limits',
    declared: deployment({ container: 'resources: { limits: { cpu: "1" } }' }),
  },
  {
    title: 'defaults of a Service',
    declared: object('v1', 'Service', 'spec: { selector: { app: NAME }, ports: [{ port: 80 }] }'),
  },
  {
    title: 'a node port that the cluster chose',
    declared: object('v1', 'Service', 'spec: { type: NodePort, ports: [{ port: 80 }] }'),
  },
  {
    title: 'defaults of a CronJob',
    declared: object(
      'batch/v1',
      'CronJob',
      'spec: { schedule: "@daily", jobTemplate: { spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } } } }',
    ),
  },
  {
    title: 'the selector of a Job',
    declared: object(
      'batch/v1',
      'Job',
      'spec: { template: { spec: { restartPolicy: Never, containers: [{ name: a, image: b }] } } }',
    ),
  },
  {
    title: 'defaults of a StatefulSet',
    declared: object(
      'apps/v1',
      'StatefulSet',
      'spec: { serviceName: a, selector: { matchLabels: { app: NAME } }, template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: a, image: b }] } }, volumeClaimTemplates: [{ metadata: { name: data }, spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1024Mi } } } }] }',
    ),
  },
  {
    title: 'defaults of a DaemonSet',
    declared: object(
      'apps/v1',
      'DaemonSet',
      'spec: { selector: { matchLabels: { app: NAME } }, template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: a, image: b }] } } }',
    ),
  },
  {
    title: 'defaults of an Ingress',
    declared: object(
      'networking.k8s.io/v1',
      'Ingress',
      'spec: { rules: [{ http: { paths: [{ pathType: Prefix, path: /, backend: { service: { name: a, port: { number: 80 } } } }] } }] }',
    ),
  },
  {
    title: 'defaults of a NetworkPolicy',
    declared: object('networking.k8s.io/v1', 'NetworkPolicy', 'spec: { podSelector: {}, ingress: [{}] }'),
  },
  {
    title: 'defaults of a RoleBinding',
    declared: object(
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      'roleRef: { kind: Role, name: a, apiGroup: rbac.authorization.k8s.io }\nsubjects: [{ kind: User, name: ann }]',
    ),
  },
  {
    title: 'defaults of a claim',
    declared: object(
      'v1',
      'PersistentVolumeClaim',
      'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }',
    ),
  },
  {
    title: 'defaults of an autoscaler',
    declared: object(
      'autoscaling/v2',
      'HorizontalPodAutoscaler',
      'spec: { scaleTargetRef: { kind: Deployment, name: none, apiVersion: apps/v1 }, maxReplicas: 3 }',
    ),
  },
  {
    title: 'defaults of a webhook',
    declared: object(
      'admissionregistration.k8s.io/v1',
      'ValidatingWebhookConfiguration',
      'webhooks: [{ name: a.example.com, failurePolicy: Ignore, sideEffects: None, admissionReviewVersions: [v1], clientConfig: { url: "https://127.0.0.1:1/" }, rules: [{ apiGroups: [none.example], apiVersions: [v1], operations: [CREATE], resources: [nothing] }] }]',
    ),
  },
  // The same in other words.
  { title: 'cpu 0.05 for 50m', declared: deployment({ container: 'resources: { limits: { cpu: 0.05 } }' }) },
  { title: 'cpu 2000m for 2', declared: deployment({ container: 'resources: { limits: { cpu: 2000m } }' }) },
  {
    title: 'memory in numbers, units and exponents',
    declared: deployment({
      container:
        'resources: { limits: { memory: 1024Mi, ephemeral-storage: 1e9 }, requests: { memory: 1073741824 } }',
    }),
  },
  {
    title: 'a size limit',
    declared: deployment({ pod: 'volumes: [{ name: a, emptyDir: { sizeLimit: 1024Ki } }]' }),
  },
  {
    title: 'a quota in other units',
    declared: object('v1', 'ResourceQuota', 'spec: { hard: { requests.memory: 1024Gi, pods: 5k } }'),
  },
  {
    title: 'a limit range',
    declared: object(
      'v1',
      'LimitRange',
      'spec: { limits: [{ type: Container, default: { cpu: 500.0m }, min: { cpu: 0.01 } }] }',
    ),
  },
  {
    title: 'a number of pods, or a share of them',
    declared: deployment({ spec: 'strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: "25%" } }' }),
  },
  {
    title: 'an octal mode of YAML 1.1',
    declared: deployment({ pod: 'volumes: [{ name: a, configMap: { name: x, defaultMode: 0444 } }]' }),
  },
  { title: 'an empty variable', declared: deployment({ container: 'env: [{ name: A, value: "" }]' }) },
  {
    title: 'false and 0, which Kubernetes does not keep',
    declared: deployment({
      spec: 'minReadySeconds: 0\npaused: false',
      pod: 'hostNetwork: false\nhostPID: false',
      container: 'stdin: false\ntty: false',
    }),
  },
  {
    title: 'empty lists and maps',
    declared: deployment({
      pod: 'tolerations: []\nnodeSelector: {}\nsecurityContext: {}',
      container: 'env: []\nresources: {}',
    }),
  },
  {
    title: 'creationTimestamp: null, and null elsewhere',
    declared: deployment({ metadata: 'creationTimestamp: null', pod: 'affinity: null' }),
  },
  {
    title: 'a status that was declared',
    declared: object('v1', 'Service', 'spec: { ports: [{ port: 80 }] }\nstatus: { loadBalancer: {} }'),
  },
  { title: 'stringData', declared: object('v1', 'Secret', 'stringData: { a: "grüße", b: "" }') },
  {
    title: 'base64 with line breaks',
    declared: object('v1', 'Secret', 'data:\n  a: |\n    Z3L8\n    w59l\n'),
  },
  {
    title: 'a List',
    declared: yaml`
      apiVersion: v1
      kind: List
      items:
        - { apiVersion: v1, kind: ConfigMap, metadata: { name: NAME }, data: { a: b } }
        - { apiVersion: v1, kind: ServiceAccount, metadata: { name: NAME } }
    `,
  },
  {
    title: 'an older version of the API',
    declared: object(
      'autoscaling/v1',
      'HorizontalPodAutoscaler',
      'spec: { scaleTargetRef: { kind: Deployment, name: none, apiVersion: apps/v1 }, maxReplicas: 3, targetCPUUtilizationPercentage: 70 }',
    ),
  },
  {
    title: 'a name of the old for the service account',
    declared: deployment({ pod: 'serviceAccount: shop\nserviceAccountName: shop' }),
  },
  // Others who write to it.
  {
    title: 'replicas that an autoscaler set',
    declared: HPA + deployment({ spec: 'replicas: 2' }),
    act: k('scale', 'deployment/NAME', '--replicas=7'),
  },
  {
    title: 'replicas that nobody declares',
    declared: deployment({}),
    act: k('scale', 'deployment/NAME', '--replicas=4'),
  },
  {
    title: 'kubectl rollout restart',
    declared: deployment({}),
    act: k('rollout', 'restart', 'deployment/NAME'),
  },
  {
    title: 'a label that nobody declares',
    declared: deployment({}),
    act: k('label', 'deployment/NAME', 'seen=yes'),
  },
  {
    title: 'an annotation that nobody declares',
    declared: deployment({}),
    act: k('annotate', 'deployment/NAME', 'seen=yes'),
  },
  {
    title: 'kubectl apply, which leaves an annotation',
    declared: deployment({}),
    act: k('annotate', 'deployment/NAME', 'kubectl.kubernetes.io/last-applied-configuration={}'),
  },
  {
    title: 'a finalizer of a controller',
    declared: object('v1', 'ConfigMap', 'data: { a: b }'),
    act: merge('configmap', { metadata: { finalizers: ['example.com/keep'] } }),
  },
  {
    title: 'a key that a controller adds',
    declared: object('v1', 'ConfigMap', 'data: { a: b }'),
    act: merge('configmap', { data: { ca: 'x' } }),
  },
  {
    title: 'the status of a rollout',
    declared: deployment({}),
    act: status('deployment', { observedGeneration: 1, replicas: 1, readyReplicas: 1 }),
  },
  {
    title: 'an owner',
    declared: object('v1', 'ConfigMap', 'data: { a: b }'),
    act: merge('configmap', {
      metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'x' }] },
    }),
  },
  {
    title: 'a security context that a webhook would add',
    declared: deployment({}),
    act: patch('deployment', [
      { op: 'add', path: '/spec/template/spec/containers/0/securityContext', value: { runAsNonRoot: true } },
    ]),
  },
  {
    title: 'variables and ports in another order',
    declared: deployment({ container: IN_ORDER }),
    act: patch('deployment', [
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/env',
        value: [
          { name: 'B', value: 'b' },
          { name: 'A', value: 'a' },
        ],
      },
      {
        op: 'replace',
        path: '/spec/template/spec/containers/0/ports',
        value: [
          { containerPort: 81, protocol: 'TCP' },
          { containerPort: 80, protocol: 'TCP' },
        ],
      },
    ]),
  },
  {
    title: 'rules in another order',
    declared: object(
      'rbac.authorization.k8s.io/v1',
      'Role',
      'rules: [{ apiGroups: [""], resources: [pods], verbs: [get, list] }, { apiGroups: [apps], resources: [deployments], verbs: [get] }]',
    ),
    act: patch('role', [
      {
        op: 'replace',
        path: '/rules',
        value: [
          { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
          { apiGroups: [''], resources: ['pods'], verbs: ['list', 'get'] },
        ],
      },
    ]),
  },
  {
    title: 'a duration that an operator writes back',
    declared: object(
      'kustomize.toolkit.fluxcd.io/v1',
      'Kustomization',
      'spec: { interval: 60m, prune: true, path: ./x, sourceRef: { kind: GitRepository, name: config } }',
    ),
    act: merge('kustomizations.kustomize.toolkit.fluxcd.io', { spec: { interval: '1h0m0s' } }),
  },
  {
    title: 'what waybill.yaml tolerates',
    declared: deployment({ spec: 'revisionHistoryLimit: 3' }),
    act: merge('deployment', { spec: { revisionHistoryLimit: 5 } }),
  },
  {
    title: 'a hook of Helm',
    declared: object('v1', 'ConfigMap', 'data: { a: b }').replace(
      '{ name: NAME }',
      '{ name: NAME, annotations: { helm.sh/hook: pre-install } }',
    ),
    act: k('delete', 'configmap', 'NAME'),
  },
  {
    title: 'what Flux is told to leave alone',
    declared: object('v1', 'ConfigMap', 'data: { a: b }').replace(
      '{ name: NAME }',
      '{ name: NAME, annotations: { kustomize.toolkit.fluxcd.io/reconcile: disabled } }',
    ),
    act: merge('configmap', { data: { a: 'c' } }),
  },
];
