import { type Digest, isDigest } from '../../image/digest.ts';
import { formatReference, tryParseReference } from '../../image/reference.ts';
import { harmlessLine, isPlainAddress } from '../../report/markdown.ts';
import type { Asked, RolledBack } from './purpose.ts';

/** One image as a trailer names it. */
export interface TrailerImage {
  readonly name: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest;
  /**
   * What was declared before: digests, or tags where no digest was written. Empty when the trailer does not
   * say.
   */
  readonly from: readonly string[];
}

/** What one promotion commit says of itself. It is a hint for people and for later runs; git decides. */
export interface Trailers {
  readonly environment: string;
  /**
   * Whose lane it is, as `laneText` writes it, and the numeric id of its home where it has one. Undefined in
   * commits of earlier releases.
   */
  readonly lane?: { readonly text: string; readonly home: number | undefined };
  readonly images: readonly TrailerImage[];
  /** `owner/repository@commit`, one for each source that is known. */
  readonly sources: readonly string[];
  /**
   * The plan's key, and the tree that the commit was made with. When the commit has another tree, somebody
   * changed it.
   */
  readonly plan: { readonly key: string; readonly tree: string } | undefined;
  /** A person brought it straight in, past the upstreams. */
  readonly hotfix?: Asked;
  /** A person brought back what was declared before. */
  readonly rollBack?: Asked & { readonly from: readonly RolledBack[] };
}

const ENVIRONMENT = 'Waybill-Environment';
const LANE = 'Waybill-Lane';
const HOME = 'Waybill-Home';
const IMAGE = 'Waybill-Image';
const SOURCE = 'Waybill-Source';
const PLAN = 'Waybill-Plan';
const HOTFIX = 'Waybill-Hotfix';
const ROLL_BACK = 'Waybill-Roll-Back';
const REASON = 'Waybill-Reason';
const RUN = 'Waybill-Run';

/** The last paragraph of a promotion commit's message, without a final newline. */
export function formatTrailers(trailers: Trailers): string {
  return [
    `${ENVIRONMENT}: ${trailers.environment}`,
    ...laneLines(trailers),
    ...trailers.images.map((image) => `${IMAGE}: ${formatImage(image)}`),
    ...trailers.sources.map((source) => `${SOURCE}: ${source}`),
    ...askedLines(trailers),
    ...(trailers.plan === undefined ? [] : [`${PLAN}: ${trailers.plan.key} ${trailers.plan.tree}`]),
  ].join('\n');
}

function laneLines({ lane }: Trailers): readonly string[] {
  if (lane === undefined) return [];
  const home = lane.home === undefined ? [] : [`${HOME}: ${lane.home}`];
  return [`${LANE}: ${lane.text}`, ...home];
}

function askedLines({ hotfix, rollBack }: Trailers): readonly string[] {
  const asked = rollBack ?? hotfix;
  if (asked === undefined) return [];
  const who = `${asked.by}: ${harmlessLine(asked.reason)}`;
  return [
    ...(rollBack?.from.map(({ name, digest }) => `${ROLL_BACK}: ${name} ${digest}`) ?? []),
    `${rollBack === undefined ? HOTFIX : REASON}: ${who}`,
    ...(asked.run === undefined ? [] : [`${RUN}: ${asked.run}`]),
  ];
}

function formatImage({ name, repository, tag, digest, from }: TrailerImage): string {
  const reference = formatReference({ spelling: repository, tag, digest });
  return `${name} ${reference}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`;
}

/**
 * The trailers of a commit message, one set for each `Waybill-Environment` line. A squash or a merge may
 * indent them, put text after them, or join several commits into one message. So the whole message is read,
 * and not only its last paragraph. Lines that are not well formed are left out.
 */
export function parseTrailers(message: string): readonly Trailers[] {
  const sets: Lines[] = [];
  for (const line of message.split(/\r?\n/)) {
    const [, token, value] = /^\s*(?:\* )?(Waybill-[A-Za-z-]+):\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (token === undefined || value === undefined) continue;
    if (token === ENVIRONMENT) sets.push({ environment: value, lines: [] });
    else sets.at(-1)?.lines.push([token, value]);
  }
  return sets.map(trailersOf);
}

/** The lines of one set below its `Waybill-Environment`. */
interface Lines {
  readonly environment: string;
  readonly lines: (readonly [token: string, value: string])[];
}

function trailersOf({ environment, lines }: Lines): Trailers {
  const valuesOf = (wanted: string): readonly string[] =>
    lines.flatMap(([token, value]) => (token === wanted ? [value] : []));
  const [run] = valuesOf(RUN).filter(isPlainAddress);
  const hotfix = askedBy(valuesOf(HOTFIX)[0], run);
  const from = valuesOf(ROLL_BACK).flatMap(parseRolledBack);
  const rollBack = askedBy(valuesOf(REASON)[0] ?? 'unknown: not said', run);
  const [lane] = valuesOf(LANE);
  const home = valuesOf(HOME).find((value) => /^\d{1,15}$/.test(value));
  return {
    environment,
    ...(lane === undefined
      ? {}
      : { lane: { text: lane, home: home === undefined ? undefined : Number(home) } }),
    images: valuesOf(IMAGE).flatMap(parseImage),
    sources: valuesOf(SOURCE).filter((value) => /^[\w.-]+\/[\w.-]+@[0-9a-f]{40,64}$/.test(value)),
    plan: valuesOf(PLAN).map(parsePlan).at(-1),
    ...(hotfix === undefined ? {} : { hotfix }),
    ...(from.length === 0 || rollBack === undefined ? {} : { rollBack: { ...rollBack, from } }),
  };
}

function askedBy(value: string | undefined, run: string | undefined): Asked | undefined {
  const [, by, reason] = /^([\w.[\]-]+): (.*)$/.exec(value ?? '') ?? [];
  return by === undefined || reason === undefined ? undefined : { by, reason, run };
}

function parseRolledBack(value: string): readonly RolledBack[] {
  const [, name, digest] = /^(\S+) (\S+)$/.exec(value) ?? [];
  return name === undefined || digest === undefined || !isDigest(digest) ? [] : [{ name, digest }];
}

function parseImage(value: string): readonly TrailerImage[] {
  const [, name, text, from] = /^(\S+) (\S+)(?: \(from ([^()]*)\))?$/.exec(value) ?? [];
  const reference = text === undefined ? undefined : tryParseReference(text);
  if (name === undefined || reference?.digest === undefined || !isDigest(reference.digest)) return [];
  return [
    {
      name,
      repository: reference.spelling,
      tag: reference.tag,
      digest: reference.digest,
      from: from === undefined ? [] : from.split(/,\s*/).filter((part) => part !== ''),
    },
  ];
}

function parsePlan(value: string): Trailers['plan'] {
  const [, key, tree] = /^([0-9a-f]{64}) ([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(value) ?? [];
  return key === undefined || tree === undefined ? undefined : { key, tree };
}
