import { type KubeObject, keyText } from '../objects/kube-object.ts';
import { agentTitle, inventoryOf, isMade, ownersOf } from './agent-marks.ts';

interface Sets {
  readonly declared: readonly KubeObject[];
  readonly live: readonly KubeObject[];
  /** The agent that is meant; else those that the declared objects have in the cluster. */
  readonly agent: string | undefined;
}

/**
 * Live objects that the agent of the declared ones put into the cluster, and that are declared no more. It is
 * known by the labels and annotations that the agent writes, and by its inventory. What a controller made for
 * another object is that object's matter.
 */
export function undeclaredObjects({
  declared,
  live,
  agent,
}: Sets): readonly { readonly object: KubeObject; readonly note: string }[] {
  const wanted = new Set(declared.map(({ key }) => keyText(key)));
  const owners = agent === undefined ? ownersOfDeclared(live, wanted) : new Set([agent]);
  const listed = new Map<string, string>();
  for (const object of live) {
    const title = agentTitle(object);
    if (title === undefined || !owners.has(title)) continue;
    for (const key of inventoryOf(object)) listed.set(keyText(key), title);
  }
  return live.flatMap((object) => {
    const text = keyText(object.key);
    if (wanted.has(text) || isMade(object)) return [];
    const owner = ownersOf(object).find((name) => owners.has(name)) ?? listed.get(text);
    return owner === undefined ? [] : [{ object, note: `${owner} put it there` }];
  });
}

function ownersOfDeclared(live: readonly KubeObject[], wanted: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(live.filter(({ key }) => wanted.has(keyText(key))).flatMap(ownersOf));
}
