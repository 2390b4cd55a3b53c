import { type GateResult, worstState } from './gate.ts';
import { healthOf } from './health.ts';
import { list, moment, versionText } from './words.ts';
import type { ImageQuestion, GateQuestion, UpstreamStanding, WaveStanding } from './question.ts';

/**
 * Whether every upstream declares this digest (with `any`: one of them), and whether the earlier waves have
 * converged: each of their targets declares all that is proposed, and is healthy.
 *
 * A digest counts too that an upstream declared and has left: soak asks how long it was declared. This is how
 * the older one of a queue still gets its turn.
 */
export function orderGate(
  member: ImageQuestion,
  { environment, wave }: Pick<GateQuestion, 'environment' | 'wave'>,
): GateResult {
  const { need } = environment.after;
  const there = member.upstreams.filter(({ declares }) => declares.kind !== 'not');
  const missing = member.upstreams.filter(({ declares }) => declares.kind === 'not');
  const evidence = there.flatMap(declarationOf);
  const met = need === 'any' ? there.length > 0 || missing.length === 0 : missing.length === 0;
  if (!met) {
    const gone = missing.filter(({ declares }) => declares.kind === 'not' && declares.isRolledBack === true);
    if (need === 'all' ? gone.length > 0 : gone.length === missing.length) {
      const reason = `${versionText(member)} was rolled back in ${list(gone.map(({ environment: name }) => name))}.`;
      return { gate: 'order', state: 'failed', reason, until: undefined, evidence, isFinal: true };
    }
    const reason = `${versionText(member)} is not declared in ${list(missing.map(describeMissing), need === 'any' ? 'or' : 'and')}.`;
    return { gate: 'order', state: 'pending', reason, until: undefined, evidence };
  }
  const waiting = wave === undefined ? undefined : waitsFor(wave);
  if (waiting !== undefined) return { gate: 'order', ...waiting, until: undefined, evidence };
  const wavesBefore = wave === undefined || wave.number === 1 ? '' : ' The waves before have converged.';
  const reason =
    there.length === 0
      ? `No environment comes before.${wavesBefore}`
      : `${versionText(member)} ${list(declaredAt(there))}.${wavesBefore}`;
  return { gate: 'order', state: 'passed', reason, until: undefined, evidence };
}

/** `is declared in dev`; of what an upstream has left, when it was. */
function declaredAt(there: readonly UpstreamStanding[]): readonly string[] {
  const now = there.filter(({ declares }) => declares.kind === 'now').map(({ environment }) => environment);
  const before = there.flatMap(({ environment, declares }) =>
    declares.kind === 'before' ? [`was declared in ${environment} until ${moment(declares.until.at)}`] : [],
  );
  return [...(now.length === 0 ? [] : [`is declared in ${list(now)}`]), ...before];
}

function declarationOf({ environment, declares }: UpstreamStanding): GateResult['evidence'] {
  if (declares.kind === 'not' || declares.since === undefined) return [];
  const { commit, url } = declares.since;
  return [{ text: `${environment} at ${commit.slice(0, 7)}`, url }];
}

function describeMissing({ environment, declares }: UpstreamStanding): string {
  const instead = declares.kind === 'not' ? declares.instead : [];
  if (instead.length === 0) return environment;
  return `${environment} (which declares ${list(instead.map(versionText))})`;
}

/** What an earlier wave still lacks, as the result of the gate; undefined when all of them have converged. */
function waitsFor({ number, earlier }: WaveStanding): Pick<GateResult, 'state' | 'reason'> | undefined {
  const behind = earlier.filter(({ converged }) => !converged).map(({ target }) => target);
  if (behind.length > 0)
    return {
      state: 'pending',
      reason: `Wave ${number} waits until ${list(behind)} ${behind.length === 1 ? 'declares' : 'declare'} it.`,
    };
  const ill = earlier
    .map((target) => ({ target, health: healthOf(target) }))
    .filter(({ health }) => health.state !== 'passed');
  if (ill.length === 0) return undefined;
  const said = ill.map(({ target, health }) => `${target.target} (${health.says})`);
  return {
    state: worstState(ill.map(({ health }) => health.state)),
    reason: `Wave ${number} waits until ${list(said)} ${ill.length === 1 ? 'is' : 'are'} healthy.`,
  };
}
