import type { NewEntry } from './insert-entry.ts';
import { readsAsOtherThanString } from './plain-scalar.ts';
import {
  type AliasNode,
  type DocumentTree,
  type ManifestNode,
  type MapEntry,
  type MapNode,
  type Path,
  pathText,
  type ScalarNode,
} from './tree.ts';

/** What a plan says will differ: texts of scalars, and entries added after one of a map's entries. */
export interface ExpectedChanges {
  readonly texts: ReadonlyMap<ScalarNode, string>;
  readonly added: ReadonlyMap<MapEntry, readonly NewEntry[]>;
}

/**
 * Compares the documents before and after node by node, aliases as they are written. Undefined where they
 * differ in exactly the expected places. Otherwise a sentence that names the first place that does not.
 */
export function findUnexpectedDifference(
  before: readonly DocumentTree[],
  after: readonly DocumentTree[],
  expected: ExpectedChanges,
): string | undefined {
  if (before.length !== after.length) {
    return `the file held ${before.length} documents and would hold ${after.length}`;
  }
  const comparison = { expected, seen: new Set<ScalarNode | MapEntry>() };
  for (const [index, document] of before.entries()) {
    const other = after[index];
    if (other === undefined) return 'a document would disappear';
    if (other.duplicateKeys.length !== document.duplicateKeys.length)
      return 'a key would stand twice in one map';
    const found = compareNodes(document.root, other.root, [], comparison);
    if (found !== undefined) return found;
  }
  const planned = expected.texts.size + expected.added.size;
  if (comparison.seen.size !== planned) {
    return `${planned} places were to change, and ${comparison.seen.size} would`;
  }
  return undefined;
}

interface TreeComparison {
  readonly expected: ExpectedChanges;
  readonly seen: Set<ScalarNode | MapEntry>;
}

function compareNodes(
  before: ManifestNode,
  after: ManifestNode,
  path: Path,
  to: TreeComparison,
): string | undefined {
  if (before.kind === 'alias' && after.kind === 'scalar') return compareReplaced(before, after, path, to);
  if (before.kind !== after.kind) return at(path, `a ${before.kind} would become a ${after.kind}`);
  if (before.anchor !== after.anchor) return at(path, 'its anchor would change');
  if (before.tag !== after.tag) return at(path, 'its tag would change');
  if (before.kind === 'alias' && after.kind === 'alias') {
    return before.name === after.name ? undefined : at(path, 'its alias would change');
  }
  if (before.kind === 'scalar' && after.kind === 'scalar') return compareScalars(before, after, path, to);
  if (before.kind === 'map' && after.kind === 'map') return compareMaps(before, after, path, to);
  if (before.kind === 'seq' && after.kind === 'seq') {
    if (before.items.length !== after.items.length) return at(path, 'its number of items would change');
    for (const [index, item] of before.items.entries()) {
      const other = after.items[index];
      const found = other === undefined ? 'missing' : compareNodes(item, other, [...path, index], to);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** An alias gives way to a scalar only where that is planned. */
function compareReplaced(
  before: AliasNode,
  after: ScalarNode,
  path: Path,
  to: TreeComparison,
): string | undefined {
  const planned = [...to.expected.texts].find(
    ([node]) => node.style === 'alias' && node.start === before.start && node.end === before.end,
  );
  if (planned === undefined) return at(path, 'an alias would become a scalar');
  const [node, wanted] = planned;
  to.seen.add(node);
  if (after.anchor !== undefined || after.tag !== undefined)
    return at(path, 'it would get an anchor or a tag');
  if (after.text !== wanted)
    return at(path, `${show(after.text)} would be read where ${show(wanted)} was meant`);
  return typeProblem(after, path);
}

function compareScalars(
  before: ScalarNode,
  after: ScalarNode,
  path: Path,
  to: TreeComparison,
): string | undefined {
  const planned = to.expected.texts.get(before);
  if (planned !== undefined) to.seen.add(before);
  const wanted = planned ?? before.text;
  if (after.text !== wanted)
    return at(path, `${show(after.text)} would be read where ${show(wanted)} was meant`);
  if (planned === undefined && before.style !== after.style) return at(path, 'its quotes would change');
  return planned === undefined ? undefined : typeProblem(after, path);
}

/** The same text is another value where a reader takes it for a number, a date or a boolean. */
function typeProblem(written: ScalarNode, path: Path): string | undefined {
  if (written.style !== 'plain' || !readsAsOtherThanString(written.text)) return undefined;
  return at(
    path,
    `${show(written.text)} would stand without quotes and read as something else than a string`,
  );
}

function compareMaps(before: MapNode, after: MapNode, path: Path, to: TreeComparison): string | undefined {
  let position = 0;
  for (const entry of before.entries) {
    const other = after.entries[position];
    position += 1;
    if (other === undefined) return at(path, `the key ${show(entry.key ?? '?')} would disappear`);
    const found =
      compareNodes(entry.keyNode, other.keyNode, path, to) ??
      compareNodes(entry.value, other.value, [...path, entry.key ?? '?'], to);
    if (found !== undefined) return found;
    const added = to.expected.added.get(entry);
    if (added === undefined) continue;
    to.seen.add(entry);
    for (const wanted of added) {
      const extra = after.entries[position];
      position += 1;
      const value = extra?.value;
      if (extra?.key !== wanted.key || value?.kind !== 'scalar' || value.text !== wanted.value) {
        return at(path, `the key ${show(wanted.key)} would not be where it was meant`);
      }
      const problem = typeProblem(value, [...path, wanted.key]);
      if (problem !== undefined) return problem;
    }
  }
  return position === after.entries.length ? undefined : at(path, 'it would get a key that nobody planned');
}

function at(path: Path, what: string): string {
  return `at ${path.length === 0 ? 'the top' : pathText(path)}: ${what}`;
}

function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
