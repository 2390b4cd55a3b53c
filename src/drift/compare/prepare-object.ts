import { fieldAt, type Fields, isFields, without } from '../objects/fields.ts';
import type { KubeObject } from '../objects/kube-object.ts';
import { decodedSecret } from './secret-values.ts';

/** What the server writes into `metadata`, whatever was declared. */
const OF_THE_SERVER = [
  ...['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'],
  ...['deletionTimestamp', 'deletionGracePeriodSeconds', 'ownerReferences'],
];
/** Annotations by which programs remember what they applied. They hold a copy of the object, Secrets too. */
const REMEMBERED = [
  ...['kubectl.kubernetes.io/last-applied-configuration', 'deployment.kubernetes.io/revision'],
  ...['kapp.k14s.io/original', 'kapp.k14s.io/original-diff-md5'],
  ...['config.kubernetes.io/origin', 'config.kubernetes.io/function'],
];

/**
 * The fields of an object that are compared: without its status, without what the server keeps of it, and
 * with the values of a Secret decoded. The object is not changed.
 */
export function comparedFields(object: KubeObject): Fields {
  const metadata = object.fields['metadata'];
  const rest = without(object.fields, ['status', 'apiVersion', 'kind', 'metadata']);
  const kept = isFields(metadata) ? without(metadata, OF_THE_SERVER) : {};
  const annotations = fieldAt(kept, 'annotations');
  const fields = {
    metadata: isFields(annotations) ? { ...kept, annotations: without(annotations, REMEMBERED) } : kept,
    ...rest,
  };
  const isSecret = object.key.kind === 'Secret' && object.key.group === '';
  return isSecret ? decodedSecret(fields) : fields;
}
