import type { GatesConfig } from '../../../config/config.ts';
import type { GateResult } from '../gate.ts';
import { momentIn } from '../words.ts';
import { type Freeze, openingAt } from './openings.ts';

/**
 * Whether promotions are let through at `now`. A freeze counts here too, and its reason is said. While it is
 * closed, the next opening is named in UTC and in its own time zone.
 */
export function windowGate(
  { window, freeze }: Pick<GatesConfig, 'window' | 'freeze'>,
  now: Date,
): GateResult {
  const opening = openingAt(window ?? [], freeze ?? [], now);
  if (opening.kind === 'open') {
    const { closes, zone } = opening;
    const end = closes === undefined ? '' : ` until ${momentIn(closes, opening.freeze?.timezone ?? zone)}`;
    return result('passed', `Open${end}.`, closes, opening.freeze);
  }
  const opens = `${momentIn(opening.opens, opening.zone)}`;
  const reason =
    opening.freeze === undefined ? `Closed; opens ${opens}.` : `${frozen(opening.freeze)}; opens ${opens}.`;
  return result('pending', reason, opening.opens, opening.freeze);
}

function result(
  state: 'passed' | 'pending',
  reason: string,
  until: Date | undefined,
  freeze: Freeze | undefined,
): GateResult {
  const evidence = freeze === undefined ? [] : [{ text: `${frozen(freeze)}.`, url: undefined }];
  return { gate: 'window', state, reason, until, evidence };
}

function frozen({ from, to, timezone, reason }: Freeze): string {
  const days = from === to ? `on ${from}` : `from ${from} to ${to}`;
  return `Frozen ${days} (${timezone})${reason === undefined ? '' : `: ${reason}`}`;
}
