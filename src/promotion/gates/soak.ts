import type { GatesConfig } from '../../config/config.ts';
import type { Evidence, GateResult, GateState } from './gate.ts';
import { awaited, length, moment } from './words.ts';
import type { UpstreamStanding } from './question.ts';

/** How long an environment wants digests to soak, as `gates.soak` says it. */
type Soak = NonNullable<GatesConfig['soak']>;

/**
 * Whether an upstream has declared the digest for long enough at `now`. When a promotion has replaced it
 * there, the time that it was declared counts; with `replaced: counts` its time goes on. What was too short
 * then has failed.
 */
export function soakGate({ environment, declares }: UpstreamStanding, soak: Soak, now: Date): GateResult {
  if (declares.kind === 'not') return result('pending', `Waits until ${environment} declares it.`);
  const { since } = declares;
  const wanted = length(soak.for);
  if (since === undefined)
    return result(
      'pending',
      `Since when ${environment} declares it could not be read; it has to soak for ${wanted}.`,
    );
  const evidence = [{ text: `${environment} since ${moment(since.at)}`, url: since.url }];
  const done = new Date(since.at.getTime() + soak.for);
  const left = declares.kind === 'before' ? declares.until.at : undefined;
  if (left !== undefined && left < done && soak.replaced === 'stops') {
    const reason = `${environment} declared it from ${moment(since.at)} to ${moment(left)}, which is less than ${wanted}.`;
    return { ...result('failed', reason, evidence), isFinal: true };
  }
  const replaced =
    left === undefined ? '' : ` A promotion replaced it there at ${moment(left)}, and its time goes on.`;
  if (now < done) {
    const reason = `Soaks in ${environment} for ${wanted}, until ${awaited(done)}.${replaced}`;
    return { ...result('pending', reason, evidence), until: done };
  }
  return result('passed', passedText(declares, environment, soak), evidence);
}

function passedText(
  declares: Exclude<UpstreamStanding['declares'], { kind: 'not' }>,
  environment: string,
  { for: time, replaced }: Soak,
): string {
  const from = declares.since === undefined ? '' : moment(declares.since.at);
  if (declares.kind === 'now')
    return `Declared in ${environment} since ${from}, for ${length(time)} and more.`;
  const until = moment(declares.until.at);
  return replaced === 'counts'
    ? `Came to ${environment} at ${from}, ${length(time)} ago or more; a promotion replaced it there at ${until}.`
    : `Was declared in ${environment} from ${from} to ${until}, for ${length(time)} and more.`;
}

function result(state: GateState, reason: string, evidence: readonly Evidence[] = []): GateResult {
  return { gate: 'soak', state, reason, until: undefined, evidence };
}
