import type { Hold } from '../hold/holds.ts';
import type { GateResult } from './gate.ts';
import type { ImageQuestion } from './question.ts';
import { moment, versionText } from './words.ts';

/**
 * Whether the digest is held back from this environment. A person ends a hold by removing it; it never ends
 * by itself.
 */
export function holdGate(member: ImageQuestion): GateResult {
  const { hold } = member;
  if (hold === undefined)
    return { gate: 'hold', state: 'passed', reason: 'It is not held.', until: undefined, evidence: [] };
  return {
    gate: 'hold',
    state: 'failed',
    reason: `${versionText(member)} is held${whyAndWho(hold)}.`,
    until: undefined,
    evidence: [{ text: hold.file, url: hold.link }],
  };
}

function whyAndWho({ reason, by, at }: Hold): string {
  const when = at === undefined ? [] : [moment(new Date(at))];
  const who = [...(by === undefined ? [] : [by]), ...when].join(', ');
  return `${reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`}${who === '' ? '' : ` (${who})`}`;
}
