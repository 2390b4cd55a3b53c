import type { GateResult, GateState } from './gate.ts';
import type { GroupMember, GroupQuestion } from './question.ts';
import { list, versionText } from './words.ts';

/**
 * Whether all images of a group come from one commit, or have one version, by what their digests say of
 * themselves. It looks at what the environment declares after the promotion. While an image is missing the
 * gate waits and names it; an image that does not say where it comes from can never pass.
 */
export function groupGate(group: GroupQuestion): GateResult {
  const { same, name, members } = group;
  if (members.some(({ isUnanswered }) => isUnanswered))
    return result('pending', `What the images of ${name} are is not known: the registry did not answer.`);
  const silent = members.filter(({ from }) => from === undefined);
  if (silent.length > 0) {
    const what = same === 'commit' ? 'which commit they were built from' : 'which version they are';
    return result('failed', `${list(silent.map(memberText))} of ${name} do not say ${what}.`);
  }
  const wanted = [...new Set(members.filter(({ isMoving }) => isMoving).map(({ from }) => from))];
  const [only, another] = wanted;
  if (only === undefined || another !== undefined) {
    const parts = members
      .filter(({ isMoving }) => isMoving)
      .map((member) => `${memberText(member)} (${fromText(member, same)})`);
    return result('pending', `The images of ${name} do not come from one ${same}: ${list(parts)}.`);
  }
  const missing = members.filter(({ from }) => from !== only);
  if (missing.length === 0)
    return result('passed', `All images of ${name} come from one ${same}, ${short(only, same)}.`);
  const parts = missing.map(
    (member) => `${member.name}, which is ${memberText(member)} (${fromText(member, same)})`,
  );
  return result('pending', `Of the ${same} ${short(only, same)}, ${name} misses ${list(parts)}.`);
}

function memberText(member: GroupMember): string {
  return `${member.name} ${versionText(member)}`;
}

function fromText({ from = '' }: GroupMember, same: GroupQuestion['same']): string {
  return `${same} ${short(from, same)}`;
}

/** `acme/shop@0123456…` as `0123456`. */
function short(from: string, same: GroupQuestion['same']): string {
  return same === 'commit' ? from.slice(from.indexOf('@') + 1).slice(0, 7) : from;
}

function result(state: GateState, reason: string): GateResult {
  return { gate: 'group', state, reason, until: undefined, evidence: [] };
}
