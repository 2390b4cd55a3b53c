import { editorSettings } from '../../config/editor-settings.ts';
import type { GitHub } from '../../github/github.ts';
import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { parseHolds } from '../../promotion/hold/hold-file.ts';
import { allHolds } from '../../promotion/hold/holds.ts';
import { laneBranch } from '../../promotion/lane.ts';
import type { RolledBack } from '../../promotion/occasion.ts';
import { isSettled } from '../../promotion/roll-back/choose.ts';
import { type LanePlan, planLane, throwRefusals } from '../../lanes/plan-lane.ts';
import { requireTagsOfDigests } from '../../lanes/check-tags.ts';
import { logPlan } from '../../lanes/log-plan.ts';
import { type Collaborators, handsFor, type Planned, type Progress } from '../promote/plan-lanes.ts';
import { type EnvironmentReading, readEnvironment } from '../../environments/read-environment.ts';
import { type ConfiguredTarget, readConfiguredTarget } from './configured-target.ts';
import { leftBy, planHoldFile } from './plan-holds.ts';
import { imagePast, type Known, planReturns, type ReturningUnit } from './plan-returns.ts';
import { type Past, readPast } from '../../environments/read-past.ts';
import type { RollBackRequest } from './request.ts';
import { type Unit, unitsOf } from './units.ts';

/**
 * Reads the environment and its past, chooses what each unit goes back to, and plans that. Nothing is written. The hold
 * file is the same in all lanes of a run: pull requests that write the same lines merge in any order.
 */
export async function planRollBack(
  request: RollBackRequest,
  world: Collaborators,
  progress: Omit<Progress, 'resolved'>,
): Promise<Planned> {
  const { log, github } = world;
  const target = await log.group('Read the config repo', () => readConfiguredTarget(request, github));
  const units = unitsOf(target.config, target.environment.name, request.images);
  const lanes = units.map(({ lane }) => lane);
  const reading = await readEnvironment(target, lanes, request.pull, github);
  const known = await log.group('Read what was declared before', () =>
    knownOf(request, target, reading, units, github),
  );
  const returning = await planReturns(units, known, world);
  const leaving = new Map<Unit, readonly RolledBack[]>();
  for (const one of returning) leaving.set(one.unit, await leftBy(one, world));
  const left = [...leaving.values()].flat();
  const holdFile =
    request.hold && left.length > 0
      ? await planHoldFile(left, request.asked, target, units, reading, github)
      : undefined;
  const plans = returning
    .filter(({ unit: { lane } }) => !progress.settled.has(laneBranch(lane)))
    .map((one) => planUnit(one, leaving.get(one.unit) ?? [], holdFile, { request, target, units, reading }));
  await log.group('Plan', () => Promise.resolve(logPlan(plans, reading.read, world)));
  throwRefusals(plans, reading.read);
  await requireTagsOfDigests(plans, world.registry);
  const modes = holdFile === undefined ? reading.modes : withMode(reading.modes, holdFile.path);
  const ungated = { ...target, environment: { ...target.environment, gates: undefined } };
  return { target, plans, hands: { ...handsFor(request, world, ungated, reading), modes } };
}

async function knownOf(
  request: RollBackRequest,
  { config, environment, state }: ConfiguredTarget,
  reading: EnvironmentReading,
  units: readonly Unit[],
  github: GitHub,
): Promise<Known> {
  const images = units.flatMap((unit) => unit.images);
  const holds = allHolds(environment, config.file, parseHolds(reading.holdFile.text ?? '', environment.name));
  const ground = { repository: state.fullName, base: state.base.oid, reading, kinds: config.kinds };
  const isEnough = (past: Past): boolean =>
    images.every(({ name }) => isSettled(imagePast({ request, environment, past, holds }, name), request.to));
  const past = await readPast(ground, images, request.depth, isEnough, github);
  return { request, environment, past, holds };
}

interface Setting {
  readonly request: RollBackRequest;
  readonly target: ConfiguredTarget;
  readonly units: readonly Unit[];
  readonly reading: EnvironmentReading;
}

/** A roll back is never outrun by what its lane proposes: it is asked for because that is wrong, or later. */
function planUnit(
  { unit, images }: ReturningUnit,
  from: readonly RolledBack[],
  holdFile: PlannedFile | undefined,
  { request, target, units, reading }: Setting,
): LanePlan {
  const state = reading.surveyed.lanes[units.indexOf(unit)] ?? { head: undefined, pulls: [] };
  const purpose = { kind: 'roll-back' as const, asked: request.asked, from, holds: holdFile !== undefined };
  const input = {
    lane: unit.lane,
    state,
    images: images.map(({ resolved }) => resolved),
    occasion: { purpose, wave: undefined },
    ownFiles: holdFile === undefined ? [] : [holdFile],
  };
  return planLane(
    input,
    target.state,
    reading.read,
    editorSettings(target.config, target.environment),
    false,
  );
}

function withMode(modes: ReadonlyMap<string, string>, path: string): ReadonlyMap<string, string> {
  return new Map([[path, '100644'], ...modes]);
}
