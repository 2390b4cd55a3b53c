import { cut, plainLine } from '../../report/markdown.ts';
import type { ObjectKey } from '../objects/kube-object.ts';

/** The key of an object for programs. A cluster keeps names short and plain; a file may hold any text. */
export function plainKey(key: ObjectKey): ObjectKey {
  const short = (text: string): string => cut(plainLine(text), 253);
  return {
    group: short(key.group),
    kind: short(key.kind),
    namespace: short(key.namespace),
    name: short(key.name),
  };
}
