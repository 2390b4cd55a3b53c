import { yaml } from '../../yaml.ts';
import { acts, type MadeDifference } from './changed-workloads.ts';

const { k, edit, patch, merge } = acts;

const SERVICE = yaml`
  apiVersion: v1
  kind: Service
  metadata: { name: NAME }
  spec:
    type: ClusterIP
    sessionAffinity: None
    selector: { app: NAME }
    ports: [{ name: http, port: 80, targetPort: 8080 }, { name: metrics, port: 9090 }]
`;

const CONFIG_MAP = yaml`
  apiVersion: v1
  kind: ConfigMap
  metadata: { name: NAME }
  data:
    level: info
    empty: ""
    nginx.conf: |
      server {
        listen 80;
      }
`;

const SECRET = yaml`
  apiVersion: v1
  kind: Secret
  metadata: { name: NAME, labels: { team: shop } }
  type: Opaque
  stringData: { password: hunter2-of-NAME, user: shop }
`;

const SCALED = yaml`
  apiVersion: autoscaling/v2
  kind: HorizontalPodAutoscaler
  metadata: { name: NAME }
  spec:
    scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: NAME }
    minReplicas: 2
    maxReplicas: 4
    metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } } }]
  ---
  apiVersion: apps/v1
  kind: Deployment
  metadata: { name: NAME }
  spec:
    replicas: 2
    selector: { matchLabels: { app: NAME } }
    template:
      metadata: { labels: { app: NAME } }
      spec: { containers: [{ name: api, image: "ghcr.io/acme/api:v1" }] }
`;

const INGRESS = yaml`
  apiVersion: networking.k8s.io/v1
  kind: Ingress
  metadata: { name: NAME }
  spec:
    tls: [{ hosts: [shop.example], secretName: tls }]
    rules:
      - host: shop.example
        http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] }
`;

const ROLE = yaml`
  apiVersion: rbac.authorization.k8s.io/v1
  kind: Role
  metadata: { name: NAME }
  rules:
    - { apiGroups: [""], resources: [pods], verbs: [get, list] }
    - { apiGroups: [apps], resources: [deployments], verbs: [get] }
  ---
  apiVersion: rbac.authorization.k8s.io/v1
  kind: RoleBinding
  metadata: { name: NAME }
  roleRef: { kind: Role, name: NAME, apiGroup: rbac.authorization.k8s.io }
  subjects: [{ kind: User, name: ann, apiGroup: rbac.authorization.k8s.io }]
`;

const CRON_JOB = yaml`
  apiVersion: batch/v1
  kind: CronJob
  metadata: { name: NAME }
  spec:
    schedule: "0 3 * * *"
    suspend: false
    jobTemplate:
      spec: { template: { spec: { restartPolicy: Never, containers: [{ name: job, image: "busybox:1" }] } } }
`;

const POLICY = yaml`
  apiVersion: networking.k8s.io/v1
  kind: NetworkPolicy
  metadata: { name: NAME }
  spec:
    podSelector: {}
    policyTypes: [Ingress]
    ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }]
`;

const OTHERS = yaml`
  apiVersion: policy/v1
  kind: PodDisruptionBudget
  metadata: { name: NAME }
  spec: { minAvailable: 50%, selector: { matchLabels: { app: NAME } } }
  ---
  apiVersion: v1
  kind: ServiceAccount
  metadata: { name: NAME }
  automountServiceAccountToken: false
  ---
  apiVersion: v1
  kind: ResourceQuota
  metadata: { name: NAME }
  spec: { hard: { pods: "1000", requests.cpu: "2000" } }
  ---
  apiVersion: apps/v1
  kind: StatefulSet
  metadata: { name: NAME }
  spec:
    replicas: 2
    serviceName: NAME
    selector: { matchLabels: { app: NAME } }
    template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: db, image: "postgres:17" }] } }
  ---
  apiVersion: apps/v1
  kind: DaemonSet
  metadata: { name: NAME }
  spec:
    selector: { matchLabels: { app: NAME } }
    template: { metadata: { labels: { app: NAME } }, spec: { containers: [{ name: agent, image: "agent:1" }] } }
  ---
  apiVersion: scheduling.k8s.io/v1
  kind: PriorityClass
  metadata: { name: NAME }
  value: 1000
  description: shop
  ---
  apiVersion: kustomize.toolkit.fluxcd.io/v1
  kind: Kustomization
  metadata: { name: NAME }
  spec:
    interval: 10m
    prune: true
    path: ./shop
    sourceRef: { kind: GitRepository, name: config }
`;

const of =
  (declared: string, kind: string) =>
  (title: string, path: string | undefined, act: MadeDifference['act'], by?: string): MadeDifference => ({
    title,
    declared,
    act,
    kind,
    path,
    ...(by === undefined ? {} : { by }),
  });

const service = of(SERVICE, 'Service');
const configMap = of(CONFIG_MAP, 'ConfigMap');
const secret = of(SECRET, 'Secret');
const other = (kind: string) => of(OTHERS, kind);

