import type { ReferenceSlot } from '../view/reference-slot.ts';
import { uneditable } from '../view/describe.ts';
import { locateInFile, type View } from '../view/view.ts';
import { aliasSites, scalarsOf } from '../yaml/placed-scalars.ts';
import { type DocumentTree, pathText, resolveAlias, type ScalarNode } from '../yaml/tree.ts';
import { walk } from '../yaml/walk.ts';
import type { SlotEdit } from './plan-places.ts';
import type { RefusedEdits } from './refused-edits.ts';

/** The edits that write one scalar, or insert behind it, or change a text inside it. */
interface Claims {
  readonly view: View;
  readonly edits: SlotEdit[];
}

/**
 * `tag: &v v1` and `other: *v`: an anchored value is read in several places. It is edited only when all of
 * them are references to the image that changes. Otherwise something else would change along, and the plan is
 * refused with the list of places.
 */
export function refuseSharing(edits: readonly SlotEdit[]): RefusedEdits[] {
  const refused: RefusedEdits[] = [];
  const readers = new Map<DocumentTree, ReadonlyMap<ScalarNode, readonly string[]>>();
  const claims = claimsByNode(edits);
  for (const [node, { view, edits: claiming }] of claims) {
    const [first] = claiming;
    const document = view.documents.find((tree) => tree.aliases.length > 0 && contains(tree.root, node));
    if (first === undefined || document === undefined) continue;
    if (claiming.some(({ slot }) => isMarked(slot, node))) continue;
    const known = readers.get(document) ?? readersIn(view, document, claims);
    readers.set(document, known);
    const places = known.get(node) ?? [];
    if (allAreClaimed(places, { view, edits: claiming }, node, document)) continue;
    const lines = new Set(document.aliases.map((alias) => locateInFile(view, alias.start).line));
    const refusal = uneditable(first.planned.image, first.slot, {
      span: { node, from: 0, to: 0 },
      reason: `an anchor shares the value with other places (${places.join(', ')}; aliases on line ${[...lines].join(', ')})`,
      hint: 'Write the value out where it is to differ, mark an alias with a "# waybill:" comment to have it written out there, or mark the anchored scalar if all of them are to change.',
    });
    const location = locateInFile(view, node.start);
    refused.push({ refusal: { ...refusal, location }, edits: claiming });
  }
  return refused;
}

/**
 * `x-image: &image ghcr.io/acme/api:v1` stands at the top of a document, under a key that no format knows. A
 * whole reference says itself what it is, so that this is allowed as long as every alias stands where an
 * image does.
 */
function allAreClaimed(
  places: readonly string[],
  { view, edits }: Claims,
  node: ScalarNode,
  document: DocumentTree,
): boolean {
  const own = edits.filter(({ slot }) => slot.view === view).map(({ slot }) => slot);
  const claimed = new Set(own.map(({ at }) => at));
  if (own.length < edits.length || own.some(({ shape }) => shape === 'split'))
    return places.filter((place) => !KEPT_FOR_ANCHORS.test(place)).length <= Math.max(1, claimed.size);
  const path = [...scalarsOf(document.root)].find((placed) => placed.node === node)?.path ?? [];
  const isKeptForAnchors = path.length === 1 || String(path[0]).startsWith('x-');
  return places.every((place) => claimed.has(place) || (isKeptForAnchors && place === pathText(path)));
}

/**
 * `x-image`, `_image` and `.image` at the top of a document hold what others merge, and mean nothing alone.
 */
const KEPT_FOR_ANCHORS = /^(?:x-|_|\["\.)/;

/** Where each claimed scalar of a document is read, as a value or, through an alias, as a key. */
function readersIn(
  view: View,
  document: DocumentTree,
  claims: ReadonlyMap<ScalarNode, Claims>,
): ReadonlyMap<ScalarNode, readonly string[]> {
  const places = new Map<ScalarNode, string[]>();
  const replaced = replacedAliases(view, document, claims);
  const note = (node: ScalarNode, place: string): void => {
    if (!claims.has(node) || replaced.has(place)) return;
    places.set(node, [...(places.get(node) ?? []), place]);
  };
  for (const { node, path } of walk(document.root)) {
    if (node.kind === 'scalar') note(node, pathText(path));
    if (node.kind !== 'map') continue;
    for (const { keyNode } of node.entries) {
      const key = keyNode.kind === 'alias' ? resolveAlias(keyNode) : undefined;
      if (key?.kind === 'scalar') note(key, `a key of ${pathText(path) || 'the document'}`);
    }
  }
  return places;
}

/**
 * Places of aliases that give way to a value of their own, and so share nothing any more. An alias is known
 * by where it starts in its text; the aliases of other texts start at numbers of theirs.
 */
function replacedAliases(
  view: View,
  document: DocumentTree,
  claims: ReadonlyMap<ScalarNode, Claims>,
): ReadonlySet<string> {
  const starts = new Set(
    [...claims].flatMap(([{ style, start }, claim]) =>
      style === 'alias' && claim.view === view ? [start] : [],
    ),
  );
  if (starts.size === 0) return new Set();
  const sites = [...aliasSites(document.root)].filter(({ node }) => starts.has(node.start));
  return new Set(sites.map(({ path }) => pathText(path)));
}

/** A marker on the anchored scalar says that all who share it are meant. */
function isMarked(slot: ReferenceSlot, node: ScalarNode): boolean {
  return slot.marked?.includes(node) === true;
}

function contains(root: { start: number; end: number }, node: ScalarNode): boolean {
  return root.start <= node.start && node.end <= root.end;
}

function claimsByNode(edits: readonly SlotEdit[]): ReadonlyMap<ScalarNode, Claims> {
  const claims = new Map<ScalarNode, Claims>();
  const claim = (view: View, node: ScalarNode, edit: SlotEdit): void => {
    const known = claims.get(node);
    if (known === undefined) claims.set(node, { view, edits: [edit] });
    else known.edits.push(edit);
  };
  for (const edit of edits) {
    const { view } = edit.slot;
    for (const node of touched(edit)) claim(view, node, edit);
    for (let { outer } = view; outer !== undefined; outer = outer.view.outer)
      claim(outer.view, outer.node, edit);
  }
  return claims;
}

/** The scalars that an edit writes, and the sibling behind which it inserts. */
function touched({ writing }: SlotEdit): Set<ScalarNode> {
  const nodes = new Set(writing.edits.map((edit) => edit.span.node));
  const sibling = writing.insertion?.point.after.value;
  if (sibling?.kind === 'scalar') nodes.add(sibling);
  return nodes;
}
