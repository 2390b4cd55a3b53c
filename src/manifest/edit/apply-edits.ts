import type { Candidate } from '../view/candidate.ts';
import type { PlannedEdit, PlannedFile, Refusal, Splice } from '../plan.ts';
import { proveEdit } from './prove.ts';
import { uneditable } from '../view/describe.ts';
import { applySplices } from './splice.ts';
import { locateInFile, type View } from '../view/view.ts';
import { insertAfter } from '../yaml/insert-entry.ts';
import { editedText, rewriteScalar, type TextEdit } from '../yaml/rewrite-scalar.ts';
import type { MapEntry, ScalarNode } from '../yaml/tree.ts';
import type { NewEntry } from '../yaml/insert-entry.ts';
import type { Writing } from './write-reference.ts';

/** A candidate with what is written at it. */
export interface CandidateEdit {
  readonly candidate: Candidate;
  readonly writing: Extract<Writing, { kind: 'write' }>;
  readonly planned: PlannedEdit;
}

/** Why edits cannot be made, and which ones. */
export interface RefusedEdits {
  readonly refusal: Refusal;
  readonly edits: readonly CandidateEdit[];
}

/** What changes in one scalar, and for which edits. */
interface ScalarChange {
  readonly texts: TextEdit[];
  readonly edits: Set<CandidateEdit>;
}

/** All that changes in one view, and in the texts nested in it. */
interface ViewEdits {
  readonly view: View;
  readonly scalars: Map<ScalarNode, ScalarChange>;
  readonly insertions: Map<MapEntry, { edit: CandidateEdit; entries: readonly NewEntry[] }>;
  readonly edits: Set<CandidateEdit>;
}

/**
 * Turns edits into files: the splices of every view, the innermost first, each proven by parsing the result,
 * and carried outwards as edits of the scalar that holds the view.
 */
export function applyEdits(edits: readonly CandidateEdit[]): {
  files: PlannedFile[];
  refused: RefusedEdits[];
} {
  const byView = collect(edits);
  const files: PlannedFile[] = [];
  const refused: RefusedEdits[] = [];
  for (let changes = takeDeepest(byView); changes !== undefined; changes = takeDeepest(byView)) {
    const result = spliceView(changes);
    if ('refused' in result) {
      refused.push(...result.refused);
      continue;
    }
    const { view } = changes;
    const { splices } = result;
    if (view.outer === undefined) {
      const after = applySplices(view.text, splices);
      files.push({ path: view.file.path, before: view.text, after, splices });
      continue;
    }
    const carried = splices.map(({ start, end, text }) => ({ from: start, to: end, text }));
    addTexts(changesOf(byView, view.outer.view), view.outer.node, carried, changes.edits);
  }
  return { files, refused };
}

function collect(edits: readonly CandidateEdit[]): Map<View, ViewEdits> {
  const byView = new Map<View, ViewEdits>();
  for (const edit of edits) {
    const changes = changesOf(byView, edit.candidate.view);
    changes.edits.add(edit);
    for (const { span, text } of edit.writing.edits)
      addTexts(changes, span.node, [{ from: span.from, to: span.to, text }], [edit]);
    const { insertion } = edit.writing;
    if (insertion !== undefined)
      changes.insertions.set(insertion.point.after, { edit, entries: insertion.entries });
  }
  return byView;
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
  edits: Iterable<CandidateEdit>,
): void {
  const change = changes.scalars.get(node) ?? { texts: [], edits: new Set() };
  changes.scalars.set(node, change);
  for (const text of texts) {
    const same = change.texts.some(
      (known) => known.from === text.from && known.to === text.to && known.text === text.text,
    );
    if (!same) change.texts.push(text);
  }
  change.texts.sort((a, b) => a.from - b.from || a.to - b.to);
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

function spliceView(changes: ViewEdits): { splices: Splice[] } | { refused: RefusedEdits[] } {
  const { view } = changes;
  const splices: Splice[] = [];
  const refused: RefusedEdits[] = [];
  const expected = { texts: new Map<ScalarNode, string>(), added: new Map<MapEntry, readonly NewEntry[]>() };
  for (const [node, { texts, edits }] of changes.scalars) {
    const overlap = texts.some((text, index) => index > 0 && text.from < (texts[index - 1]?.to ?? 0));
    const rewrite = overlap
      ? ({ ok: false, reason: MEETING } as const)
      : rewriteScalar(view.text, node, texts, view.language);
    if (!rewrite.ok) refused.push(refuseScalar(view, node, [...edits], rewrite.reason));
    else splices.push(...rewrite.splices);
    expected.texts.set(node, editedText(node.text, texts));
  }
  for (const [after, { edit, entries }] of changes.insertions) {
    const point = edit.writing.insertion?.point;
    if (point === undefined) continue;
    const inserted = insertAfter(view.text, point.map, after, entries);
    if (!inserted.ok) refused.push(refuseInsertion(edit, after, entries, inserted.reason));
    else splices.push(...inserted.splices);
    expected.added.set(after, entries);
  }
  if (refused.length > 0) return { refused };
  splices.sort((a, b) => a.start - b.start || a.end - b.end);
  const unproven = proveEdit(view, splices, expected);
  return unproven === undefined ? { splices } : { refused: refuseUnproven(changes, unproven) };
}

function refuseUnproven({ view, edits }: ViewEdits, unproven: string): RefusedEdits[] {
  const [first] = edits;
  if (first === undefined) return [];
  const refusal: Refusal = {
    code: 'EDIT_UNPROVEN',
    image: first.planned.image,
    message: `the edit of ${view.file.path} was planned and does not stand the proof: ${unproven}`,
    hint: 'Nothing was written. This is a bug in Waybill; open an issue with the lines around the reference.',
    location: first.planned.location,
  };
  return [{ refusal, edits: [...edits] }];
}

function refuseScalar(
  view: View,
  node: ScalarNode,
  edits: readonly CandidateEdit[],
  reason: string,
): RefusedEdits {
  const [first] = edits;
  if (first === undefined) throw new TypeError('a scalar changes for at least one edit');
  const span = { node, from: 0, to: 0 };
  const refusal = uneditable(
    first.planned.image,
    first.candidate,
    span,
    reason,
    hintFor(node, first, reason),
  );
  return { refusal: { ...refusal, location: locateInFile(view, node.start) }, edits };
}

function hintFor(
  { templated, tag }: ScalarNode,
  { planned: { image } }: CandidateEdit,
  reason: string,
): string {
  if (reason === MEETING) return 'Give each image a value of its own, or promote them to the same tag.';
  if (templated)
    return `Mark the value that the template takes with "# waybill: ${image} tag" where it stands, and this line with "# waybill: ignore".`;
  if (tag !== undefined) return 'Write the value without the tag.';
  return 'Write the value as a plain or quoted scalar on one line.';
}

const MEETING = 'two changes meet in it';

function refuseInsertion(
  edit: CandidateEdit,
  after: MapEntry,
  entries: readonly NewEntry[],
  reason: string,
): RefusedEdits {
  const keys = entries.map((entry) => `"${entry.key}"`).join(' and ');
  const { candidate, planned } = edit;
  const refusal: Refusal = {
    code: 'REFERENCE_UNEDITABLE',
    image: planned.image,
    message: `${keys} cannot be added at ${candidate.at} in ${candidate.view.file.path}: ${reason}`,
    hint: `Add ${keys} by hand once; from then on the value is edited in place.`,
    location: locateInFile(candidate.view, after.keyNode.start),
  };
  return { refusal, edits: [edit] };
}
