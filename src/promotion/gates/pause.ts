import { pauseReason } from '../pause/pause-file.ts';
import type { KnownPause } from '../pause/pauses.ts';
import type { GateResult } from './gate.ts';
import { awaited, list, moment } from './words.ts';

/**
 * What keeps merges from an environment although all its other gates may have passed. Undefined where nothing
 * is paused. The moment is known where every pause ends by itself. Of several pauses it names those that end
 * last, so that what it says is true until that moment.
 */
export function pauseGate(environment: string, pauses: readonly KnownPause[]): GateResult | undefined {
  if (pauses.length === 0) return undefined;
  const last = Math.max(...pauses.map(endOf));
  const lasting = pauses.filter((pause) => endOf(pause) === last);
  const until = last === Infinity ? undefined : new Date(last);
  const end = until === undefined ? 'It ends when a person resumes it.' : `It ends ${awaited(until)}.`;
  const sentences = new Set(lasting.map((pause) => sentence(environment, pause)));
  return {
    gate: 'pause',
    state: 'pending',
    reason: `${[...sentences].join(' ')} ${end}`,
    until,
    evidence: lasting.map(({ where }) => where),
  };
}

/** When a pause ends by itself, in milliseconds. One that a person has to end never does. */
function endOf({ until }: KnownPause): number {
  return until === undefined ? Infinity : Date.parse(until);
}

function sentence(environment: string, { images, reason, by, at }: KnownPause): string {
  const what = images === undefined ? environment : `${list(images)} in ${environment}`;
  const verb = images === undefined || images.length === 1 ? 'is' : 'are';
  const who = [...(by === undefined ? [] : [by]), ...(at === undefined ? [] : [moment(new Date(at))])];
  const asked = who.length === 0 ? '' : ` (${who.join(', ')})`;
  return `${what} ${verb} paused: ${pauseReason(reason).replace(/\.$/, '')}${asked}.`;
}
