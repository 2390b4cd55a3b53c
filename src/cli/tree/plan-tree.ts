import { WaybillError } from '../../errors/waybill-error.ts';
import { parseDigest } from '../../image/digest.ts';
import type { ManifestPlan, PassedOver, PlanOptions, Refusal } from '../../manifest/plan-edits.ts';
import type { Registry } from '../../registry/registry.ts';
import { type SearchedFiles, searchFiles, otherManifests } from './search-files.ts';
import type { Scope } from '../../manifest/companions/companions.ts';
import type { ImageArgument } from '../arguments/image-argument.ts';
import { type MeantImage, resolveImages } from '../arguments/meant-images.ts';
import { withTags } from './tags-of-digests.ts';
import type { Met, TreeFile } from './working-tree.ts';

/** What is to be planned, over which files of the working tree. */
export interface TreeRequest {
  readonly files: readonly TreeFile[];
  /** What stands among the files and is not looked at. */
  readonly met: Met;
  readonly scope: Scope;
  readonly images: readonly (readonly [ImageArgument, MeantImage])[];
  readonly options: PlanOptions;
}

export interface TreePlan {
  readonly plan: ManifestPlan;
  /** The files that were looked at, with their bytes, by the path that the plan knows them under. */
  readonly originals: SearchedFiles['originals'];
}

/** What planning asks, and whom it tells what it does. */
export interface PlanningWith {
  openRegistry(): Promise<Registry>;
  say(doing: string): void;
}

/**
 * Plans over a working tree. The plan holds refusals and what was passed over. Wrong arguments are thrown.
 */
export async function planTree(
  request: TreeRequest,
  { say, openRegistry: open }: PlanningWith,
): Promise<TreePlan> {
  const { images, options } = request;
  const openRegistry = (): Promise<Registry> => {
    say('Asking the registry');
    return open();
  };
  const changes = await resolveImages(images, openRegistry, UNKNOWN);
  say(`Reading files: ${request.files.length}`);
  const slots = searchFiles(request.files, changes, request.scope, options.appVersionOf !== undefined);
  // Only a plan with files to look at, or one that has to say that there are none, needs the parser.
  const { planEdits } = await import('../../manifest/plan-edits.ts');
  say(`Planning over files: ${slots.manifests.length}`);
  const planned = planEdits({ files: slots.manifests, images: changes, options });
  const resolved = writesUnknown(planned) ? await resolveImages(images, openRegistry) : changes;
  const known =
    resolved === changes ? planned : planEdits({ files: slots.manifests, images: resolved, options });
  const tagged = await withTags(resolved, known, openRegistry);
  const settled =
    tagged === resolved ? known : planEdits({ files: slots.manifests, images: tagged, options });
  const missing = changes.filter(({ name }) =>
    settled.refusals.some((refusal) => isUnexplained(refusal, name)),
  );
  const explained =
    missing.length === 0
      ? settled
      : withNearMisses(
          settled,
          planEdits({ files: otherManifests(request.files, slots.originals), images: missing, options }),
        );
  return { plan: withUnread(explained, slots, request.met), originals: slots.originals };
}

/** Nothing was found, and nothing like it: no file that was looked at names the image. */
function isUnexplained({ code, image, location }: Refusal, name: string): boolean {
  return code === 'REFERENCE_NOT_FOUND' && image === name && location === undefined;
}

function withNearMisses(plan: ManifestPlan, among: ManifestPlan): ManifestPlan {
  const explained = among.refusals.filter(({ code }) => code === 'REFERENCE_NOT_FOUND');
  const refusals = plan.refusals.map((refusal) => {
    const isSame = ({ image }: Refusal): boolean =>
      refusal.code === 'REFERENCE_NOT_FOUND' && image === refusal.image;
    return explained.find(isSame) ?? refusal;
  });
  return { ...plan, refusals };
}

/**
 * Stands for a digest that is not known yet. Under `--pin tag` most files hold no digest, so none is needed.
 * A plan that would write this one is made again with the real digest.
 */
const UNKNOWN = parseDigest(`sha256:${'0'.repeat(64)}`);

function writesUnknown(plan: ManifestPlan): boolean {
  return plan.edits.some(({ becomes }) => becomes.digest === UNKNOWN);
}

/** With a refusal there is nothing to write, and the files say so. */
function withUnread(plan: ManifestPlan, slots: SearchedFiles, { unspellable }: Met): ManifestPlan {
  const unread = slots.refusals.length > 0;
  // That nothing was found follows from a file that could not be read.
  const found = plan.refusals.filter(({ code }) => !unread || code !== 'REFERENCE_NOT_FOUND');
  const refusals = [...found, ...slots.refusals];
  return {
    ...plan,
    files: refusals.length === 0 ? plan.files : [],
    refusals,
    passedOver: [...plan.passedOver, ...slots.passedOver, ...unspellable.map(notSpelled)],
  };
}

function notSpelled(path: string): PassedOver {
  const location = { file: path, line: 1, column: 1 };
  const reason = 'its name is not UTF-8, so no diff and no commit by GitHub can spell it';
  return { image: undefined, location, found: 'a file or folder', reason };
}

/** The refusals of a plan as errors. */
export function refusalErrors(plan: ManifestPlan): readonly WaybillError[] {
  return plan.refusals.map(
    ({ code, message, hint, location }) =>
      new WaybillError(code, message, { hint, ...(location === undefined ? {} : { location }) }),
  );
}

/** Without `--image` there is nothing to plan. */
export function requireImages(images: readonly string[], command: string): void {
  if (images.length > 0) return;
  throw new WaybillError('INPUT_MISSING', `waybill ${command} needs an image`, {
    hint: 'Add --image REPOSITORY=TAG@sha256:…, for example --image ghcr.io/acme/api=v1.4.0@sha256:….',
  });
}