/** What people do to everything that is no Deployment. */
export const CHANGED_OBJECTS: readonly MadeDifference[] = [
  service(
    'another target port',
    'spec.ports[80,TCP].targetPort',
    edit('service', 's#targetPort: 8080#targetPort: 8081#'),
    'kubectl edit',
  ),
  service('another port', 'spec.ports[9090,TCP]', edit('service', 's#port: 9090#port: 9191#')),
  service(
    'a port more',
    'spec.ports[443,TCP]',
    patch('service', [{ op: 'add', path: '/spec/ports/-', value: { name: 'tls', port: 443 } }]),
  ),
  service('another selector', 'spec.selector.app', k('set', 'selector', 'service', 'NAME', 'app=other')),
  service(
    'a selector more',
    'spec.selector.version',
    merge('service', { spec: { selector: { version: 'v2' } } }),
  ),
  service('another type', 'spec.type', merge('service', { spec: { type: 'NodePort' } })),
  service(
    'another affinity',
    'spec.sessionAffinity',
    merge('service', { spec: { sessionAffinity: 'ClientIP' } }),
  ),
  configMap('another value', 'data.level', merge('configmap', { data: { level: 'debug' } }), 'kubectl patch'),
  configMap('a value less', 'data.empty', merge('configmap', { data: { empty: null } })),
  configMap(
    'another line',
    'data[nginx.conf]',
    edit('configmap', 's#listen 80;#listen 8080;#'),
    'kubectl edit',
  ),
  secret('another password', 'data.password', merge('secret', { stringData: { password: 'correct horse' } })),
  secret('a password less', 'data.password', merge('secret', { data: { password: null } })),
  secret(
    'another label of a Secret',
    'metadata.labels.team',
    k('label', 'secret', 'NAME', 'team=x', '--overwrite'),
    'kubectl label',
  ),
  of(SCALED, 'HorizontalPodAutoscaler')(
    'another maximum',
    'spec.maxReplicas',
    merge('hpa', { spec: { maxReplicas: 40 } }),
  ),
  of(SCALED, 'HorizontalPodAutoscaler')(
    'another goal',
    'spec.metrics[0].resource.target.averageUtilization',
    edit('hpa.v2.autoscaling', 's#averageUtilization: 80#averageUtilization: 20#'),
  ),
  of(SCALED, 'Deployment')(
    'more replicas than the autoscaler may set',
    'spec.replicas',
    k('scale', 'deployment/NAME', '--replicas=9'),
    'kubectl scale',
  ),
  of(SCALED, 'Deployment')(
    'an autoscaler that is switched off by 0',
    'spec.replicas',
    k('scale', 'deployment/NAME', '--replicas=0'),
  ),
  of(INGRESS, 'Ingress')(
    'another host',
    'spec.rules[0].host',
    edit('ingress', 's#- host: shop.example#- host: other.example#'),
  ),
  of(INGRESS, 'Ingress')('no certificate', 'spec.tls', merge('ingress', { spec: { tls: null } })),
  of(ROLE, 'Role')(
    'a verb more',
    'rules[0].verbs[2]',
    patch('role', [{ op: 'add', path: '/rules/0/verbs/-', value: 'delete' }]),
  ),
  of(ROLE, 'Role')('a rule less', 'rules[1]', patch('role', [{ op: 'remove', path: '/rules/1' }])),
  of(ROLE, 'RoleBinding')(
    'a subject more',
    'subjects[1]',
    patch('rolebinding', [
      {
        op: 'add',
        path: '/subjects/-',
        value: { kind: 'User', name: 'eve', apiGroup: 'rbac.authorization.k8s.io' },
      },
    ]),
  ),
  of(CRON_JOB, 'CronJob')(
    'another schedule',
    'spec.schedule',
    edit('cronjob', 's#0 3 \\* \\* \\*#0 4 * * *#'),
  ),
  of(CRON_JOB, 'CronJob')('a suspended job', 'spec.suspend', merge('cronjob', { spec: { suspend: true } })),
  of(POLICY, 'NetworkPolicy')(
    'a policy for fewer pods',
    'spec.podSelector.matchLabels',
    merge('networkpolicy', { spec: { podSelector: { matchLabels: { app: 'x' } } } }),
  ),
  of(POLICY, 'NetworkPolicy')(
    'a policy with a wider source',
    'spec.ingress[0].from',
    patch('networkpolicy', [{ op: 'remove', path: '/spec/ingress/0/from' }]),
  ),
  other('PodDisruptionBudget')(
    'another budget',
    'spec.minAvailable',
    merge('pdb', { spec: { minAvailable: 0 } }),
  ),
  other('ServiceAccount')(
    'a mounted token',
    'automountServiceAccountToken',
    merge('serviceaccount', { automountServiceAccountToken: true }),
  ),
  other('ResourceQuota')(
    'a larger quota',
    'spec.hard.pods',
    merge('resourcequota', { spec: { hard: { pods: '2000' } } }),
  ),
  other('StatefulSet')(
    'another size of a StatefulSet',
    'spec.replicas',
    k('scale', 'statefulset/NAME', '--replicas=1'),
    'kubectl scale',
  ),
  other('DaemonSet')(
    'another image of a DaemonSet',
    'spec.template.spec.containers[agent].image',
    k('set', 'image', 'daemonset/NAME', 'agent=agent:2'),
    'kubectl set',
  ),
  other('PriorityClass')(
    'another description',
    'description',
    merge('priorityclass', { description: 'mine' }),
  ),
  other('Kustomization')(
    'another interval of a custom resource',
    'spec.interval',
    merge('kustomizations.kustomize.toolkit.fluxcd.io', { spec: { interval: '1h' } }),
  ),
  of(CONFIG_MAP, 'ConfigMap')('an object that is deleted', undefined, k('delete', 'configmap', 'NAME')),
];
