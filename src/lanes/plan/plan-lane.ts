import { WaybillError, WaybillErrors } from '../../errors/waybill-error.ts';
import { blobOid, type ReadFiles, type RepositoryState } from '../../github/github.ts';
import {
  type ImagePlans,
  type ManifestPlan,
  type PassedOver,
  planImages,
  type PlannedFile,
  type PlanOptions,
  type Refusal,
} from '../../manifest/plan-edits.ts';
import { type DoubtedImage, doubtText } from '../../promotion/gates/doubt.ts';
import type { LaneSituation } from '../../promotion/lane/decide.ts';
import { headStanding } from '../../promotion/lane/head-standing.ts';
import type { PlacedImage, ReplacedVersions, ResolvedImage } from '../../promotion/lane/images.ts';
import type { Lane, LaneState } from '../../promotion/lane/lane.ts';
import { planKey } from '../../promotion/lane/plan-key.ts';
import type { Purpose, Wave } from '../../promotion/lane/purpose.ts';
import { isLeftBehind, mergeOutcomeOf, type Rebuild } from '../../promotion/lane/rebuild.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';

/*
 * A lane is planned in two steps. `editLane` finds what its images change in the files. `planLane` adds what
 * the lane is moved for, and compares the result with the branch and its pull requests. Nothing is written
 * here.
 */

/** A lane, what GitHub knows of it, and the images that it is to bring. */
export interface LaneImages {
  readonly lane: Lane;
  readonly state: LaneState;
  readonly images: readonly ResolvedImage[];
  /** The targets that they go into now, where somebody asked for them by name and they go wave by wave. */
  readonly wave?: Wave | undefined;
}

/**
 * What a lane is planned on: the base commit, the files that it may change there, and what `waybill.yaml`
 * says of images.
 */
export interface LaneGround {
  readonly base: RepositoryState;
  readonly read: Pick<ReadFiles, 'files' | 'heads'>;
  readonly editor: PlanOptions;
  /** When a commit that proposes the same is written anew. */
  readonly rebuild: Rebuild;
}

/** A lane with what its images change in the files. */
export interface EditedLane extends LaneImages {
  /** The edits of each image on its own. */
  readonly plans: ImagePlans;
  /** Their sum. */
  readonly edits: ManifestPlan;
  /** The files that its commit writes. */
  readonly files: readonly PlannedFile[];
  /**
   * The images that change something. What is replaced has no record yet: it is read when a text is written.
   */
  readonly placed: readonly PlacedImage[];
}

/** What a lane is moved for, and what goes with it. */
export interface LaneIntent {
  readonly purpose: Purpose;
  /** What the pull request says beside the images; undefined where nobody looked at gates. */
  readonly facts?: PullRequestFacts | undefined;
  /** Waybill's own files that the same commit writes, where it changes the environment's: the hold file. */
  readonly ownFiles?: readonly PlannedFile[];
  /** What the open pull request proposes was built after the images of this lane. */
  readonly isOlder?: boolean;
  /** Images that a person has to decide on; none where nobody looked. */
  readonly doubted?: readonly DoubtedImage[];
}

/** A lane that is planned to its end. */
export interface LanePlan extends EditedLane {
  readonly purpose: Purpose;
  readonly facts: PullRequestFacts | undefined;
  readonly doubted: readonly DoubtedImage[];
  readonly situation: LaneSituation;
}

/** Finds what the images of a lane change. Refusals are in the plan; `throwRefusals` makes errors of them. */
export function editLane(input: LaneImages, { read, editor }: LaneGround): EditedLane {
  // A record alone may say anything; the label is a part of the digest.
  const images = input.images.map((image) => ({ ...image, version: image.record?.own?.version }));
  const plans = planImages({ files: read.files, images, options: editor });
  return withEdits(input, plans, plans.all);
}

/** The same lane with some of its images alone, by name. It is not planned again. */
export function narrowLane(lane: EditedLane, names: ReadonlySet<string>): EditedLane {
  const images = lane.images.filter(({ name }) => names.has(name));
  return withEdits({ ...lane, images }, lane.plans, lane.plans.of(names));
}

function withEdits(input: LaneImages, plans: ImagePlans, edits: ManifestPlan): EditedLane {
  const placed = input.images
    .filter(({ name }) => edits.edits.some((edit) => edit.image === name))
    .map((image) => ({ image, from: replacedBy(edits, image.name) }));
  return { ...input, plans, edits, files: edits.files, placed };
}

/** Plans a lane whose edits are known. */
export function planLane(edited: EditedLane, ground: LaneGround, intent: LaneIntent): LanePlan {
  const { lane, images, state } = edited;
  const { purpose, facts, ownFiles = [], isOlder = false, doubted = [] } = intent;
  const { base } = ground;
  const files = withOwnFiles(edited.files, ownFiles);
  const standing = headStanding(lane, state, base.base.oid);
  const key = planKey({ repository: base.fullName, branch: base.base.branch }, lane, images, purpose);
  const situation: LaneSituation = {
    standing,
    state,
    proposal: Object.fromEntries(images.map(({ name, digest }) => [name, digest])),
    key,
    toDo: files.length > 0,
    ...headFacts({ standing, state, key }, files, ground),
    isOlder,
    goesBack: goesBack(doubted, lane.environment),
    isAskedFor: purpose.kind !== 'promotion',
  };
  return { ...edited, files, purpose, facts, doubted, situation };
}

