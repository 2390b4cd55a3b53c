import { pauseReason } from '../pause/pause-file.ts';
import type { KnownPause } from '../pause/pauses.ts';
import type { GateResult } from './gate.ts';
import { awaited, list, moment } from './words.ts';

/**
 * What keeps merges from an environment although all its other gates may have passed. Undefined where nothing
 * is paused. The moment is known where every pause ends by itself.
 */
export function pauseGate(environment: string, pauses: readonly KnownPause[]): GateResult | undefined {
  if (pauses.length === 0) return undefined;
  const ends = pauses.map(({ until }) => (until === undefined ? undefined : new Date(until)));
  const known = ends.flatMap((end) => (end === undefined ? [] : [end.getTime()]));
  const until = known.length < ends.length ? undefined : new Date(Math.max(...known));
  const end = until === undefined ? 'It ends when a person resumes it.' : `It ends ${awaited(until)}.`;
  return {
    gate: 'pause',
    state: 'pending',
    reason: `${pauses.map((pause) => sentence(environment, pause)).join(' ')} ${end}`,
    until,
    evidence: pauses.map(({ where }) => where),
  };
}

function sentence(environment: string, { images, reason, by, at }: KnownPause): string {
  const what = images === undefined ? environment : `${list(images)} in ${environment}`;
  const verb = images === undefined || images.length === 1 ? 'is' : 'are';
  const who = [...(by === undefined ? [] : [by]), ...(at === undefined ? [] : [moment(new Date(at))])];
  const asked = who.length === 0 ? '' : ` (${who.join(', ')})`;
  return `${what} ${verb} paused: ${pauseReason(reason).replace(/\.$/, '')}${asked}.`;
}
