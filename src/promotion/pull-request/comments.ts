import { code } from '../../report/markdown.ts';
import type { GateResult } from '../gates/gate.ts';
import type { Proposal } from '../lane/decide.ts';
import type { LaneNames } from '../lane/lane.ts';
import { gateReason } from './gate-table.ts';

/** Hidden in a comment: what it is about. A later run finds it, and does not write the comment again. */
function commentMarker(about: string, key: string): string {
  return `<!-- waybill-comment ${about} ${key} -->`;
}

/** A comment of ours and the text by which it is found again. */
export interface Comment {
  readonly body: string;
  readonly marker: string;
}

/** Said once when a newer digest takes over. `key` is the plan's key of the newer proposal. */
export function supersededComment(takesOver: Proposal, wanted: Proposal, key: string): Comment {
  const marker = commentMarker('superseded', key);
  const lines = Object.entries(takesOver).map(([name, old]) => {
    const next = wanted[name];
    return `- ${code(name)}: ${code(old)} → ${next === undefined ? 'no longer proposed' : code(next)}`;
  });
  return {
    marker,
    body: `A newer digest takes over. Approvals given so far were for the older one.\n\n${lines.join('\n')}\n\n${marker}`,
  };
}

/** Said once when the branch holds somebody's commit. */
export function touchedComment(lane: LaneNames, branch: string, head: string, wanted: Proposal): Comment {
  const marker = commentMarker('touched', head);
  const images = Object.entries(wanted).map(([name, digest]) => `- ${code(name)}: ${code(digest)}`);
  return {
    marker,
    body:
      `This branch has a commit that Waybill did not make (${code(head.slice(0, 7))}), so it is left as it is. ` +
      `Waiting to be promoted to ${code(lane.environment)}:\n\n${images.join('\n')}\n\n` +
      `Merge or close this pull request and delete the branch ${code(branch)}; the next run then proposes it afresh.\n\n${marker}`,
  };
}

/** Said when a pull request has nothing left to do. */
export function closedComment(base: string, key: string): Comment {
  const marker = commentMarker('closed', key);
  return {
    marker,
    body: `${code(base)} declares all of this by now, so there is nothing left to merge. Closed by Waybill.\n\n${marker}`,
  };
}

/** Said when a pull request is not wanted any more: the upstreams declare something else, or nothing new. */
export function obsoleteComment(reason: string, key: string): Comment {
  const marker = commentMarker('obsolete', key);
  return { marker, body: `${reason} Closed by Waybill.\n\n${marker}` };
}

/** Said once when the lane of a pull request is no more. `key` is its head. */
export function leftComment(why: string, key: string): Comment {
  const marker = commentMarker('left', key);
  return {
    marker,
    body: `${gateReason(why)} So nobody keeps this pull request up to date, and Waybill does not merge it. Merge it if it is wanted, or close it and delete its branch.\n\n${marker}`,
  };
}

/** Said once when something newer waits behind this pull request, and a person has to decide. */
export function heldBackComment(newer: Proposal, key: string): Comment {
  const marker = commentMarker('held-back', key);
  const images = Object.entries(newer).map(([name, digest]) => `- ${code(name)}: ${code(digest)}`);
  return {
    marker,
    body: `Something newer waits behind this pull request:\n\n${images.join('\n')}\n\nMerge this pull request, or close it; the next run then proposes the newer one.\n\n${marker}`,
  };
}

/** Said once when the front of a queue can pass its gates no more, and the next in line takes its place. */
export function gaveWayComment(gates: readonly GateResult[], key: string): Comment {
  const marker = commentMarker('gave-way', key);
  const why = gates.map(({ gate, reason }) => `- ${gate}: ${gateReason(reason)}`);
  return {
    marker,
    body: `What was proposed here can pass no more, so it gives way to the next in line:\n\n${why.join('\n')}\n\n${marker}`,
  };
}
