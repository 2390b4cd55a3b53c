import type { EnvironmentConfig } from '../../config/config.ts';
import { withDoubts } from '../../promotion/gates/doubt.ts';
import {
  gateContext,
  type GateStatus,
  gateStatus,
  isShown,
  type PresentStatus,
  statusesToWrite,
  WHOLE_CONTEXT,
  wholeStatus,
} from '../../promotion/status/commit-status.ts';
import type { GateName } from '../../promotion/gates/gate.ts';
import { UNJUDGED, type WholeVerdict, wholeVerdict } from '../../promotion/status/whole-verdict.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import type { LaneWriter } from './lane-writer.ts';

/**
 * Puts the whole verdict on the head of a lane's pull request, unless it stands there already. Returns
 * whether it was written. A token that may not set statuses is a warning: the pull request is there, and
 * `verify` can set it.
 */
export async function showVerdict(lanePlan: LanePlan, head: string, writer: LaneWriter): Promise<boolean> {
  const { environment } = writer.destination;
  const gates = lanePlan.facts?.gates;
  const unread = gates === undefined ? gatesAskedFor(environment) : [];
  // A run that evaluated these gates knew more than this one, so its verdict stays.
  if (unread.length > 0 && hasVerdict(lanePlan, head)) return false;
  const { purpose, doubted } = lanePlan;
  const judged = withDoubts(gates ?? [], doubted, { environment: environment.name, review: undefined });
  const doubts = doubted.length === 0 ? [] : judged.filter(({ gate }) => gate === 'hold');
  const statuses = doubts.map((result) => gateStatus(result, writer.run));
  // A run that saw that a person approved this head knew more than this one.
  const present = presentAt(lanePlan, head);
  if (statuses.some(({ context }) => isPassed(context, present))) return false;
  const shown: boolean[] = [];
  for (const status of statuses) shown.push(await post(status, lanePlan, head, writer));
  const verdict = wholeVerdict({ environment: environment.name, purpose, gates: judged, unread });
  shown.push(await write(verdict, lanePlan, head, writer), await showGroup(lanePlan, head, writer));
  return shown.includes(true);
}

function isPassed(context: string, present: readonly PresentStatus[]): boolean {
  return present.some((status) => status.context === context && status.state.toLowerCase() === 'success');
}

/** promote shows what holds a group back, too: nobody else looks into the first environment. */
async function showGroup(lanePlan: LanePlan, head: string, writer: LaneWriter): Promise<boolean> {
  const own = (lanePlan.facts?.gates ?? []).filter(({ gate }) => gate === 'group');
  const present = presentAt(lanePlan, head).filter(({ context }) => context === gateContext('group'));
  const shown: boolean[] = [];
  for (const status of statusesToWrite(own, present, writer.run))
    shown.push(await post(status, lanePlan, head, writer));
  return shown.includes(true);
}

/** On a head with a person's commit nobody has judged anything yet; what `verify` said of it stays. */
export async function showUnjudged(lanePlan: LanePlan, head: string, writer: LaneWriter): Promise<boolean> {
  return hasVerdict(lanePlan, head) ? false : write(UNJUDGED, lanePlan, head, writer);
}

function hasVerdict(lanePlan: LanePlan, head: string): boolean {
  return presentAt(lanePlan, head).some(({ context }) => context === WHOLE_CONTEXT);
}

async function write(
  verdict: WholeVerdict,
  lanePlan: LanePlan,
  head: string,
  writer: LaneWriter,
): Promise<boolean> {
  return post(wholeStatus(verdict, writer.run), lanePlan, head, writer);
}

async function post(
  status: GateStatus,
  lanePlan: LanePlan,
  head: string,
  { github, destination }: LaneWriter,
): Promise<boolean> {
  if (isShown(status, presentAt(lanePlan, head))) return false;
  const { targetUrl: url, ...said } = status;
  return github.showStatus({ repository: destination.state.fullName, commit: head, ...said, url });
}

function presentAt({ state }: LanePlan, head: string) {
  return state.head?.oid === head ? (state.head.statuses ?? []) : [];
}

/** The gates that an environment asks for; without upstreams there is nothing to soak or to be healthy. */
function gatesAskedFor({ after, waves, gates = {} }: EnvironmentConfig): readonly GateName[] {
  const ordered = after.environments.length > 0;
  const asked: readonly (readonly [GateName, boolean])[] = [
    ['order', ordered || waves !== undefined],
    ['soak', ordered && gates.soak !== undefined],
    ['health', ordered && gates.healthy !== undefined],
    ['version', gates.version !== undefined],
    ['window', gates.window !== undefined || gates.freeze !== undefined],
    ['manual', gates.manual === true],
    ['provenance', gates.provenance !== undefined],
  ];
  return asked.flatMap(([gate, isAsked]) => (isAsked ? [gate] : []));
}
