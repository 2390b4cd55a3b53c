import { type GateName, type GateResult, type GateState, GATES, worstState } from './gate.ts';
import { groupGate } from './group.ts';
import { healthGate } from './health.ts';
import { holdGate } from './hold.ts';
import { manualGate } from './manual.ts';
import { orderGate } from './order.ts';
import { pauseGate } from './pause.ts';
import { provenanceGate } from './provenance.ts';
import type { ImageQuestion, GateQuestion, UpstreamStanding } from './question.ts';
import { soakGate } from './soak.ts';
import { versionGate } from './version.ts';
import { windowGate } from './calendar/window.ts';

/**
 * All gates that a proposal has to pass, in the order of `GATES`. They are the gates that the environment
 * asks for; `order`, where the environment comes after others or has waves; `group`, where an image is of a
 * group that comes from one commit or version; and `hold` and `pause`, where something is held or paused. A
 * gate that looks at each image says the worst result, and names the images where there are several.
 */
export function evaluateGates(question: GateQuestion): readonly GateResult[] {
  const { members, groups = [], environment, pauses, review, now } = question;
  const { gates } = environment;
  const ofMembers = members.map((member) => ({
    image: member.name,
    results: memberGates(member, question),
  }));
  const ofGroups = combine(groups.map(groupGate));
  const together = GATES.flatMap((gate) => (gate === 'group' ? ofGroups : worstOf(gate, ofMembers)));
  // These three are the last of `GATES`.
  const shared = [
    ...listed(pauseGate(environment.name, pauses)),
    ...(gates?.window === undefined && gates?.freeze === undefined ? [] : [windowGate(gates, now)]),
    ...(gates?.manual === true ? [manualGate(review)] : []),
  ];
  return [...together, ...shared];
}

/**
 * The gates that look at one image: order, soak, health, version, provenance, hold. An image that joins a
 * group has to pass these by itself.
 */
export function memberGates(
  member: ImageQuestion,
  question: Pick<GateQuestion, 'environment' | 'wave' | 'now'>,
): readonly GateResult[] {
  const { environment, wave } = question;
  const { gates, after } = environment;
  const ordered = after.environments.length > 0 || wave !== undefined;
  return [
    ...(ordered ? [orderGate(member, question)] : []),
    ...upstreamGates(member, question),
    ...(gates?.version === undefined ? [] : [versionGate(member, gates.version)]),
    ...(gates?.provenance === undefined ? [] : [provenanceGate(member)]),
    ...(member.hold === undefined ? [] : [holdGate(member)]),
  ];
}

/**
 * Soak and health. With `after: all` the worst upstream counts. With `any` the one that is furthest counts,
 * and it is the same one for both gates. Otherwise a digest could pass that soaked in one upstream and was
 * healthy in another.
 */
function upstreamGates(
  { upstreams }: ImageQuestion,
  question: Pick<GateQuestion, 'environment' | 'now'>,
): readonly GateResult[] {
  const { after } = question.environment;
  const each = upstreams.map((upstream) => gatesAt(upstream, question));
  if (after.need === 'any') return each.toSorted(furthestFirst).at(0) ?? [];
  return GATES.flatMap((gate) => {
    const results = each.flat().filter((result) => result.gate === gate);
    return combine(results);
  });
}

function gatesAt(
  upstream: UpstreamStanding,
  { environment, now }: Pick<GateQuestion, 'environment' | 'now'>,
): readonly GateResult[] {
  const { gates } = environment;
  return [
    ...(gates?.soak === undefined ? [] : [soakGate(upstream, gates.soak, now)]),
    ...(gates?.healthy === undefined ? [] : [healthGate(upstream)]),
  ];
}

const DISTANCE: Readonly<Record<GateState, number>> = { passed: 0, pending: 1, failed: 2 };

function furthestFirst(a: readonly GateResult[], b: readonly GateResult[]): number {
  return distance(a) - distance(b) || waiting(a) - waiting(b);
}

function distance(results: readonly GateResult[]): number {
  return DISTANCE[worstState(results.map(({ state }) => state))];
}

/** The moment to sort by. An event comes last, because nobody knows its time. */
function waiting(results: readonly GateResult[]): number {
  const open = results.filter(({ state }) => state !== 'passed');
  return Math.max(0, ...open.map(({ until }) => until?.getTime() ?? Infinity));
}

function worstOf(
  gate: GateName,
  members: readonly { readonly image: string; readonly results: readonly GateResult[] }[],
): readonly GateResult[] {
  const results = members.flatMap(({ image, results: all }) =>
    all
      .filter((result) => result.gate === gate)
      .map((result) => (members.length === 1 ? result : named(image, result))),
  );
  return combine(results);
}

function named(image: string, result: GateResult): GateResult {
  return { ...result, reason: `${image}: ${result.reason}` };
}

/**
 * Several results of one gate as one: the worst state, and what the results with that state say. Of several
 * that wait for a moment only the last is said, so that the words stay the same until then.
 */
function combine(results: readonly GateResult[]): readonly GateResult[] {
  const [first] = results;
  if (first === undefined) return [];
  const state = worstState(results.map((result) => result.state));
  const worst = results.filter((result) => result.state === state);
  const until = latest(worst);
  const speaking = worst.filter(
    (result) => result.until === undefined || result.until.getTime() === until?.getTime(),
  );
  return [
    {
      gate: first.gate,
      state,
      reason: [...new Set(speaking.map(({ reason }) => reason))].join(' '),
      until,
      evidence: results.flatMap(({ evidence }) => evidence),
      ...(worst.some(({ isFinal }) => isFinal === true) ? { isFinal: true } : {}),
    },
  ];
}

function latest(results: readonly GateResult[]): Date | undefined {
  const moments = results.flatMap(({ until }) => (until === undefined ? [] : [until.getTime()]));
  return moments.length === 0 ? undefined : new Date(Math.max(...moments));
}

function listed<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
