import type { CandidateEdit } from './apply-edits.ts';
import type { Candidate } from './candidate.ts';
import type { Refusal } from './plan.ts';
import { uneditable } from './refuse.ts';
import { locateInFile } from './view.ts';
import { pathText, type ScalarNode } from './yaml/tree.ts';
import { walk } from './yaml/walk.ts';

/**
 * An anchored value is read in several places. It may be edited only when every one of them is a reference to the image
 * that changes; otherwise something else would change along, and the plan is refused with the list of places.
 */
export function refuseSharing(edits: readonly CandidateEdit[]): Refusal[] {
  const refusals: Refusal[] = [];
  for (const [node, claims] of claimsByNode(edits)) {
    const [first] = claims;
    if (first === undefined) continue;
    if (claims.some(({ candidate }) => isMarked(candidate, node))) continue;
    const { view } = first.candidate;
    const document = view.documents.find((tree) => tree.aliases.length > 0 && contains(tree.root, node));
    if (document === undefined) continue;
    const readers = [...walk(document.root)].filter((visit) => visit.node === node);
    const claimed = new Set(claims.map((claim) => claim.candidate.at));
    if (readers.length <= claimed.size) continue;
    const places = readers.map((visit) => pathText(visit.path));
    const lines = document.aliases.map((alias) => locateInFile(view, alias.start).line);
    refusals.push(
      uneditable(
        first.planned.image,
        first.candidate,
        { node, from: 0, to: 0 },
        `an anchor shares the value with other places (${places.join(', ')}; aliases on line ${[...new Set(lines)].join(', ')})`,
        'Write the value out in the place that is to change, or mark the anchored scalar with a "# waybill:" comment if all of them are to change.',
      ),
    );
  }
  return refusals;
}

/** A marker on the anchored scalar says that all who share it are meant. */
function isMarked(candidate: Candidate, node: ScalarNode): boolean {
  return candidate.format === 'marker' || candidate.marked?.includes(node) === true;
}

function contains(root: { start: number; end: number }, node: ScalarNode): boolean {
  return root.start <= node.start && node.end <= root.end;
}

function claimsByNode(edits: readonly CandidateEdit[]): Map<ScalarNode, CandidateEdit[]> {
  const claims = new Map<ScalarNode, CandidateEdit[]>();
  for (const edit of edits) {
    for (const node of touched(edit)) claims.set(node, [...(claims.get(node) ?? []), edit]);
  }
  return claims;
}

/** The scalars that an edit writes, and the sibling behind which it inserts. */
function touched({ writing }: CandidateEdit): Set<ScalarNode> {
  const nodes = new Set(writing.edits.map((edit) => edit.span.node));
  const sibling = writing.insertion?.point.after.value;
  if (sibling?.kind === 'scalar') nodes.add(sibling);
  return nodes;
}
