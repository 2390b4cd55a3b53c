import { WaybillError } from '../../errors/waybill-error.ts';
import type { KubeObject } from '../../drift/objects/kube-object.ts';
import { readObjects } from '../../drift/objects/read-objects.ts';
import { lastLines, type Run } from '../programs/run-program.ts';
import { readTexts } from '../declared/read-files.ts';
import { type KubectlAccess, kubectlFor } from './kubectl-access.ts';

/** The object by which an agent knows what to apply. */
export interface AgentName {
  readonly kind: 'Kustomization' | 'Application';
  readonly namespace: string;
  readonly name: string;
}

const RESOURCES = {
  Kustomization: 'kustomizations.kustomize.toolkit.fluxcd.io',
  Application: 'applications.argoproj.io',
} as const;

/** `kustomization/flux-system/apps` or `application/argocd/shop`. Throws `INPUT_INVALID`. */
export function agentNamed(text: string, what: string): AgentName {
  const [, word = '', namespace = '', name = ''] =
    /^(kustomization|application)\/([\w.-]+)\/([\w.-]+)$/i.exec(text) ?? [];
  if (name === '')
    throw new WaybillError('INPUT_INVALID', `${what} is ${JSON.stringify(text.slice(0, 200))}`, {
      hint: 'Write kustomization/NAMESPACE/NAME for Flux, or application/NAMESPACE/NAME for Argo CD.',
    });
  return { kind: word.toLowerCase() === 'application' ? 'Application' : 'Kustomization', namespace, name };
}

interface Where {
  readonly root: string;
  readonly live: readonly string[];
  readonly access: KubectlAccess;
}

/** The agent's object, among the files with live objects or in the cluster. Throws `CLUSTER_UNREADABLE`. */
export async function findAgent(agent: AgentName, where: Where, run: Run): Promise<KubeObject> {
  const { kind, namespace, name } = agent;
  const found = where.live.length > 0 ? inFiles(agent, where) : await inCluster(agent, where.access, run);
  if (found.object !== undefined) return found.object;
  throw new WaybillError('CLUSTER_UNREADABLE', `There is no ${kind} ${namespace}/${name}${found.reason}`, {
    hint: 'Check the name, and that it may be read: "get" on it is enough.',
  });
}

interface Found {
  readonly object: KubeObject | undefined;
  readonly reason: string;
}

function inFiles({ kind, namespace, name }: AgentName, { root, live }: Where): Found {
  const objects = live.flatMap((path) => readTexts(root, path)).flatMap((text) => readObjects(text).objects);
  const object = objects.find(
    ({ key }) =>
      key.kind === kind &&
      key.namespace === namespace &&
      key.name === name &&
      key.group !== 'kustomize.config.k8s.io',
  );
  return { object, reason: ' in the files with live objects' };
}

async function inCluster(
  { kind, namespace, name }: AgentName,
  access: KubectlAccess,
  run: Run,
): Promise<Found> {
  const { exitCode, output, said } = await kubectlFor(
    access,
    run,
  )(['get', '--namespace', namespace, '--output', 'json', '--', RESOURCES[kind], name]);
  if (exitCode !== 0) return { object: undefined, reason: `: ${lastLines(said, 2)}` };
  const [object] = readObjects({ file: 'kubectl get', text: output }).objects;
  return { object, reason: '' };
}
