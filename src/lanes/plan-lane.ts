import { imageNamed, pinOf } from '../config/images.ts';
import { WaybillError, WaybillErrors } from '../errors/waybill-error.ts';
import { blobOid } from '../github/read/git-blob.ts';
import type { ReadFiles } from '../github/read/read-files.ts';
import type { RepositoryState } from '../github/read/read-repository.ts';
import type { ImageRecord } from '../image/record.ts';
import { isDigest } from '../image/digest.ts';
import { parseReference } from '../image/reference.ts';
import {
  planEdits,
  type ManifestPlan,
  type PlannedFile,
  type PlanOptions,
  type Refusal,
} from '../manifest/plan-edits.ts';
import type { Situation } from '../promotion/decide.ts';
import { headStanding } from '../promotion/head-standing.ts';
import type { Lane } from '../promotion/lane.ts';
import type { LaneState } from '../promotion/lane-state.ts';
import { type Occasion, ORDINARY } from '../promotion/occasion.ts';
import { planKey } from '../promotion/plan-key.ts';
import type { Story } from '../promotion/story.ts';
import type { Before, Move } from '../promotion/wanted.ts';
import { carriedImage, type ImageSource, type ResolvedImage } from './resolve-images.ts';
import type { Target } from '../environments/target.ts';

/** A lane with everything that is wanted of it and known about it. */
export interface LaneInput {
  readonly lane: Lane;
  readonly state: LaneState;
  readonly images: readonly ResolvedImage[];
  /** What it is moved for; an ordinary promotion when absent. */
  readonly occasion?: Occasion;
  /** Waybill's own files that the same commit writes, where it changes the environment's: the hold file. */
  readonly ownFiles?: readonly PlannedFile[];
  /** What the pull request says beside the images. */
  readonly story?: Story;
}

/** What a lane would change. */
export interface LanePlan extends LaneInput {
  readonly plan: ManifestPlan;
  readonly situation: Situation;
  /** Without the records of what is replaced: those are read only when the text of a pull request is written. */
  readonly moves: readonly Move[];
}

/**
 * The images of a lane: those that were asked for, and those that its open proposal holds besides. Without the second, an
 * image that is promoted alone would push the rest of its group out of the pull request.
 */
export async function withCarriedImages(
  input: LaneInput,
  { config, environment, state }: Target,
  source: ImageSource,
): Promise<LaneInput> {
  const standing = headStanding(input.lane, input.state, state.base.oid);
  if (standing.kind !== 'ours' || config === undefined) return input;
  const pull = input.state.pulls.find((one) => one.headOid === standing.head.oid);
  if (pull !== undefined && pull.state !== 'open') return input;
  const asked = new Set(input.images.map((image) => image.name));
  const images = [...input.images];
  for (const trailer of standing.trailers.images.filter(({ name }) => !asked.has(name))) {
    const { repository, path, ...image } = imageNamed(config, trailer.name);
    source.log.info(`${trailer.name}: stays in the proposal with ${trailer.digest}`);
    images.push(await carriedImage(trailer, { repository, path, pin: pinOf(environment, image) }, source));
  }
  const place = ({ name }: ResolvedImage): number => input.lane.images.indexOf(name);
  return { ...input, images: images.sort((a, b) => place(a) - place(b)) };
}

/** Plans one lane on the base commit; `known` is what `waybill.yaml` says of images and kinds. Refusals are in the plan; `throwRefusals` makes errors of them. */
export function planLane(
  input: LaneInput,
  state: RepositoryState,
  read: ReadFiles,
  known: PlanOptions,
  older: boolean,
): LanePlan {
  const { lane, images } = input;
  const edited = planEdits({ files: read.files, images, options: known });
  const plan = withOwnFiles(edited, input.ownFiles ?? []);
  const { occasion = ORDINARY } = input;
  const key = planKey({ repository: state.fullName, branch: state.base.branch }, lane, images, occasion);
  const standing = headStanding(lane, input.state, state.base.oid);
  const atHead = read.heads.get(input.state.head?.oid ?? '');
  const situation: Situation = {
    standing,
    state: input.state,
    wanted: Object.fromEntries(images.map(({ name, digest }) => [name, digest])),
    key,
    toDo: plan.files.length > 0,
    branchIsRight: plan.files.every(({ path, after }) => {
      const oid = atHead?.get(path);
      return oid !== undefined && blobOid(new TextEncoder().encode(after), oid) === oid;
    }),
    older,
    asked: occasion.purpose.kind !== 'promotion',
  };
  const moves = images
    .map((image) => ({ image, from: beforeOf(plan, image.name) }))
    .filter(({ image }) => plan.edits.some((edit) => edit.image === image.name));
  return { ...input, plan, situation, moves };
}

/** A commit that changes nothing of the environment writes nothing of Waybill's own either. */
function withOwnFiles(plan: ManifestPlan, own: readonly PlannedFile[]): ManifestPlan {
  if (plan.files.length === 0) return plan;
  return { ...plan, files: [...plan.files, ...own.filter(({ before, after }) => before !== after)] };
}

function beforeOf(plan: ManifestPlan, image: string): Before {
  const declared = plan.edits.filter((edit) => edit.image === image).map((edit) => edit.declared);
  const distinct = (parts: readonly (string | undefined)[]): readonly string[] =>
    [...new Set(parts.filter((part) => part !== undefined && part !== ''))] as readonly string[];
  return {
    digests: distinct(declared.map(({ digest }) => digest)),
    tags: distinct(declared.map(({ tag }) => tag)),
    record: undefined,
  };
}

/** The moves with the record of what is replaced, where one digest is. */
export async function withOldRecords(
  moves: readonly Move[],
  readRecord: ImageSource['readRecord'],
): Promise<readonly Move[]> {
  const known: Move[] = [];
  for (const move of moves) {
    const [digest, another] = move.from.digests;
    const one = digest !== undefined && another === undefined && isDigest(digest) ? digest : undefined;
    const own = parseReference(move.image.repository);
    const record: ImageRecord | undefined =
      one === undefined ? undefined : await readRecord({ ...own, digest: one });
    known.push({ ...move, from: { ...move.from, record } });
  }
  return known;
}

export function throwRefusals(plans: readonly LanePlan[], read: ReadFiles): void {
  const refused = refusalsOf(plans, read);
  if (refused.length > 0) throw new WaybillErrors(refused);
}

/** Everything that keeps the lanes from being written, at once, so that a person mends all of it. */
export function refusalsOf(
  plans: readonly Pick<LanePlan, 'plan' | 'images'>[],
  read: Pick<ReadFiles, 'unreadable'>,
): readonly WaybillError[] {
  const errors = plans.flatMap(({ plan }) => plan.refusals.map(errorOf));
  const sought = plans.flatMap(({ images }) => images.map(({ repository }) => repository));
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

function errorOf({ code, message, hint, location }: Refusal): WaybillError {
  return new WaybillError(code, message, { hint, ...(location === undefined ? {} : { location }) });
}
