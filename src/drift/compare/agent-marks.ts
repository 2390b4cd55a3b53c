import { fieldAt, listOf } from '../objects/fields.ts';
import { describeKey, type KubeObject, markOf, type ObjectKey } from '../objects/kube-object.ts';

const FLUX = 'kustomize.toolkit.fluxcd.io';
const HELM_FLUX = 'helm.toolkit.fluxcd.io';

/**
 * Who put an object into the cluster, as agents and Helm mark it: `Flux Kustomization flux-system/apps`. An
 * object has several where Flux runs Helm. None for what somebody applied by hand.
 */
export function ownersOf(object: KubeObject): readonly string[] {
  const label = (name: string): string | undefined => markOf(object, 'labels', name);
  const annotation = (name: string): string | undefined => markOf(object, 'annotations', name);
  const flux = label(`${FLUX}/name`);
  const helmOfFlux = label(`${HELM_FLUX}/name`);
  const release = annotation('meta.helm.sh/release-name');
  // `shop:apps/Deployment:prod/api`, in which the object has to be this one: a copy of it has the same.
  const [application, ...tracked] = annotation('argocd.argoproj.io/tracking-id')?.split(':') ?? [];
  const isItself = isTracked(object.key, tracked);
  const byLabel = label('argocd.argoproj.io/instance');
  return [
    ...(flux === undefined ? [] : [`Flux Kustomization ${label(`${FLUX}/namespace`) ?? ''}/${flux}`]),
    ...(helmOfFlux === undefined
      ? []
      : [`Flux HelmRelease ${label(`${HELM_FLUX}/namespace`) ?? ''}/${helmOfFlux}`]),
    ...(release === undefined
      ? []
      : [`Helm release ${annotation('meta.helm.sh/release-namespace') ?? ''}/${release}`]),
    ...(application !== undefined && isItself ? [`Argo CD Application ${application}`] : []),
    ...(byLabel === undefined ? [] : [`Argo CD Application ${byLabel}`]),
  ];
}

/** An object of the whole cluster is tracked with the namespace that its Application goes to. */
function isTracked({ group, kind, namespace, name }: ObjectKey, [sort, ...rest]: readonly string[]): boolean {
  const place = rest.join(':');
  const slash = place.indexOf('/');
  const isThere = namespace === '' || place.slice(0, slash) === namespace;
  return sort === `${group}/${kind}` && slash !== -1 && isThere && place.slice(slash + 1) === name;
}

/** Kinds that a controller makes, with the labels of what they are made for. */
const MADE = new Set(['Endpoints', 'EndpointSlice', 'Event', 'Lease', 'ControllerRevision']);

/** Whether something in the cluster made the object for another one. */
export function isMade({ key, fields }: KubeObject): boolean {
  if (listOf(fieldAt(fields, 'metadata', 'ownerReferences')).length > 0) return true;
  if (key.kind === 'Secret' && fieldAt(fields, 'type') === 'helm.sh/release.v1') return true;
  return MADE.has(key.kind);
}

/** Why an object is not compared although it is declared; undefined where it is. */
export function passedOverBecause(object: KubeObject): string | undefined {
  const { fields } = object;
  const hook =
    markOf(object, 'annotations', 'helm.sh/hook') ?? markOf(object, 'annotations', 'argocd.argoproj.io/hook');
  if (hook !== undefined && hook !== 'crd-install') return `it is a hook (${hook}), which runs and is gone`;
  if (fieldAt(fields, 'metadata', 'annotations', `${FLUX}/reconcile`) === 'disabled')
    return 'Flux is told to leave it alone (reconcile: disabled)';
  const ssa = markOf(object, 'annotations', `${FLUX}/ssa`)?.toLowerCase();
  if (ssa === 'ignore') return 'Flux is told to leave it alone (ssa: Ignore)';
  return undefined;
}

/**
 * The objects that an agent says it applied: the inventory of a Kustomization, the resources of an
 * Application.
 */
export function inventoryOf(agent: KubeObject): readonly ObjectKey[] {
  const { status } = agent.fields;
  const entries = listOf(fieldAt(status, 'inventory', 'entries')).flatMap((entry) => {
    // `shop_api_apps_Deployment`, `shop_api__Service`, `_shop__Namespace`; `__` in a name is a colon.
    const parts = /^([^_]*)_(.*)_([^_]*)_([^_]*)$/.exec(String(fieldAt(entry, 'id') ?? ''));
    const [, namespace = '', name = '', group = '', kind] = parts ?? [];
    return kind === undefined ? [] : [{ namespace, name: name.replaceAll('__', ':'), group, kind }];
  });
  const resources = listOf(fieldAt(status, 'resources')).flatMap((resource) => {
    const [kind, name] = [fieldAt(resource, 'kind'), fieldAt(resource, 'name')];
    if (typeof kind !== 'string' || typeof name !== 'string') return [];
    const [group, namespace] = [fieldAt(resource, 'group'), fieldAt(resource, 'namespace')];
    return [{ kind, name, group: text(group), namespace: text(namespace) }];
  });
  return [...entries, ...resources];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `Flux Kustomization flux-system/apps`, for the object that an agent works by; undefined for others. */
export function agentTitle({ key }: KubeObject): string | undefined {
  if (key.kind === 'Kustomization' && key.group === FLUX) return `Flux ${describeKey(key)}`;
  if (key.kind === 'HelmRelease' && key.group === HELM_FLUX) return `Flux ${describeKey(key)}`;
  if (key.kind === 'Application' && key.group === 'argoproj.io') return `Argo CD Application ${key.name}`;
  return undefined;
}
