import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import type { RepositoryState } from '../../github/read/read-repository.ts';
import { gateReason } from '../../promotion/pull-request/gate-table.ts';
import { allPassed, type GateResult, notPassed } from '../../promotion/gates/gate.ts';
import { parseHolds } from '../../promotion/hold/hold-file.ts';
import { allHolds, holdOn } from '../../promotion/hold/holds.ts';
import type { Asked, Occasion } from '../../promotion/lane/purpose.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import { judgeProposals } from '../../lanes/judge-proposal.ts';
import type { LanePlan } from '../../lanes/plan-lane.ts';
import type { Collaborators } from './plan-lanes.ts';
import type { EnvironmentReading } from '../../environments/read-environment.ts';
import type { PromoteRequest } from '../../lanes/request.ts';

/** An environment of a `waybill.yaml`, and the repository that the file was read from. */
export interface Known {
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  readonly home: RepositoryState;
}

/** What a lane that was asked for by name is moved for, and what its pull request tells. */
export interface JudgedLane {
  readonly occasion: Occasion;
  readonly facts: PullRequestFacts;
}

/** Refuses digests that are held: neither a promotion nor a hotfix brings them back. Throws `DIGEST_HELD` for each. */
export function refuseHeld(
  plans: readonly LanePlan[],
  { config, environment }: Pick<Known, 'config' | 'environment'>,
  { holdFile }: EnvironmentReading,
): void {
  const holds = allHolds(environment, config.file, parseHolds(holdFile.text ?? '', environment.name));
  const errors = plans
    .flatMap(({ placed: moves }) => moves)
    .flatMap(({ image }) => {
      const hold = holdOn(holds, image.name, image.digest);
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
 * Judges lanes that go into an environment that comes after others. Where the upstreams declare the digests it is an ordinary
 * promotion; otherwise a hotfix. Throws `HOTFIX_REFUSED` where that is not allowed, or nobody says why.
 */
export async function occasionsOf(
  plans: readonly LanePlan[],
  request: PromoteRequest,
  known: Known,
  world: Collaborators,
): Promise<readonly JudgedLane[]> {
  if (plans.length === 0) return [];
  const answers = await judgeProposals(plans, { ...known, request }, world);
  const errors: WaybillError[] = [];
  const asking = answers.map((one): JudgedLane => {
    const obstacle = obstacleOf(one.gates, known.environment);
    const hotfix = obstacle === undefined ? undefined : allowedHotfix(request, known, obstacle);
    if (hotfix instanceof WaybillError) errors.push(hotfix);
    const isHotfix = hotfix !== undefined && !(hotfix instanceof WaybillError);
    const passedOver = notPassed(one.gates).map(({ gate, reason }) => `${gate}: ${gateReason(reason)}`);
    const purpose: Occasion['purpose'] = isHotfix
      ? { kind: 'hotfix', asked: hotfix, passedOver: [...passedOver, ...wavesPassedOver(known.environment)] }
      : { kind: 'promotion' };
    // What a hotfix passes over stands at its top; a table of gates that nobody waits for would say it twice.
    const story = isHotfix ? { ...one.facts, gates: [], merge: 'manual' as const } : one.facts;
    return { occasion: { purpose, wave: undefined }, facts: story };
  });
  if (errors.length > 0) throw new WaybillErrors(errors);
  return asking;
}

/** Why it is no ordinary promotion, as a sentence; undefined when it is one. */
function obstacleOf(gates: readonly GateResult[], { name, waves }: EnvironmentConfig): string | undefined {
  const order = gates.filter(({ gate }) => gate === 'order');
  if (!allPassed(order)) return order.map(({ reason }) => reason).join(' ');
  return waves === undefined
    ? undefined
    : `${name} is promoted in waves, and this goes into all of them at once.`;
}

function wavesPassedOver({ waves }: EnvironmentConfig): readonly string[] {
  return waves === undefined ? [] : ['waves: all targets at once'];
}

function allowedHotfix(
  { asked: { by, reason, run } }: PromoteRequest,
  { config, environment: { name, hotfix, after } }: Known,
  obstacle: string,
): Asked | WaybillError {
  const onward = `Promote it to ${after.environments.join(', ')} first; promote without "images" then takes it on.`;
  if (!hotfix) {
    return new WaybillError('HOTFIX_REFUSED', `${obstacle} ${name} does not allow hotfixes`, {
      hint: `${onward} To let a person pass over that, set environments.${name}.hotfix: true in ${config.file}.`,
    });
  }
  if (reason !== undefined) return { by, reason, run };
  return new WaybillError('HOTFIX_REFUSED', `${obstacle} A hotfix of ${name} needs a reason`, {
    hint: `${onward} For a hotfix, say why with the input "reason": it stands on the pull request.`,
  });
}