/** Whether the branch holds what is planned, or comes to it when GitHub merges it. */
function headFacts(
  lane: Pick<LaneSituation, 'standing' | 'state' | 'key'>,
  files: readonly PlannedFile[],
  { base, read, rebuild }: LaneGround,
): Pick<LaneSituation, 'branchIsRight' | 'isUnproven'> {
  const { state } = lane;
  const commit = { state, base: base.base.oid, rebuild };
  if (isOldHead(lane) || isLeftBehind(commit)) return { branchIsRight: false };
  const hasFiles = (oid: string): boolean =>
    files.every((file) => isWritten(file, read.heads.get(oid)?.get(file.path)));
  if (hasFiles(state.head?.oid ?? '')) return { branchIsRight: true };
  const outcome = mergeOutcomeOf(commit);
  if (!isOfPlan(lane) || outcome.kind === 'none') return { branchIsRight: false };
  return outcome.kind === 'known'
    ? { branchIsRight: hasFiles(outcome.commit) }
    : { branchIsRight: true, isUnproven: true };
}

/** Whether the head says that it was written for just this plan. */
export function isOfPlan({ standing, key }: Pick<LaneSituation, 'standing' | 'key'>): boolean {
  return standing.kind === 'ours' && standing.trailers.plan?.key === key;
}

/**
 * Whether an earlier release wrote the head: it does not say whose lane it is, so it is written once more.
 */
export function isOldHead({ standing }: Pick<LaneSituation, 'standing'>): boolean {
  return standing.kind === 'ours' && standing.isOld;
}

/** What names the lane's images and stays as it is, so that somebody may have to change it by hand. */
export function leftPlaces({ edits }: Pick<EditedLane, 'edits'>): readonly PassedOver[] {
  return edits.passedOver.filter(({ isSettled }) => isSettled !== true);
}

/** A lane into an environment that nothing has to be judged for. */
export function planOrdinary(
  edited: EditedLane,
  ground: LaneGround,
  known: Pick<LaneIntent, 'isOlder' | 'doubted'>,
): LanePlan {
  return planLane(edited, ground, { purpose: { kind: 'promotion', wave: edited.wave }, ...known });
}

function goesBack(doubted: readonly DoubtedImage[], environment: string): string | undefined {
  const older = doubted.filter(({ doubt }) => doubt.kind === 'older');
  return older.length === 0
    ? undefined
    : older.map((image) => `${image.name}: ${doubtText(image, environment)}`).join(' ');
}

/** Whether the git object of a path already has the bytes that are planned for it. */
export function isWritten({ after }: Pick<PlannedFile, 'after'>, oid: string | undefined): boolean {
  return oid !== undefined && blobOid(new TextEncoder().encode(after), oid) === oid;
}

/** A commit that changes nothing of the environment writes nothing of Waybill's own either. */
function withOwnFiles(files: readonly PlannedFile[], own: readonly PlannedFile[]): readonly PlannedFile[] {
  if (files.length === 0) return files;
  return [...files, ...own.filter(({ before, after }) => before !== after)];
}

function replacedBy({ edits }: ManifestPlan, image: string): ReplacedVersions {
  const declared = edits.filter((edit) => edit.image === image).map((edit) => edit.declared);
  return {
    digests: distinct(declared.map(({ digest }) => digest)),
    tags: distinct(declared.map(({ tag }) => tag)),
    record: undefined,
  };
}

function distinct(parts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(parts.filter((part) => part !== undefined && part !== ''))] as readonly string[];
}

/** Everything that keeps lanes from being written, at once, so that a person mends all of it. */
export function refusalsOf(
  lanes: readonly Pick<EditedLane, 'edits' | 'images'>[],
  read: Pick<ReadFiles, 'unreadable'>,
): readonly WaybillError[] {
  const errors = lanes.flatMap(({ edits }) => edits.refusals.map(errorOf));
  const sought = lanes.flatMap(({ images }) => images.map(({ repository }) => repository));
  const unreadable = read.unreadable
    .filter(({ glimpse }) => sought.some((repository) => glimpse.includes(repository)))
    .map(
      ({ path, reason }) =>
        new WaybillError(
          'FILE_UNREADABLE',
          `${path} names an image to promote and cannot be edited: ${reason}`,
          {
            hint: 'Save it as UTF-8, or take it out of the files of the environment.',
            location: { file: path, line: 1, column: 1 },
          },
        ),
    );
  return [...unreadable, ...errors];
}

/** Throws `WaybillErrors` with all refusals of the lanes, if there are any. */
export function throwRefusals(
  lanes: readonly Pick<EditedLane, 'edits' | 'images'>[],
  read: Pick<ReadFiles, 'unreadable'>,
): void {
  const refused = refusalsOf(lanes, read);
  if (refused.length > 0) throw new WaybillErrors(refused);
}

function errorOf({ code, message, hint, location }: Refusal): WaybillError {
  return new WaybillError(code, message, { hint, ...(location === undefined ? {} : { location }) });
}
