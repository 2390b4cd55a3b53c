import { z } from 'zod';
import type { Digest } from '../../image/digest.ts';
import { isDigest } from '../../image/digest.ts';

const digest = z.custom<Digest>((value) => typeof value === 'string' && isDigest(value));
const proposal = z.record(z.string(), digest);
const markerSchema = z.object({
  v: z.literal(1),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  environment: z.string(),
  unit: z.string(),
  /** Image name to digest: what the pull request proposes. */
  images: proposal,
  /** What it proposed before, newest first. */
  superseded: z.array(proposal),
  /** Set when the registry did not answer while the text was written: the next run writes it again. */
  unanswered: z.literal(true).optional(),
  /** Set when Waybill closed the pull request: such a close is not a person's refusal. */
  closed: z.literal(true).optional(),
});

/**
 * What a pull request's body says to later runs, hidden from readers. Anyone can write it, so it is a hint:
 * it says whether the text is up to date and what was superseded, and never whose commit is on the branch.
 */
export type Marker = z.infer<typeof markerSchema>;

const OPENING = '<!-- waybill ';
const CLOSING = ' -->';
/** Older proposals than these are not listed any more. */
const MOST_SUPERSEDED = 20;

/** The marker as an HTML comment on one line. Nothing in it can end the comment early. */
export function formatMarker(marker: Marker): string {
  const kept = { ...marker, superseded: marker.superseded.slice(0, MOST_SUPERSEDED) };
  const json = JSON.stringify(kept).replace(/[<>]|--/g, (found) =>
    found === '--' ? '\\u002d\\u002d' : found === '<' ? '\\u003c' : '\\u003e',
  );
  return `${OPENING}${json}${CLOSING}`;
}

/**
 * The last well-formed marker of a body. Waybill writes it at the end, so text before it cannot take its
 * place.
 */
export function parseMarker(body: string): Marker | undefined {
  return lastMarker(body)?.marker;
}

function lastMarker(body: string): { marker: Marker; start: number; end: number } | undefined {
  for (
    let start = body.lastIndexOf(OPENING);
    start !== -1;
    start = start === 0 ? -1 : body.lastIndexOf(OPENING, start - 1)
  ) {
    const closing = body.indexOf(CLOSING, start);
    const marker = closing === -1 ? undefined : read(body.slice(start + OPENING.length, closing));
    if (marker !== undefined) return { marker, start, end: closing + CLOSING.length };
  }
  return undefined;
}

function read(text: string): Marker | undefined {
  try {
    return markerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * The body, with a marker that says that Waybill closed the pull request. A body without a marker stays as it
 * is.
 */
export function withClosedMark(body: string): string {
  const found = lastMarker(body);
  if (found === undefined) return body;
  const { marker, start, end } = found;
  return `${body.slice(0, start)}${formatMarker({ ...marker, closed: true })}${body.slice(end)}`;
}
