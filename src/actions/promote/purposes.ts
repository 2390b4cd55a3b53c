import type { EnvironmentConfig } from '../../config/config.ts';
import { attemptAll } from '../../errors/attempt-all.ts';
import { no, ok, type Result } from '../../errors/result.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { Destination } from '../../environments/destination.ts';
import { warnOfLeftHolds } from '../../environments/lanes/left-holds.ts';
import type { EnvironmentReading } from '../../environments/read-environment.ts';
import type { AskedEnvironment, ProposalJudge } from '../../lanes/plan/judge-proposals.ts';
import type { EditedLane, LanePlan } from '../../lanes/plan/plan-lane.ts';
import { allPassed, type GateResult, holdsForHotfix, notPassed } from '../../promotion/gates/gate.ts';
import { holdOn } from '../../promotion/hold/holds.ts';
import { pauseGate } from '../../promotion/gates/pause.ts';
import { inForce } from '../../promotion/pause/pauses.ts';
import { NO_FACTS } from '../../promotion/pull-request/facts.ts';
import { decide, writesHead } from '../../promotion/lane/decide.ts';
import type { Asked, Purpose } from '../../promotion/lane/purpose.ts';
import { gateReason } from '../../promotion/pull-request/gate-table.ts';
import type { Log } from '../../runner/runner.ts';
import type { PromoteRequest } from './inputs.ts';

/**
 * Refuses digests that are held: neither a promotion nor a hotfix brings them back. Throws `DIGEST_HELD` for
 * each.
 */
export function refuseHeld(
  lanes: readonly EditedLane[],
  { config, environment, state }: Destination & Pick<AskedEnvironment, 'config'>,
  { holds }: EnvironmentReading,
  log: Pick<Log, 'warning'>,
): void {
  const { all, left } = holds();
  warnOfLeftHolds(left, state, config, log);
  const errors = lanes
    .flatMap(({ placed }) => placed)
    .flatMap(({ image }) => {
      const hold = holdOn(all, image.name, image.digest);
      if (hold === undefined) return [];
      const why = `${hold.reason === undefined ? '' : `: ${hold.reason}`}${hold.by === undefined ? '' : ` (${hold.by})`}`;
      return [
        new WaybillError(
          'DIGEST_HELD',
          `${image.digest} of ${image.name} is held in ${environment.name}${why}`,
          {
            hint: `Promote another digest, or end the hold first: delete its entry in ${hold.file}.`,
          },
        ),
      ];
    });
  if (errors.length > 0) throw new WaybillErrors(errors);
}

/**
 * What each of these lanes is moved for. Where the upstreams declare the digests, or there are none, it is an
 * ordinary promotion; otherwise a hotfix. Throws `HOTFIX_REFUSED` where that is not allowed, or nobody says
 * why.
 */
export async function purposesOf(
  lanes: readonly EditedLane[],
  request: PromoteRequest,
  asked: AskedEnvironment,
  judge: ProposalJudge,
): Promise<readonly Purpose[]> {
  return attemptAll(lanes, async (lane): Promise<Purpose> => {
    const { gates } = await judge(lane, true);
    const obstacle = obstacleOf(gates, asked.environment) ?? skippedOf(gates, request, asked.environment);
    if (obstacle === undefined) return { kind: 'promotion', wave: lane.wave };
    const allowed = allowedHotfix(request, asked, obstacle);
    if (!allowed.ok) throw allowed.problem;
    const passedOver = notPassed(gates.filter(({ gate }) => !holdsForHotfix(gate))).map(
      ({ gate, reason }) => `${gate}: ${gateReason(reason)}`,
    );
    return {
      kind: 'hotfix',
      asked: allowed.value,
      passedOver: [...passedOver, ...wavesPassedOver(asked.environment)],
    };
  });
}

/** The plan, with what its pull request tells of the gates of all images that it brings. */
export async function withFacts(plan: LanePlan, judge: ProposalJudge): Promise<LanePlan> {
  const { facts } = await judge(plan, writesHead(decide(plan.situation)));
  if (plan.purpose.kind !== 'hotfix') return { ...plan, facts };
  // What a hotfix passes over stands at its top; a table of gates that nobody waits for would say it twice.
  const gates = facts.gates.filter(({ gate }) => holdsForHotfix(gate));
  return { ...plan, facts: { ...facts, gates, merge: 'manual' } };
}

/** The plan of a lane whose gates nobody looks at, with what pauses it. */
export function withPauses(
  plan: LanePlan,
  { environment, state: { now = new Date(0) } }: Destination,
  { pauses }: EnvironmentReading,
): LanePlan {
  const paused = pauseGate(environment.name, inForce(pauses, plan.lane.images, now));
  if (paused === undefined || plan.files.length === 0) return plan;
  return { ...plan, facts: { ...NO_FACTS, gates: [paused] } };
}

/** Why it is no ordinary promotion, as a sentence; undefined when it is one. */
function obstacleOf(
  gates: readonly GateResult[],
  { name, waves, after }: EnvironmentConfig,
): string | undefined {
  // A first environment waits for its waves by itself.
  if (after.environments.length === 0) return undefined;
  const order = gates.filter(({ gate }) => gate === 'order');
  if (!allPassed(order)) return order.map(({ reason }) => reason).join(' ');
  return waves === undefined
    ? undefined
    : `${name} is promoted in waves, and this goes into all of them at once.`;
}

/**
 * What a person passes over although the upstreams declare the digest, as a sentence; undefined where the
 * gates that are named have passed. Every other gate has to have passed, but for the approval that the pull
 * request waits for. Throws `HOTFIX_REFUSED` otherwise.
 */
function skippedOf(
  gates: readonly GateResult[],
  { skip }: PromoteRequest,
  { name }: EnvironmentConfig,
): string | undefined {
  const named: readonly string[] = skip;
  const open = notPassed(gates);
  const skipped = open.filter(({ gate }) => named.includes(gate));
  if (skipped.length === 0) return undefined;
  const others = open.filter(({ gate }) => !named.includes(gate) && gate !== 'manual' && gate !== 'pause');
  if (others.length === 0) return skipped.map(({ reason }) => reason).join(' ');
  const why = others.map(({ gate, reason }) => `${gate}: ${reason}`).join(' ');
  throw new WaybillError('HOTFIX_REFUSED', `${name} waits for more than "skip-gates" names. ${why}`, {
    hint: 'Wait for it, or name it too where it may be passed over: soak, health or window.',
  });
}

function wavesPassedOver({ waves }: EnvironmentConfig): readonly string[] {
  return waves === undefined ? [] : ['waves: all targets at once'];
}

function allowedHotfix(
  { asked: { by, reason, run } }: PromoteRequest,
  { config, environment: { name, hotfix, after } }: AskedEnvironment,
  obstacle: string,
): Result<Asked, WaybillError> {
  const onward = `Promote it to ${after.environments.join(', ')} first; promote without "images" then takes it on.`;
  if (!hotfix) {
    const hint = `${onward} To let a person pass over that, set environments.${name}.hotfix: true in ${config.file}.`;
    return no(new WaybillError('HOTFIX_REFUSED', `${obstacle} ${name} does not allow hotfixes`, { hint }));
  }
  if (reason !== undefined) return ok({ by, reason, run });
  const hint = `${onward} For a hotfix, say why with the input "reason": it stands on the pull request.`;
  return no(new WaybillError('HOTFIX_REFUSED', `${obstacle} A hotfix of ${name} needs a reason`, { hint }));
}
