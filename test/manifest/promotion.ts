import { parseDigest } from '../../src/image/digest.ts';
import type { ImageChange, ManifestPlan } from '../../src/manifest/plan.ts';
import { planEdits, type PlanOptions } from '../../src/manifest/plan-edits.ts';

export const OLD = parseDigest(`sha256:${'a'.repeat(64)}`);
export const NEW = parseDigest(`sha256:${'d'.repeat(64)}`);
export const REPOSITORY = 'ghcr.io/acme/app';

/** The promotion that every table makes: `app` to `v2` and the digest `sha256:dddd…`. */
export const TO_V2: ImageChange = {
  name: 'app',
  repository: REPOSITORY,
  tag: 'v2',
  digest: NEW,
  pin: 'digest',
};

export function plan(
  files: Readonly<Record<string, string>>,
  change: Partial<ImageChange> = {},
  options: PlanOptions = {},
): ManifestPlan {
  const list = Object.entries(files).map(([path, text]) => ({ path, text }));
  return planEdits({ files: list, images: [{ ...TO_V2, ...change }], options });
}

/** The one file after the promotion; throws what was refused, so that a table shows it. */
export function edited(
  path: string,
  text: string,
  change: Partial<ImageChange> = {},
  options: PlanOptions = {},
): string {
  const result = plan({ [path]: text }, change, options);
  if (result.refusals.length > 0)
    throw new Error(result.refusals.map((one) => `${one.code}: ${one.message}`).join('\n'));
  const [file] = result.files;
  if (file === undefined) throw new Error('nothing would change');
  return file.after;
}

/** Code, message and line of every refusal. */
export function refusals(
  path: string,
  text: string,
  change: Partial<ImageChange> = {},
  options: PlanOptions = {},
) {
  const result = plan({ [path]: text }, change, options);
  return result.refusals.map(({ code, message, location }) => ({ code, message, line: location?.line }));
}

/** Every refusal of a plan in full, with its place as `file:line:column`. */
export function toldRefusals({ refusals }: ManifestPlan) {
  return refusals.map(({ code, image, message, hint, location }) => ({
    code,
    image,
    message,
    hint,
    at: location === undefined ? undefined : `${location.file}:${location.line}:${location.column}`,
  }));
}

/** The text of every file that changes, by its path. */
export function writtenFiles({ files }: ManifestPlan): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map(({ path, after }) => [path, after]));
}

/** What a plan passed over, as the lines of a log: the image, the place, what stands there, and why. */
export function toldPassedOver({ passedOver }: ManifestPlan): readonly string[] {
  return passedOver.map(({ image, location: { file, line, column }, found, reason }) => {
    return `${image} ${file}:${line}:${column}: ${found}: ${reason}`;
  });
}
