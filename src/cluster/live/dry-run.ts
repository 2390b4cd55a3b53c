import { groupBy } from '../../errors/group-by.ts';
import { fieldAt, type Fields, isFields, listOf, without } from '../../drift/objects/fields.ts';
import { type KubeObject, keyText, kubeObject } from '../../drift/objects/kube-object.ts';
import { isEncrypted } from '../../drift/compare/secret-values.ts';
import { readObjects } from '../../drift/objects/read-objects.ts';
import type { Kubectl } from './kubectl-access.ts';

/**
 * What the server would make of declared objects that are there, by `keyText`, as `kubectl diff
 * --server-side` asks: a server-side apply as a dry run, in the name of whoever applied them, so that its
 * defaults, conversions and webhooks count. Nothing is written. Objects that the server refuses are left out,
 * and all of them where we may not ask.
 */
export async function applyDry(
  declared: readonly KubeObject[],
  live: ReadonlyMap<string, KubeObject>,
  namespace: string,
  kubectl: Kubectl,
): Promise<ReadonlyMap<string, KubeObject>> {
  const applied = new Map<string, KubeObject>();
  const present = declared.flatMap((object) => {
    const found = live.get(keyText(object.key)) ?? live.get(keyText({ ...object.key, namespace }));
    return found === undefined || isEncrypted(object) ? [] : [{ object, manager: managerOf(found) }];
  });
  const [first] = present;
  if (first === undefined) return applied;
  // Whoever only reads is refused at once, and is not refused 5,000 times.
  const mayAsk = await ask([first.object], first.manager, namespace, kubectl);
  if (mayAsk.isForbidden) return applied;
  for (const [manager, entries] of groupBy(present, (entry) => entry.manager)) {
    const { objects } = await ask(
      entries.map(({ object }) => object),
      manager,
      namespace,
      kubectl,
    );
    for (const object of objects) applied.set(keyText(object.key), object);
  }
  return applied;
}

async function ask(
  objects: readonly KubeObject[],
  manager: string,
  namespace: string,
  kubectl: Kubectl,
): Promise<{ readonly objects: readonly KubeObject[]; readonly isForbidden: boolean }> {
  const items = objects.map(({ fields }) => sendable(fields));
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const args = [
    ...['apply', '--server-side', '--dry-run=server', '--force-conflicts', `--field-manager=${manager}`],
    ...['--namespace', namespace, '--output', 'json', '--filename', '-'],
  ];
  const { output, said } = await kubectl(args, list);
  const isSilent = output.trim() === '';
  const isForbidden = isSilent && /forbidden/i.test(said);
  if (!isSilent || isForbidden || objects.length === 1) return { objects: read(output), isForbidden };
  // One object that the server refuses makes kubectl print none: the others are asked for by halves.
  const half = objects.length >> 1;
  const former = await ask(objects.slice(0, half), manager, namespace, kubectl);
  const latter = await ask(objects.slice(half), manager, namespace, kubectl);
  return { objects: [...former.objects, ...latter.objects], isForbidden: false };
}

/** A server refuses an apply that brings managed fields, and a version of the object that is no more. */
function sendable(fields: Fields): Fields {
  const metadata = fields['metadata'];
  const kept = isFields(metadata) ? without(metadata, ['managedFields', 'resourceVersion', 'uid']) : metadata;
  return { ...without(fields, ['status']), metadata: kept };
}

function read(output: string): readonly KubeObject[] {
  const text = output.trim();
  if (text === '') return [];
  return readObjects({ file: 'kubectl apply', text }).objects.flatMap(
    (object) => kubeObject(object.fields) ?? [],
  );
}

/** Whoever applied the object: what it owns and is no more declared would go. */
function managerOf({ fields }: KubeObject): string {
  const entries = listOf(fieldAt(fields, 'metadata', 'managedFields'));
  const applied = entries.find((entry) => fieldAt(entry, 'operation') === 'Apply');
  const manager = fieldAt(applied, 'manager');
  return typeof manager === 'string' && manager !== '' ? manager : 'waybill';
}
