import type { Evidence, GateResult, GateState } from './gate.ts';
import { awaited, length, moment } from './words.ts';
import type { UpstreamStanding } from './question.ts';

/**
 * Whether an upstream has declared the digest for long enough at `now`. When it has left the digest, the time
 * that it declared it counts. When that was too short, the gate has failed.
 */
export function soakGate({ environment, declares }: UpstreamStanding, soak: number, now: Date): GateResult {
  if (declares.kind === 'not') return result('pending', `Waits until ${environment} declares it.`);
  const { since } = declares;
  if (since === undefined)
    return result(
      'pending',
      `Since when ${environment} declares it could not be read; it has to soak for ${length(soak)}.`,
    );
  const evidence = [{ text: `${environment} since ${moment(since.at)}`, url: since.url }];
  const done = new Date(since.at.getTime() + soak);
  if (declares.kind === 'before' && declares.until.at < done) {
    const reason = `${environment} declared it from ${moment(since.at)} to ${moment(declares.until.at)}, which is less than ${length(soak)}.`;
    return { ...result('failed', reason, evidence), isFinal: true };
  }
  if (now >= done)
    return result(
      'passed',
      `Declared in ${environment} since ${moment(since.at)}, for ${length(soak)} and more.`,
      evidence,
    );
  const reason = `Soaks in ${environment} for ${length(soak)}, until ${awaited(done)}.`;
  return { ...result('pending', reason, evidence), until: done };
}

function result(state: GateState, reason: string, evidence: readonly Evidence[] = []): GateResult {
  return { gate: 'soak', state, reason, until: undefined, evidence };
}
