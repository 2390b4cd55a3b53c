/*
 * The room that decides what drifted: declared objects against live ones, running images against declared
 * ones, and what is to be told. It takes values and returns values. It does not know where objects come from.
 */
import { type Fields, isFields } from './fields.ts';

/** Which object it is. The version of its API is no part of that. */
export interface ObjectKey {
  /** `apps`; empty for the core API. */
  readonly group: string;
  readonly kind: string;
  /** Empty for an object of the whole cluster. */
  readonly namespace: string;
  readonly name: string;
}

/** An object as it was declared or as it runs. */
export interface KubeObject {
  readonly key: ObjectKey;
  /** `v1`, `v1beta1`. */
  readonly version: string;
  readonly fields: Fields;
}

/** The object in a map of JSON; undefined where it lacks an `apiVersion`, a `kind` or a name. */
export function kubeObject(value: unknown): KubeObject | undefined {
  if (!isFields(value)) return undefined;
  const { apiVersion, kind, metadata } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isFields(metadata)) return undefined;
  const { name, namespace } = metadata;
  if (typeof name !== 'string' || name === '') return undefined;
  const slash = apiVersion.indexOf('/');
  return {
    key: {
      group: slash === -1 ? '' : apiVersion.slice(0, slash),
      kind,
      namespace: typeof namespace === 'string' ? namespace : '',
      name,
    },
    version: apiVersion.slice(slash + 1),
    fields: value,
  };
}

/** Groups that gave their kinds to another: the cluster has one object for both. */
const MOVED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  extensions: {
    ...{ Deployment: 'apps', DaemonSet: 'apps', ReplicaSet: 'apps' },
    ...{ Ingress: 'networking.k8s.io', NetworkPolicy: 'networking.k8s.io', PodSecurityPolicy: 'policy' },
  },
};

/** A text that is the same for the same object, also where it is declared by an API that is no more. */
export function keyText({ group, kind, namespace, name }: ObjectKey): string {
  return [MOVED[group]?.[kind] ?? group, kind, namespace, name].join(' ');
}

/** `Deployment shop/api`, `ClusterRole reader`. */
export function describeKey({ kind, namespace, name }: ObjectKey): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** `apps/v1`, `v1`. */
export function apiVersionOf({ key, version }: Pick<KubeObject, 'key' | 'version'>): string {
  return key.group === '' ? version : `${key.group}/${version}`;
}

/** A label or annotation of an object. */
export function markOf(object: KubeObject, map: 'labels' | 'annotations', name: string): string | undefined {
  const { metadata } = object.fields;
  const marks = isFields(metadata) ? metadata[map] : undefined;
  const value = isFields(marks) && Object.hasOwn(marks, name) ? marks[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
