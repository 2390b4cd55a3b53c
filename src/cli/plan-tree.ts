import { WaybillError } from '../errors/waybill-error.ts';
import { parseDigest } from '../image/digest.ts';
import { decodeManifest } from '../manifest/decode-manifest.ts';
import { mayHold } from '../manifest/may-hold.ts';
import type { ManifestFile, ManifestPlan, PassedOver, Refusal } from '../manifest/plan.ts';
import type { Registry } from '../registry/registry.ts';
import type { ImageArgument } from './image-argument.ts';
import { type MeantImage, resolveImages } from './resolve-images.ts';
import { readBytes, type TreeFile } from './working-tree.ts';

/** What is to be planned, over which files of the working tree. */
export interface TreeRequest {
  readonly files: readonly TreeFile[];
  readonly images: readonly (readonly [ImageArgument, MeantImage])[];
  /** The repositories of all images that are known, promoted or not. */
  readonly expected: readonly string[];
  readonly fillEmptyTags: boolean;
}

export interface TreePlan {
  readonly plan: ManifestPlan;
  /** The files that were read, with their bytes, by the path that the plan knows them under. */
  readonly originals: ReadonlyMap<string, { readonly file: TreeFile; readonly bytes: Uint8Array }>;
}

/**
 * Plans over a working tree. Bytes are searched for the images first, and only files that can hold one are decoded and
 * parsed, so that the cost follows the files that matter.
 */
export async function planTree(
  request: TreeRequest,
  openRegistry: () => Promise<Registry>,
): Promise<TreePlan> {
  const sought = request.images.map(([, { name, repository }]) => ({ name, repository }));
  const originals = new Map<string, { readonly file: TreeFile; readonly bytes: Uint8Array }>();
  const decoded = request.files.flatMap((file): readonly Decoded[] => {
    const bytes = readBytes(file);
    if (!mayHold(bytes, sought)) return [];
    originals.set(file.path, { file, bytes });
    return [decode(file, bytes)];
  });
  const manifests = decoded.flatMap((one) => (one.kind === 'manifest' ? [one.manifest] : []));
  const changes = await resolveImages(request.images, openRegistry, UNKNOWN);
  // Only a plan that needs them pays for the parser.
  const { planEdits } = await import('../manifest/plan-edits.ts');
  const { expected, fillEmptyTags } = request;
  const planned = planEdits(manifests, changes, { expected, fillEmptyTags });
  const settled = writesUnknown(planned)
    ? planEdits(manifests, await resolveImages(request.images, openRegistry), { expected, fillEmptyTags })
    : planned;
  return { plan: withUnread(settled, decoded), originals };
}

/**
 * Stands for a digest that nobody has asked for yet: under `--pin tag` most files hold none, and then none is needed. A plan
 * that would write it is made again with the real one.
 */
const UNKNOWN = parseDigest(`sha256:${'0'.repeat(64)}`);

function writesUnknown(plan: ManifestPlan): boolean {
  return plan.edits.some(({ becomes }) => becomes.digest === UNKNOWN);
}

type Decoded =
  | { readonly kind: 'manifest'; readonly manifest: ManifestFile }
  | { readonly kind: 'refusal'; readonly refusal: Refusal }
  | { readonly kind: 'passed-over'; readonly passedOver: PassedOver };

const DECLARES = /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/i;

/** A file that is no text is refused where it was named, or where its name says that it declares something. */
function decode(file: TreeFile, bytes: Uint8Array): Decoded {
  const result = decodeManifest(file.path, bytes);
  if (result.ok) return { kind: 'manifest', manifest: result.file };
  const { refusal } = result;
  if (file.named || DECLARES.test(file.path)) return { kind: 'refusal', refusal };
  const location = refusal.location ?? { file: file.path, line: 1, column: 1 };
  const passedOver = { image: '', location, found: 'a file that is no text', reason: refusal.message };
  return { kind: 'passed-over', passedOver };
}

/** With a refusal there is nothing to write, and the files say so. */
function withUnread(plan: ManifestPlan, decoded: readonly Decoded[]): ManifestPlan {
  const refusals = [
    ...plan.refusals,
    ...decoded.flatMap((one) => (one.kind === 'refusal' ? [one.refusal] : [])),
  ];
  const passedOver = decoded.flatMap((one) => (one.kind === 'passed-over' ? [one.passedOver] : []));
  return {
    ...plan,
    files: refusals.length === 0 ? plan.files : [],
    refusals,
    passedOver: [...plan.passedOver, ...passedOver],
  };
}

/** The refusals of a plan as errors. */
export function refusalErrors(plan: ManifestPlan): readonly WaybillError[] {
  return plan.refusals.map(
    ({ code, message, hint, location }) =>
      new WaybillError(code, message, { hint, ...(location === undefined ? {} : { location }) }),
  );
}

/** The changes of a plan are never empty by chance: without `--image` there is nothing to plan. */
export function requireImages(images: readonly string[], command: string): void {
  if (images.length > 0) return;
  throw new WaybillError('INPUT_MISSING', `waybill ${command} needs an image`, {
    hint: 'Add --image REPOSITORY=TAG@sha256:…, for example --image ghcr.io/acme/api=v1.4.0@sha256:….',
  });
}
