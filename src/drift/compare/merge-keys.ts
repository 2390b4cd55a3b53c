import { type Fields, isFields } from '../objects/fields.ts';
import type { Path, Step } from '../objects/path.ts';

/**
 * What makes an element of a list the same as another, by the list's name, as Kubernetes merges them
 * (`patchMergeKey` and `x-kubernetes-list-map-keys` of its types). Others are compared as a whole.
 */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  resourceClaims: ['name'],
  secrets: ['name'],
  webhooks: ['name'],
  validations: ['name'],
  versions: ['name'],
  conditions: ['type'],
  volumeClaimTemplates: ['name'],
};

/** Where nothing is said, a port speaks TCP. */
const PROTOCOL = { name: 'protocol', default: 'TCP' };

/**
 * The identity of an element of the list at a path; undefined where the list has none, or the element lacks
 * it.
 */
export function identityOf(path: Path, element: unknown): Exclude<Step, string | number> | undefined {
  if (!isFields(element)) return undefined;
  const list = path.at(-1);
  if (typeof list !== 'string') return undefined;
  if (list === 'ports') return portIdentity(path, element);
  if (list === 'volumeClaimTemplates') return namedByMetadata(element);
  const keys = KEYS[list];
  if (keys === undefined) return undefined;
  const values = keys.map((key) => element[key]);
  if (!values.every(isScalar)) return undefined;
  return Object.fromEntries(keys.map((key, at) => [key, values[at] as string | number]));
}

/** `containerPort` of a container, `port` of a Service; those of a NetworkPolicy have no identity. */
function portIdentity(path: Path, element: Fields): Exclude<Step, string | number> | undefined {
  const isOfContainer = typeof path.at(-2) === 'object';
  const isOfService = path.length === 2 && path[0] === 'spec';
  const key = isOfContainer ? 'containerPort' : 'port';
  const port = element[key];
  const protocol = element[PROTOCOL.name] ?? PROTOCOL.default;
  return (isOfContainer || isOfService) && isScalar(port) && isScalar(protocol)
    ? { [key]: port, protocol }
    : undefined;
}

function namedByMetadata({ metadata }: Fields): Exclude<Step, string | number> | undefined {
  const name = isFields(metadata) ? metadata['name'] : undefined;
  return isScalar(name) ? { name } : undefined;
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
