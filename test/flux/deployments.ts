import { z } from 'zod';
import type { Kubernetes, KubernetesObject } from './kubernetes.ts';

const deploymentSchema = z.looseObject({
  metadata: z.looseObject({ generation: z.number() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }),
    }),
  }),
});

/** The image that the Deployment `shop` of the cluster has; undefined when it is not there. */
export async function runningImage(kubernetes: Kubernetes): Promise<string | undefined> {
  const found = await kubernetes.read('Deployment', 'shop', 'dev');
  return found === undefined
    ? undefined
    : deploymentSchema.parse(found).spec.template.spec.containers[0]?.image;
}

const COUNTS = { replicas: 1, updatedReplicas: 1 };

/** What the controller of Deployments would write of one whose pod runs. */
const RUNS = {
  ...COUNTS,
  readyReplicas: 1,
  availableReplicas: 1,
  unavailableReplicas: 0,
  conditions: [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  ],
};

/** … and of one whose pod does not come up. */
const FAILS = {
  ...COUNTS,
  readyReplicas: 0,
  availableReplicas: 0,
  unavailableReplicas: 1,
  conditions: [
    { type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' },
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' },
  ],
};

/** Lets the Deployment `shop`, as it stands in the cluster now, come up or fail. */
export async function rollOut(kubernetes: Kubernetes, how: 'runs' | 'fails'): Promise<void> {
  const found: KubernetesObject | undefined = await kubernetes.read('Deployment', 'shop', 'dev');
  if (found === undefined) throw new Error('There is no Deployment to roll out');
  const { generation } = deploymentSchema.parse(found).metadata;
  await kubernetes.writeStatus(found, {
    ...(how === 'runs' ? RUNS : FAILS),
    observedGeneration: generation,
  });
}
