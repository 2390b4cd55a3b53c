import { stringify } from 'yaml';
import { z } from 'zod';
import { digest, utcMoment } from '../../config/schema/values.ts';
import { readDocument } from '../../config/document/document.ts';
import { checkBySchema } from '../../config/document/schema-problems.ts';
import { name } from '../../config/schema/names.ts';
import { type DocumentProblem, problem, quote } from '../../config/document/problem.ts';
import { parseDigest } from '../../image/digest.ts';
import type { Hold } from './holds.ts';

/** The folder of the files that a roll back leaves, one for each environment. */
export const HOLD_FOLDER = '.waybill/hold';

/** The path of an environment's hold file in the repository that declares the environment. */
export function holdPath(environment: string): string {
  return `${HOLD_FOLDER}/${environment}.yaml`;
}

const LONGEST_REASON = 500;
const entry = z.strictObject({
  image: name('An image of waybill.yaml.'),
  digest,
  reason: z.string().min(1).max(LONGEST_REASON).optional(),
  by: z.string().min(1).max(100).optional(),
  at: utcMoment('When, in UTC.').optional(),
  link: z.url({ protocol: /^https?$/ }).optional(),
  home: z.string().regex(/^\S+$/).max(500).optional(),
  'home-id': z.int().positive().optional(),
});

/** The list stands at the top of the file. It is checked below a key, so that messages have a word for it. */
const schema = z.strictObject({ holds: z.array(entry) });

/**
 * Reads an environment's hold file. A file without an entry holds nothing, even one that has comments left: a
 * person removed the last entry. Throws `WaybillErrors` with every mistake in it, each a `CONFIG_INVALID`
 * with its place. A file that cannot be read is never taken for an empty one.
 */
export function parseHolds(text: string, environment: string): readonly Hold[] {
  if (isBlank(text)) return [];
  const file = holdPath(environment);
  const document = readDocument(text, file);
  const parsed = checkBySchema(schema, { holds: document.value });
  const found = parsed.ok ? repeated(parsed.value.holds) : parsed.problem;
  document.throwAll(found.map(atTop));
  if (!parsed.ok) throw new TypeError('a schema refused a value without a reason');
  return parsed.value.holds.map(({ image, digest: held, home, 'home-id': id, ...said }) => ({
    image,
    digest: parseDigest(held),
    reason: said.reason,
    by: said.by,
    at: said.at,
    link: said.link,
    ...(home === undefined ? {} : { home: { name: home, id } }),
    file,
  }));
}

/**
 * The text of a hold file. Its entries are sorted, so that the same holds are always the same bytes. Never
 * empty.
 */
export function formatHolds(holds: readonly Hold[], environment: string): string {
  const entries = holds
    .toSorted(byImageAndDigest)
    .map(({ image, digest: held, reason, by, at, link, home }) => ({
      image,
      digest: held,
      ...(reason === undefined || oneLine(reason) === '' ? {} : { reason: oneLine(reason) }),
      ...(by === undefined ? {} : { by }),
      ...(at === undefined ? {} : { at }),
      ...(link === undefined ? {} : { link }),
      ...(home === undefined ? {} : { home: home.name }),
      ...(home?.id === undefined ? {} : { 'home-id': home.id }),
    }));
  const head = `# What Waybill does not promote into ${environment} again. Remove an entry to end its hold.\n`;
  return `${head}${stringify(entries, { lineWidth: 0, version: '1.2', schema: 'core' })}`;
}

function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\ufeff?\s*(?:#.*)?$/.test(line));
}

function atTop(found: DocumentProblem): DocumentProblem {
  return { ...found, path: found.path.slice(1) };
}

function repeated(holds: readonly z.output<typeof entry>[]): readonly DocumentProblem[] {
  return holds.flatMap((hold, index) => {
    const first = holds.findIndex(
      (written) =>
        written.image === hold.image && written.digest === hold.digest && written.home === hold.home,
    );
    if (first === index) return [];
    const message = `holds[${index}] holds ${quote(hold.image)} a second time at the same digest`;
    return [problem(['holds', index], 'value', message, 'Keep one of the two entries.')];
  });
}

function byImageAndDigest(a: Hold, b: Hold): number {
  const [left, right] = [a, b].map(({ image, digest: held, home }) => `${image} ${held} ${home?.name ?? ''}`);
  if (left === undefined || right === undefined) return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

function oneLine(text: string): string {
  return [...text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()].slice(0, LONGEST_REASON).join('').trim();
}
