import { groupBy } from '../../errors/group-by.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type KubeObject, keyText } from '../../drift/objects/kube-object.ts';
import { readObjects, type ReadProblem } from '../../drift/objects/read-objects.ts';
import { type Answer, lastLines, type Run } from '../programs/run-program.ts';
import { type Kubectl, type KubectlAccess, kubectlFor } from './kubectl-access.ts';
import { applyDry } from './dry-run.ts';
import type { LiveObjects, LiveSource } from './live-objects.ts';

/** Up to so many namespaces are read by themselves, so that a Role in each of them is enough. */
const FEW_NAMESPACES = 8;

/**
 * Live objects by `kubectl get`: every object of the declared kinds in the declared namespaces, with a list
 * for each kind. Throws `CLUSTER_UNREADABLE` when the cluster does not answer at all; a kind that may not be
 * read makes its objects unknown.
 */
export function liveByKubectl(
  access: KubectlAccess,
  run: Run,
  extraKinds: readonly string[] = [],
): LiveSource {
  const kubectl = kubectlFor(access, run);
  return {
    read: async (declared) => {
      const objects = new Map<string, KubeObject>();
      const unreadable = new Map<string, string>();
      const problems: ReadProblem[] = [];
      const namespaces = [...new Set(declared.map(({ key }) => key.namespace || access.namespace))];
      const scopes =
        namespaces.length > FEW_NAMESPACES
          ? [['--all-namespaces']]
          : namespaces.map((name) => ['--namespace', name]);
      const all: Map<string, readonly KubeObject[]> = groupBy(declared, kindWord);
      const known = new Set(
        declared.map(({ key }) => (key.group === '' ? key.kind : `${key.kind}.${key.group}`)),
      );
      for (const kind of extraKinds) if (!known.has(kind)) all.set(kind, []);
      for (const scope of scopes) {
        const read = await readKinds([...all.keys()], scope, kubectl);
        // An object may be declared in two versions; each is read.
        for (const object of read.objects) objects.set(`${keyText(object.key)} ${object.version}`, object);
        for (const [kind, reason] of read.refused) {
          // Nothing of it is declared, so nothing would be called unknown.
          if (all.get(kind)?.length === 0)
            problems.push({ file: 'kubectl get', line: 1, reason: `${kind}: ${reason}` });
          for (const { key } of all.get(kind) ?? [])
            for (const namespace of [key.namespace, key.namespace || access.namespace])
              unreadable.set(keyText({ ...key, namespace }), reason);
        }
      }
      const live = [...objects.values()];
      const byKey = new Map(live.map((object) => [keyText(object.key), object]));
      const applied = access.isServerAsked
        ? await applyDry(declared, byKey, access.namespace, kubectl)
        : new Map<string, KubeObject>();
      return { objects: live, unreadable, applied, problems } satisfies LiveObjects;
    },
  };
}

/** `Deployment.v1.apps`: the kind in the version that is declared, so that the server converts to it. */
function kindWord({ key, version }: KubeObject): string {
  return `${key.kind}.${version}.${key.group}`;
}

interface ReadKinds {
  readonly objects: readonly KubeObject[];
  /** Kinds that may not be read, and what the server says. */
  readonly refused: ReadonlyMap<string, string>;
}

/** All kinds with one call; where that fails, each with its own, so that one that is refused is known. */
async function readKinds(
  kinds: readonly string[],
  scope: readonly string[],
  kubectl: Kubectl,
): Promise<ReadKinds> {
  if (kinds.length === 0) return { objects: [], refused: new Map() };
  const together = await get(kinds.join(','), scope, kubectl);
  if (together.exitCode === 0) return { objects: objectsIn(together.output), refused: new Map() };
  refuseUnreached(together);
  const objects: KubeObject[] = [];
  const refused = new Map<string, string>();
  for (const kind of kinds) {
    const answer = await readKind(kind, scope, kubectl);
    if (answer.exitCode === 0) objects.push(...objectsIn(answer.output));
    else if (!isUnknownKind(answer)) refused.set(kind, lastLines(answer.said, 1));
  }
  return { objects, refused };
}

/** A version that the server does not serve: then the kind in the version that it has. */
async function readKind(kind: string, scope: readonly string[], kubectl: Kubectl): Promise<Answer> {
  const answer = await get(kind, scope, kubectl);
  refuseUnreached(answer);
  if (!isUnknownKind(answer)) return answer;
  const [name = '', , ...group] = kind.split('.');
  return get([name, ...group].filter(Boolean).join('.'), scope, kubectl);
}

function get(kinds: string, scope: readonly string[], kubectl: Kubectl): Promise<Answer> {
  const options = ['--output', 'json', '--show-managed-fields', '--chunk-size=500'];
  // Files and the cluster say the kinds: behind `--` they are no options.
  return kubectl(['get', ...scope, ...options, '--', kinds]);
}

/** Without its kind the cluster has no object of it: all that are declared are missing. */
function isUnknownKind({ said }: Answer): boolean {
  return /the server doesn't have a resource type|no matches for kind/.test(said);
}

function objectsIn(output: string): readonly KubeObject[] {
  if (output.trim() === '') return [];
  const { objects, problems } = readObjects({ file: 'kubectl get', text: output });
  const [problem] = problems;
  if (problem === undefined) return objects;
  throw new WaybillError('CLUSTER_UNREADABLE', `kubectl get answers what cannot be read: ${problem.reason}`, {
    hint: 'Run the command again; what it printed is no whole JSON.',
  });
}

const UNREACHED =
  /Unable to connect|connection refused|no such host|i\/o timeout|must be logged in|Unauthorized|x509:|couldn't get current server API group list|no configuration has been provided|context .* does not exist|Error loading config|stat .*: no such file/;

function refuseUnreached({ exitCode, said }: Answer): void {
  if (exitCode === 0 || !UNREACHED.test(said)) return;
  throw new WaybillError('CLUSTER_UNREADABLE', `The cluster cannot be read: ${lastLines(said, 2)}`, {
    hint: 'Check the kubeconfig, its context, and whether the cluster can be reached from here. Objects in files need none: "live".',
  });
}
