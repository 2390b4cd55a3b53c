import { type Digest, isDigest } from '../image/digest.ts';
import { formatReference, tryParseReference } from '../image/reference.ts';

/** One image as a trailer names it. */
export interface TrailerImage {
  readonly name: string;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: Digest;
  /** What was declared before: digests, or tags where no digest was written. Empty when it is not said. */
  readonly from: readonly string[];
}

/** What one promotion commit says of itself. A hint for people and for later runs; git decides. */
export interface Trailers {
  readonly environment: string;
  readonly images: readonly TrailerImage[];
  /** `owner/repository@commit`, one for each source that is known. */
  readonly sources: readonly string[];
  /** The plan's key and the tree that the commit was made with: a commit with another tree was changed by someone else. */
  readonly plan: { readonly key: string; readonly tree: string } | undefined;
}

const ENVIRONMENT = 'Waybill-Environment';
const IMAGE = 'Waybill-Image';
const SOURCE = 'Waybill-Source';
const PLAN = 'Waybill-Plan';

/** The last paragraph of a promotion commit's message, without a final newline. */
export function formatTrailers(trailers: Trailers): string {
  return [
    `${ENVIRONMENT}: ${trailers.environment}`,
    ...trailers.images.map((image) => `${IMAGE}: ${formatImage(image)}`),
    ...trailers.sources.map((source) => `${SOURCE}: ${source}`),
    ...(trailers.plan === undefined ? [] : [`${PLAN}: ${trailers.plan.key} ${trailers.plan.tree}`]),
  ].join('\n');
}

function formatImage({ name, repository, tag, digest, from }: TrailerImage): string {
  const reference = formatReference({ spelling: repository, tag, digest });
  return `${name} ${reference}${from.length === 0 ? '' : ` (from ${from.join(', ')})`}`;
}

/**
 * The trailers of a commit message, one set for each `Waybill-Environment` line. A squash or a merge may indent them, put
 * text after them or join several commits into one message, so the whole message is read and not only its last
 * paragraph. Lines that are not well formed are left out.
 */
export function parseTrailers(message: string): readonly Trailers[] {
  const sets: { environment: string; images: TrailerImage[]; sources: string[]; plan: Trailers['plan'] }[] =
    [];
  for (const line of message.split(/\r?\n/)) {
    const [, token, value] = /^\s*(?:\* )?(Waybill-[A-Za-z]+):\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (token === undefined || value === undefined) continue;
    if (token === ENVIRONMENT) sets.push({ environment: value, images: [], sources: [], plan: undefined });
    const current = sets.at(-1);
    if (current === undefined) continue;
    if (token === IMAGE) current.images.push(...parseImage(value));
    if (token === SOURCE && /^[\w.-]+\/[\w.-]+@[0-9a-f]{40,64}$/.test(value)) current.sources.push(value);
    if (token === PLAN) current.plan = parsePlan(value);
  }
  return sets;
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
