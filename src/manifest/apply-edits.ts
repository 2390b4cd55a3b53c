import type { Candidate } from './candidate.ts';
import type { PlannedEdit, PlannedFile, Refusal, Splice } from './plan.ts';
import { proveEdit } from './prove.ts';
import { uneditable } from './refuse.ts';
import { applySplices } from './splice.ts';
import { locateInFile, type View } from './view.ts';
import { insertAfter } from './yaml/insert-entry.ts';
import { editedText, rewriteScalar, type TextEdit } from './yaml/rewrite-scalar.ts';
import type { Entry, ScalarNode } from './yaml/tree.ts';
import type { NewEntry } from './yaml/insert-entry.ts';
import type { Writing } from './write-reference.ts';

/** A candidate with what is written at it. */
export interface CandidateEdit {
  readonly candidate: Candidate;
  readonly writing: Extract<Writing, { kind: 'write' }>;
  readonly planned: PlannedEdit;
}

/** All that changes in one view. */
interface ViewChanges {
  readonly view: View;
  readonly texts: Map<ScalarNode, TextEdit[]>;
  readonly insertions: Map<Entry, { edit: CandidateEdit; entries: readonly NewEntry[] }>;
  readonly origin: CandidateEdit;
}

/**
 * Turns edits into files: the splices of every view, the innermost first, each proven by parsing the result, and carried
 * outwards as edits of the scalar that holds the view.
 */
export function applyEdits(edits: readonly CandidateEdit[]): { files: PlannedFile[]; refusals: Refusal[] } {
  const byView = collect(edits);
  const files: PlannedFile[] = [];
  const refusals: Refusal[] = [];
  for (let changes = takeDeepest(byView); changes !== undefined; changes = takeDeepest(byView)) {
    const result = spliceView(changes);
    if (!Array.isArray(result)) {
      refusals.push(result.refusal);
      continue;
    }
    const { view } = changes;
    if (view.outer === undefined) {
      files.push({
        path: view.file.path,
        before: view.text,
        after: applySplices(view.text, result),
        splices: result,
      });
      continue;
    }
    const outer = changesOf(byView, view.outer.view, changes.origin);
    const carried = result.map(({ start, end, text }) => ({ from: start, to: end, text }));
    addTexts(outer, view.outer.node, carried);
  }
  return { files, refusals };
}

function collect(edits: readonly CandidateEdit[]): Map<View, ViewChanges> {
  const byView = new Map<View, ViewChanges>();
  for (const edit of edits) {
    const changes = changesOf(byView, edit.candidate.view, edit);
    for (const { span, text } of edit.writing.edits) {
      addTexts(changes, span.node, [{ from: span.from, to: span.to, text }]);
    }
    const { insertion } = edit.writing;
    if (insertion !== undefined)
      changes.insertions.set(insertion.point.after, { edit, entries: insertion.entries });
  }
  return byView;
}

function changesOf(byView: Map<View, ViewChanges>, view: View, origin: CandidateEdit): ViewChanges {
  const known = byView.get(view);
  if (known !== undefined) return known;
  const fresh: ViewChanges = { view, texts: new Map(), insertions: new Map(), origin };
  byView.set(view, fresh);
  return fresh;
}

/** Two readers of one anchored scalar plan the same edit; it is made once. */
function addTexts(changes: ViewChanges, node: ScalarNode, edits: readonly TextEdit[]): void {
  const list = changes.texts.get(node) ?? [];
  for (const edit of edits) {
    const same = list.some((one) => one.from === edit.from && one.to === edit.to && one.text === edit.text);
    if (!same) list.push(edit);
  }
  changes.texts.set(
    node,
    list.sort((a, b) => a.from - b.from || a.to - b.to),
  );
}

function takeDeepest(byView: Map<View, ViewChanges>): ViewChanges | undefined {
  let deepest: ViewChanges | undefined;
  for (const changes of byView.values()) {
    if (deepest === undefined || depth(changes.view) > depth(deepest.view)) deepest = changes;
  }
  if (deepest !== undefined) byView.delete(deepest.view);
  return deepest;
}

function depth(view: View): number {
  return view.outer === undefined ? 0 : 1 + depth(view.outer.view);
}

function spliceView(changes: ViewChanges): Splice[] | { refusal: Refusal } {
  const { view, origin } = changes;
  const splices: Splice[] = [];
  const expected = { texts: new Map<ScalarNode, string>(), added: new Map<Entry, readonly NewEntry[]>() };
  for (const [node, edits] of changes.texts) {
    const overlap = edits.some((edit, index) => index > 0 && edit.from < (edits[index - 1]?.to ?? 0));
    if (overlap) return { refusal: refuseScalar(changes, node, 'two changes meet in it', MEETING_HINT) };
    const rewrite = rewriteScalar(view.text, node, edits, view.language);
    if (!rewrite.ok) {
      const hint = node.templated ? templateHint(origin.planned.image) : REWRITE_HINT;
      return { refusal: refuseScalar(changes, node, rewrite.reason, hint) };
    }
    splices.push(...rewrite.splices);
    expected.texts.set(node, editedText(node.text, edits));
  }
  for (const [after, { edit, entries }] of changes.insertions) {
    const point = edit.writing.insertion?.point;
    if (point === undefined) continue;
    const inserted = insertAfter(view.text, point.map, after, entries);
    if (!inserted.ok) return { refusal: refuseInsertion(edit, after, entries, inserted.reason) };
    splices.push(...inserted.splices);
    expected.added.set(after, entries);
  }
  splices.sort((a, b) => a.start - b.start || a.end - b.end);
  const unproven = proveEdit(view, splices, expected);
  if (unproven === undefined) return splices;
  return {
    refusal: {
      code: 'EDIT_UNPROVEN',
      image: origin.planned.image,
      message: `the edit of ${view.file.path} was planned and does not stand the proof: ${unproven}`,
      hint: 'Nothing was written. This is a bug in Waybill; open an issue with the lines around the reference.',
      location: origin.planned.location,
    },
  };
}

function refuseScalar(changes: ViewChanges, node: ScalarNode, reason: string, hint: string): Refusal {
  const { origin, view } = changes;
  const refusal = uneditable(origin.planned.image, origin.candidate, { node, from: 0, to: 0 }, reason, hint);
  return { ...refusal, location: locateInFile(view, node.start) };
}

function templateHint(image: string): string {
  return `Mark the value that the template takes with "# waybill: ${image} tag" where it stands, and this line with "# waybill: ignore".`;
}

const MEETING_HINT = 'Give each image a value of its own, or promote them to the same tag.';
const REWRITE_HINT = 'Write the value as a plain or quoted scalar on one line.';

function refuseInsertion(
  edit: CandidateEdit,
  after: Entry,
  entries: readonly NewEntry[],
  reason: string,
): Refusal {
  const keys = entries.map((entry) => `"${entry.key}"`).join(' and ');
  const { candidate, planned } = edit;
  const location = locateInFile(candidate.view, after.keyNode.start);
  return {
    code: 'REFERENCE_UNEDITABLE',
    image: planned.image,
    message: `${keys} cannot be added at ${candidate.at} in ${candidate.view.file.path}: ${reason}`,
    hint: `Add ${keys} by hand once; from then on the value is edited in place.`,
    location,
  };
}
