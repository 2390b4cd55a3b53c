import { type ReferenceSlot, spanOf } from '../../view/reference-slot.ts';
import type { ViewDocument } from '../../view/view.ts';
import { textAt } from '../../yaml/merge.ts';
import { type MapNode, type Path, pathText, resolveAlias, type ScalarNode } from '../../yaml/tree.ts';
import { walk } from '../../yaml/walk.ts';
import type { Format } from '../format.ts';
import { isHandedReference, type NamedValue } from '../handed-reference.ts';
import { isRecord } from './image-keys.ts';

/**
 *     env: [{ name: AGENT, value: ghcr.io/acme/agent:v1 }]
 *     environment: { JOB: ghcr.io/acme/job:v1 }
 *     literals: [JOB=ghcr.io/acme/job:v1]
 *
 * Values that are handed to a program and are a reference as a whole: environment variables, parameters, the
 * data of a ConfigMap. They move with the image. Nothing is deployed from them, so they declare nothing.
 */
export const handedValues: Format = {
  name: 'handed-value',
  certainty: 'any',
  recognises: ({ view }) => view.language !== 'lines',
  *find(document): Generator<ReferenceSlot> {
    for (const { node, path, merged } of walk(document.root)) {
      if (merged || isRecord(path)) continue;
      if (node.kind === 'map') yield* namedValues(document, node, path);
      if (node.kind === 'scalar') yield* placedValue(document, node, path);
    }
  },
};

/**
 * `{name: AGENT, value: …}` in a list of variables or parameters, and the `default` of a parameter. Both may
 * be a list of values.
 */
function* namedValues(document: ViewDocument, map: MapNode, path: Path): Generator<ReferenceSlot> {
  const name = textAt(map, 'name');
  if (name === undefined || typeof path.at(-1) !== 'number') return;
  for (const key of ['value', 'default']) {
    const value = resolveAlias(map.index.get(key)?.value);
    if (value?.kind === 'scalar')
      yield* handed(document, value, [...path, key], { name, value: spanOf(value) });
    for (const [index, item] of (value?.kind === 'seq' ? value.items : []).entries()) {
      const node = resolveAlias(item);
      if (node?.kind === 'scalar')
        yield* handed(document, node, [...path, key, index], { name, value: spanOf(node) });
    }
  }
}

const VARIABLES =
  /(?:^|_)env(?:s|ironment)?$|Envs?$|env(?:ironment)?_?var(?:iable)?s?$|^(?:variables|vars|params)$/i;
const ASSIGNED = /^([A-Za-z_][\w.-]*)=(\S+)$/;

/** A variable in a map of them, `NAME=value` in a list of them, and a key of a ConfigMap. */
function* placedValue(document: ViewDocument, node: ScalarNode, path: Path): Generator<ReferenceSlot> {
  const [holder, step] = path.slice(-2);
  if (typeof holder !== 'string' || step === undefined) return;
  if (typeof step === 'string') {
    if (VARIABLES.test(holder) || (holder === 'data' && document.kind === 'ConfigMap'))
      yield* handed(document, node, path, { name: step, value: spanOf(node) });
    return;
  }
  const assigned = VARIABLES.test(holder) || holder === 'literals' ? ASSIGNED.exec(node.text) : null;
  const [, name, text] = assigned ?? [];
  if (name === undefined || text === undefined) return;
  const value = { node, from: node.text.length - text.length, to: node.text.length };
  yield* handed(document, node, path, { name, value });
}

function* handed(
  document: ViewDocument,
  node: ScalarNode,
  path: Path,
  named: NamedValue,
): Generator<ReferenceSlot> {
  if (node.templated || node.tag !== undefined || !isHandedReference(named)) return;
  yield {
    shape: 'whole',
    format: handedValues.name,
    view: document.view,
    at: pathText(path),
    merged: false,
    value: named.value,
    isHandedOn: true,
  };
}
