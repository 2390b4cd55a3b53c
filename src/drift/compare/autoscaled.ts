import { fieldAt } from '../objects/fields.ts';
import { type KubeObject, keyText } from '../objects/kube-object.ts';
import { formatPath, type Path } from '../objects/path.ts';
import type { Difference } from './compare-values.ts';

/** Why a difference is what an autoscaler is there for; undefined where it is not. */
export type Autoscaling = (object: KubeObject, difference: Difference) => string | undefined;

interface Scaler {
  readonly title: string;
  readonly least: number;
  readonly most: number;
}

/**
 * Knows which workloads have an autoscaler, declared or live: its `replicas` between the bounds of the
 * autoscaler are no difference. What is outside of them was not it. 0 switches it off, which somebody did.
 */
export function autoscaling(objects: readonly KubeObject[]): Autoscaling {
  const scalers = new Map<string, Scaler>();
  const sized = new Map<string, string>();
  for (const object of objects) {
    const { kind, name } = object.key;
    const spec = object.fields['spec'];
    if (kind === 'HorizontalPodAutoscaler')
      scalers.set(target(object, 'scaleTargetRef'), {
        title: `the HorizontalPodAutoscaler ${name}`,
        least: number(fieldAt(spec, 'minReplicas'), 1),
        most: number(fieldAt(spec, 'maxReplicas'), 0),
      });
    if (kind === 'ScaledObject' && object.key.group === 'keda.sh')
      scalers.set(target(object, 'scaleTargetRef'), {
        title: `the ScaledObject ${name}`,
        least: number(fieldAt(spec, 'minReplicaCount'), 0),
        most: number(fieldAt(spec, 'maxReplicaCount'), 100),
      });
    if (kind === 'VerticalPodAutoscaler' && fieldAt(spec, 'updatePolicy', 'updateMode') !== 'Off')
      sized.set(target(object, 'targetRef'), `the VerticalPodAutoscaler ${name}`);
  }
  return (object, { path, live }) => {
    const key = keyText(object.key);
    const scaler = scalers.get(key);
    if (scaler !== undefined && formatPath(path) === 'spec.replicas') {
      const replicas = number(live, -1);
      const isOff = replicas === 0 && scaler.least > 0;
      return isOff || replicas < scaler.least || replicas > scaler.most
        ? undefined
        : `${scaler.title} keeps between ${scaler.least} and ${scaler.most}`;
    }
    const sizer = sized.get(key);
    return sizer !== undefined && isSize(path) ? `${sizer} sets it` : undefined;
  };
}

/** What an autoscaler points to, as the key of the object: it is in the autoscaler's namespace. */
function target({ key, fields }: KubeObject, reference: string): string {
  const to = fieldAt(fields, 'spec', reference);
  const api = String(fieldAt(to, 'apiVersion') ?? 'apps/v1');
  const slash = api.indexOf('/');
  return keyText({
    group: slash === -1 ? '' : api.slice(0, slash),
    kind: String(fieldAt(to, 'kind') ?? 'Deployment'),
    namespace: key.namespace,
    name: String(fieldAt(to, 'name') ?? ''),
  });
}

function isSize(path: Path): boolean {
  return path.some((step, at) => step === 'containers' && path[at + 2] === 'resources');
}

function number(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
