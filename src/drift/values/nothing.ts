import type { Path } from '../objects/path.ts';
import { isOfTexts } from './places.ts';

/** Fields that Kubernetes leaves out of what it stores when they are `false` or 0. */
const LEFT_OUT = new Set([
  ...['hostNetwork', 'hostPID', 'hostIPC', 'stdin', 'stdinOnce', 'tty', 'readOnly', 'paused'],
  ...['publishNotReadyAddresses', 'minReadySeconds', 'initialDelaySeconds', 'hostPort', 'nodePort'],
  ...['healthCheckNodePort', 'unschedulable'],
]);
/** An empty text means something here: no class at all, instead of the default one. */
const MEANT_EMPTY = new Set(['storageClassName', 'ingressClassName', 'volumeName']);
/** An empty map means something here: this kind of volume, or everything. */
const CHOICES = new Set(['emptyDir', 'podSelector', 'namespaceSelector', 'labelSelector', 'objectSelector']);

/**
 * Whether a declared value that the cluster does not have is no difference: nothing, an empty list or map,
 * and zeros that Kubernetes does not store.
 */
export function isNothing(value: unknown, path: Path): boolean {
  if (value === null || value === undefined) return true;
  const last = path.at(-1);
  const isChoice = typeof last === 'string' && CHOICES.has(last);
  if (typeof value === 'object') return !isChoice && Object.keys(value).length === 0;
  if (isOfTexts(path.slice(0, -1)) || typeof last !== 'string') return false;
  if (value === '') return !MEANT_EMPTY.has(last);
  return (value === false || value === 0) && LEFT_OUT.has(last);
}
