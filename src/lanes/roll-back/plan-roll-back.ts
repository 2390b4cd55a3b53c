import { editorSettings } from '../../config/editor-settings.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { checkOwnFiles } from '../../environments/destination.ts';
import { logBase } from '../../environments/home.ts';
import { readEnvironment } from '../../environments/read-environment.ts';
import { type Past, readPast } from '../../environments/read-past.ts';
import type { GitHub } from '../../github/github.ts';
import { requireTagsOfDigests } from '../plan/check-tags.ts';
import { editWithTags } from '../plan/edit-with-tags.ts';
import { logPlan } from '../plan/log-plan.ts';
import { type LanePlan, planLane, throwRefusals } from '../plan/plan-lane.ts';
import { namesFor } from '../pull-settings.ts';
import type { PlannedLanes, Progress } from '../rounds.ts';
import { laneWriter } from '../write/lane-writer.ts';
import type { PlannedFile } from '../../manifest/plan-edits.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import type { RolledBack } from '../../promotion/lane/purpose.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { isSettled } from '../../promotion/roll-back/choose.ts';
import { readConfiguredDestination } from './configured-destination.ts';
import { leftBy, planHoldFile } from './plan-holds.ts';
import { type EnvironmentPast, imagePast, planReturns, type ReturningUnit } from './plan-returns.ts';
import type { RollBackRequest } from './request.ts';
import { pausesLanes, planPauseFile } from './plan-pause-file.ts';
import { type RollBackGround, type Unit, unitsOf } from './units.ts';

/**
 * Reads the environment and its past, chooses what each unit goes back to, and plans that. Nothing is
 * written. The hold file is the same in all lanes of a run: pull requests that write the same lines merge in
 * any order.
 */
export async function planRollBack(
  request: RollBackRequest,
  collaborators: Collaborators,
  progress: Progress,
): Promise<PlannedLanes> {
  const { log, github, registry } = collaborators;
  const destination = await log.group('Read the config repo', () =>
    readConfiguredDestination(request, github),
  );
  logBase(destination.state, log);
  const { environment } = destination;
  const units = unitsOf(destination, request.images);
  const lanes = units.map(({ lane }) => lane);
  const reading = await readEnvironment(
    { destination, lanes, names: namesFor(request.pull)([environment]) },
    github,
  );
  checkOwnFiles(destination, reading.read.files, log);
  const ground = { request, destination, units, reading };
  const past = await log.group('Read what was declared before', () => pastOf(ground, github));
  const returning = await planReturns(units, past, collaborators);
  const leaving = new Map<Unit, readonly RolledBack[]>();
  for (const unit of returning) leaving.set(unit.unit, await leftBy(unit, collaborators));
  const left = [...leaving.values()].flat();
  const holdFile = request.hold && left.length > 0 ? await planHoldFile(left, ground, github) : undefined;
  const pauseFile =
    left.length > 0 && pausesLanes(ground) ? planPauseFile(returning, holdFile, ground, log) : undefined;
  const ownFiles = { holdFile, pauseFile };
  const moving = returning.filter(({ unit: { lane } }) => !progress.settled.has(laneBranch(lane)));
  const plans: LanePlan[] = [];
  for (const unit of moving)
    plans.push(await planUnit(unit, { from: leaving.get(unit.unit) ?? [], ownFiles }, ground, collaborators));
  await log.group('Plan', () => Promise.resolve(logPlan(plans, reading.read, collaborators)));
  throwRefusals(plans, reading.read);
  await requireTagsOfDigests(plans, registry);
  const { pull, server } = request;
  const modes = withModes(reading.modes, listed(ownFiles));
  const { surveyed } = reading;
  // Gates do not apply to a roll back, so it is merged as the environment says.
  const merging = 'as-configured' as const;
  const writer = laneWriter(
    { pull, server, run: request.asked.run, destination, merging, modes, surveyed },
    collaborators,
  );
  return { destination, plans, writer };
}

async function pastOf(
  { request, destination, units, reading }: RollBackGround,
  github: GitHub,
): Promise<EnvironmentPast> {
  const { config, environment, state } = destination;
  const images = units.flatMap((unit) => unit.images);
  const failed = (request.passOver ?? []).map(({ image, digest }) => ({ ...UNSAID, image, digest }));
  const holds = [...reading.holds().all, ...failed];
  const source = { repository: state.fullName, base: state.base.oid, reading, kinds: config.kinds };
  const isEnough = (past: Past): boolean =>
    images.every(({ name }) => isSettled(imagePast({ request, environment, past, holds }, name), request.to));
  const past = await readPast({ source, images, depth: request.depth, isEnough }, github);
  return { request, environment, past, holds };
}

/** What failed before is passed over like what is held. */
const UNSAID = { reason: 'it failed before', by: undefined, at: undefined, link: undefined, file: '' };

/**
 * Nobody asks whether the open proposal was built later: a roll back is asked for because that one is wrong.
 */
async function planUnit(
  { unit, images }: ReturningUnit,
  { from, ownFiles }: { readonly from: readonly RolledBack[]; readonly ownFiles: OwnFiles },
  { request, destination, units, reading }: RollBackGround,
  source: ImageSource,
): Promise<LanePlan> {
  const { config, environment, state: base } = destination;
  const editor = editorSettings(config, environment);
  const ground = { base, read: reading.read, editor, rebuild: environment.rebuild ?? 'conflicting' };
  const read = reading.lanes[units.indexOf(unit)];
  if (read === undefined) throw new TypeError(`the lane ${unit.lane.unit} was not read`);
  const input = { ...read, images: images.map(({ resolved }) => resolved) };
  return planLane(await editWithTags(input, ground, source), ground, {
    purpose: {
      kind: 'roll-back',
      asked: request.asked,
      from,
      holds: ownFiles.holdFile !== undefined,
      pauses: ownFiles.pauseFile !== undefined,
    },
    ownFiles: listed(ownFiles),
  });
}

/** Waybill's own files that the commits of a roll back write. */
interface OwnFiles {
  readonly holdFile: PlannedFile | undefined;
  readonly pauseFile: PlannedFile | undefined;
}

function listed({ holdFile, pauseFile }: OwnFiles): readonly PlannedFile[] {
  return [holdFile, pauseFile].filter((file) => file !== undefined);
}

function withModes(
  modes: ReadonlyMap<string, string>,
  files: readonly PlannedFile[],
): ReadonlyMap<string, string> {
  return new Map([...files.map(({ path }): [string, string] => [path, '100644']), ...modes]);
}
