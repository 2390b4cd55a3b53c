import type { Collaborators } from '../../environments/collaborators.ts';
import type { Destination } from '../../environments/destination.ts';
import type { EnvironmentReading } from '../../environments/read-environment.ts';
import { isOlder, orderReader } from '../../lanes/plan/build-order.ts';
import { withCarriedImages } from '../../lanes/plan/carried-images.ts';
import { editWithTags } from '../../lanes/plan/edit-with-tags.ts';
import type { EditedLane, LaneGround } from '../../lanes/plan/plan-lane.ts';
import type { DoubtedImage } from '../../promotion/gates/doubt.ts';
import type { ResolvedImage } from '../../promotion/lane/images.ts';
import { doubtsOfLane } from './arriving.ts';
import type { AskedLane } from './asked-images.ts';
import { collectRest } from './collect-rest.ts';
import { groundOfWave, waveFinder } from './first-waves.ts';
import type { PromoteRequest } from './inputs.ts';
import { requireOwnFiles } from './own-files.ts';

/** What the lanes of a run are planned with. */
export interface PlanningTools {
  readonly request: PromoteRequest;
  readonly destination: Destination;
  readonly reading: EnvironmentReading;
  readonly ground: LaneGround;
}

/** A lane with its edits, and the images among them that this run was asked for. */
export interface AskedEdits extends EditedLane {
  readonly asked: ReadonlySet<string>;
  /** What is on its branch was built later. */
  readonly isOlder: boolean;
  /** The images that a person has to decide on. */
  readonly doubted: readonly DoubtedImage[];
}

/** What the lanes change in the files, with what is known of each image that they bring. */
export async function editLanes(
  lanes: readonly AskedLane[],
  images: ReadonlyMap<string, readonly ResolvedImage[]>,
  { request, destination, reading, ground }: PlanningTools,
  collaborators: Collaborators,
): Promise<readonly AskedEdits[]> {
  const { pull, allowOlder } = request;
  const order = orderReader(collaborators, request.server);
  const tools = { ...collaborators, destination, pull, order, allowOlder };
  const findWave = await waveFinder(destination, reading, collaborators);
  const edited: AskedEdits[] = [];
  for (const [index, { lane: named, images: asked }] of lanes.entries()) {
    const read = reading.lanes[index];
    if (read === undefined) throw new TypeError(`the lane ${named.unit} was not read`);
    const { lane, state } = read;
    if (destination.config === undefined) requireOwnFiles(read, destination);
    const resolved = images.get(lane.unit) ?? [];
    const part = { unit: lane.unit, images: resolved, destination, files: reading.read.files };
    const rest = await collectRest(part, collaborators);
    const own = { lane, state, images: [...resolved, ...rest] };
    const input = await withCarriedImages(own, destination, collaborators);
    const wave = findWave(input.images);
    const ofWave = groundOfWave({ wave }, destination, ground);
    const lanePlan = await editWithTags({ ...input, wave }, ofWave, collaborators);
    edited.push({
      ...lanePlan,
      asked: new Set([...asked, ...rest].map(({ name }) => name)),
      isOlder: !allowOlder && (await isOlder(input, destination.state.base.oid, order)),
      doubted: await doubtsOfLane(lanePlan, tools),
    });
  }
  return edited;
}
