import { isDeepStrictEqual } from 'node:util';
import { no, ok, type Result } from '../../errors/result.ts';
import type { PlannedFile, Splice } from '../plan.ts';
import type { View } from '../view/view.ts';
import { insertAfter, type NewEntry } from '../yaml/insert-entry.ts';
import { editedText, rewriteScalar, type TextEdit } from '../yaml/rewrite-scalar.ts';
import type { MapEntry, MapNode, ScalarNode } from '../yaml/tree.ts';
import type { SlotEdit } from './plan-places.ts';
import { versionCommentBehind, versionCommentWithin } from './version-comment.ts';
import { applySplices, proveEdit, type SplicedText } from './prove.ts';
import {
  MEETING,
  refuseInsertion,
  refuseScalar,
  refuseUnproven,
  type RefusedEdits,
} from './refused-edits.ts';

/** What changes in one scalar, and for which edits. */
interface ScalarChange {
  readonly texts: TextEdit[];
  readonly edits: Set<SlotEdit>;
}

/** What is added behind one pair of a map, and for which edits. */
interface AddedEntries {
  readonly map: MapNode;
  readonly entries: readonly NewEntry[];
  readonly edits: SlotEdit[];
  /** Those that would add something else there. */
  readonly others: SlotEdit[];
}

/** All that changes in one view, and in the texts nested in it. */
interface ViewEdits {
  readonly view: View;
  readonly scalars: Map<ScalarNode, ScalarChange>;
  readonly insertions: Map<MapEntry, AddedEntries>;
  readonly edits: Set<SlotEdit>;
}

/**
 * Turns edits into files. The innermost text comes first: a document in a ConfigMap is edited and proven, and
 * its splices become edits of the scalar that holds it.
 */
export function applyEdits(edits: readonly SlotEdit[]): {
  files: PlannedFile[];
  refused: RefusedEdits[];
} {
  const byView = collect(edits);
  const files: PlannedFile[] = [];
  const refused: RefusedEdits[] = [];
  for (let changes = takeDeepest(byView); changes !== undefined; changes = takeDeepest(byView)) {
    const result = spliceView(changes);
    if (!result.ok) {
      refused.push(...result.problem);
      continue;
    }
    const { view } = changes;
    const { splices, after } = result.value;
    if (view.outer === undefined) {
      files.push({ path: view.file.path, before: view.text, after, splices });
      continue;
    }
    const carried = splices.map(({ start, end, text }) => ({ from: start, to: end, text }));
    addTexts(changesOf(byView, view.outer.view), view.outer.node, carried, changes.edits);
  }
  return { files, refused };
}

function collect(edits: readonly SlotEdit[]): Map<View, ViewEdits> {
  const byView = new Map<View, ViewEdits>();
  for (const edit of edits) {
    const changes = changesOf(byView, edit.slot.view);
    changes.edits.add(edit);
    for (const { span, text } of edit.writing.edits)
      addTexts(changes, span.node, [{ from: span.from, to: span.to, text }], [edit]);
    addEntries(changes, edit);
  }
  return byView;
}

/** Two readers of one anchored map plan the same entries; they are added once. */
function addEntries({ insertions }: ViewEdits, edit: SlotEdit): void {
  const { insertion } = edit.writing;
  if (insertion === undefined) return;
  const { point, entries } = insertion;
  const known = insertions.get(point.after);
  if (known === undefined)
    insertions.set(point.after, { map: point.map, entries, edits: [edit], others: [] });
  else (isDeepStrictEqual(known.entries, entries) ? known.edits : known.others).push(edit);
}

function changesOf(byView: Map<View, ViewEdits>, view: View): ViewEdits {
  const known = byView.get(view);
  if (known !== undefined) return known;
  const fresh: ViewEdits = { view, scalars: new Map(), insertions: new Map(), edits: new Set() };
  byView.set(view, fresh);
  return fresh;
}

/** Two readers of one anchored scalar plan the same edit; it is made once. */
function addTexts(
  changes: ViewEdits,
  node: ScalarNode,
  texts: readonly TextEdit[],
  edits: Iterable<SlotEdit>,
): void {
  const change = changes.scalars.get(node) ?? { texts: [], edits: new Set() };
  changes.scalars.set(node, change);
  for (const text of texts) {
    const same = change.texts.some(
      (known) => known.from === text.from && known.to === text.to && known.text === text.text,
    );
    if (!same) change.texts.push(text);
  }
  change.texts.sort((a, b) => a.from - b.from);
  for (const edit of edits) {
    change.edits.add(edit);
    changes.edits.add(edit);
  }
}

function takeDeepest(byView: Map<View, ViewEdits>): ViewEdits | undefined {
  let deepest: ViewEdits | undefined;
  for (const changes of byView.values()) {
    if (deepest === undefined || depth(changes.view) > depth(deepest.view)) deepest = changes;
  }
  if (deepest !== undefined) byView.delete(deepest.view);
  return deepest;
}

function depth(view: View): number {
  return view.outer === undefined ? 0 : 1 + depth(view.outer.view);
}

/**
 * `x: ""` as the tag of two images that go to `v2` and to `v4`: both begin at one place, and would make
 * `v2v4`. The texts are in order.
 */
function doMeet(texts: readonly TextEdit[]): boolean {
  return texts.some((text, index) => {
    const before = texts[index - 1];
    return before !== undefined && (text.from < before.to || text.from === before.from);
  });
}

function followingComment(view: View, node: ScalarNode, edits: readonly SlotEdit[]): readonly Splice[] {
  const comment = versionCommentBehind(view, node, edits);
  return comment === undefined ? [] : [comment];
}

/** The text of one view after its edits, or every edit in it that cannot be made. */
function spliceView(changes: ViewEdits): Result<SplicedText, readonly RefusedEdits[]> {
  const { view } = changes;
  const splices: Splice[] = [];
  const refused: RefusedEdits[] = [];
  const expected = { texts: new Map<ScalarNode, string>(), added: new Map<MapEntry, readonly NewEntry[]>() };
  for (const [node, { texts: values, edits }] of changes.scalars) {
    const comment = versionCommentWithin(node, values, [...edits]);
    const texts = comment === undefined ? values : [...values, comment];
    const rewrite = doMeet(texts) ? no(MEETING) : rewriteScalar(view.text, node, texts, view.language);
    if (!rewrite.ok) refused.push(refuseScalar(view, node, [...edits], rewrite.problem));
    else splices.push(...rewrite.value, ...followingComment(view, node, [...edits]));
    expected.texts.set(node, editedText(node.text, texts));
  }
  for (const [after, { map, entries, edits, others }] of changes.insertions) {
    const inserted = others.length > 0 ? no(MEETING) : insertAfter(view.text, map, after, entries);
    if (!inserted.ok) refused.push(refuseInsertion([...edits, ...others], after, entries, inserted.problem));
    else splices.push(...inserted.value);
    expected.added.set(after, entries);
  }
  if (refused.length > 0) return no(refused);
  splices.sort((a, b) => a.start - b.start || a.end - b.end);
  const spliced = applySplices(view.text, splices);
  const unproven = proveEdit(view, spliced, expected);
  return unproven === undefined ? ok(spliced) : no(refuseUnproven(view, [...changes.edits], unproven));
}
