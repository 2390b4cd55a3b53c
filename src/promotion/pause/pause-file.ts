import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import { z } from 'zod';
import { readDocument } from '../../config/document/document.ts';
import { checkBySchema } from '../../config/document/schema-problems.ts';
import { name } from '../../config/schema/names.ts';
import { utcMoment } from '../../config/schema/values.ts';
import { harmlessLine } from '../../report/markdown.ts';
import { branchSegment } from '../lane/lane.ts';
import type { Pause } from './pauses.ts';

/** The folder of the files that pause an environment, one for each. */
export const PAUSE_FOLDER = '.waybill/pause';
/** Branches of the pull requests that pause an environment or end that. */
export const PAUSE_PREFIX = 'waybill-pause/';

/** The path of an environment's pause file in the repository that declares the environment. */
export function pausePath(environment: string): string {
  return `${PAUSE_FOLDER}/${environment}.yaml`;
}

/**
 * The branch of the pull request that pauses an environment. Into another base branch than the default one it
 * has `+` and 8 digits behind its name, like that of a lane.
 */
export function pauseBranch(
  environment: string,
  base: { readonly branch: string; readonly isDefault: boolean },
): string {
  const plain = `${PAUSE_PREFIX}${branchSegment(environment)}`;
  if (base.isDefault) return plain;
  return `${plain}+${createHash('sha256').update(base.branch).digest('hex').slice(0, 8)}`;
}

const LONGEST_REASON = 500;

const entry = z.strictObject({
  reason: z.string().min(1).max(LONGEST_REASON),
  images: z.array(name('An image of waybill.yaml.')).min(1).optional(),
  by: z.string().min(1).max(100).optional(),
  at: utcMoment('When it was asked for, in UTC.').optional(),
  until: utcMoment('When it ends by itself, in UTC.').optional(),
  link: z.url({ protocol: /^https?$/ }).optional(),
});

/** The list stands at the top of the file. It is checked below a key, so that messages have a word for it. */
const schema = z.strictObject({ pauses: z.array(entry) });

/**
 * Reads an environment's pause file. A file without an entry pauses nothing. Throws `WaybillErrors` with
 * every mistake in it.
 */
export function parsePauses(text: string, environment: string): readonly Pause[] {
  if (isBlank(text)) return [];
  const document = readDocument(text, pausePath(environment));
  const parsed = checkBySchema(schema, { pauses: document.value });
  const found = parsed.ok ? [] : parsed.problem;
  document.throwAll(found.map((problem) => ({ ...problem, path: problem.path.slice(1) })));
  if (!parsed.ok) throw new TypeError('a schema refused a value without a reason');
  return parsed.value.pauses.map(({ images, reason, by, at, until, link }) => ({
    images,
    reason,
    by,
    at,
    until,
    link,
  }));
}

/** The text of a pause file. The same pauses are always the same bytes. Never empty. */
export function formatPauses(pauses: readonly Pause[], environment: string): string {
  const head = `# Nothing is merged into ${environment} while an entry is here, or only for its images. "resume" removes them.\n`;
  if (pauses.length === 0) return head;
  const entries = pauses.map(({ images, reason, by, at, until, link }) => ({
    reason: pauseReason(reason),
    ...(images === undefined ? {} : { images: [...images] }),
    ...(by === undefined ? {} : { by }),
    ...(at === undefined ? {} : { at }),
    ...(until === undefined ? {} : { until }),
    ...(link === undefined ? {} : { link }),
  }));
  return `${head}${stringify(entries, { lineWidth: 0, version: '1.2', schema: 'core' })}`;
}

/** A reason as the file holds it: one line. */
export function pauseReason(reason: string): string {
  return harmlessLine(reason, LONGEST_REASON);
}

function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\ufeff?\s*(?:#.*)?$/.test(line));
}
