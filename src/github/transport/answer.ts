import { z } from 'zod';

export type Headers = Readonly<Record<string, string>>;

/**
 * How one request ended.
 *
 * - `ok`: GitHub did it; `data` is the JSON
 * - `refused`: GitHub says no, so it was not done
 * - `unclear`: no answer, or one that cannot be read, or a 5xx: a write may have been done or not
 */
export type Answer =
  | { readonly kind: 'ok'; readonly data: unknown; readonly headers: Headers }
  | Refused
  | { readonly kind: 'unclear'; readonly reason: string };

export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** GitHub's own words, on one line. */
  readonly message: string;
  readonly headers: Headers;
}

const LONGEST_MESSAGE = 300;

const failure = z.object({
  status: z.number(),
  message: z.string(),
  response: z
    .object({
      headers: z.record(z.string(), z.unknown()),
      data: z.unknown().optional(),
    })
    .optional(),
});

/** Where GitHub has no words for what is wrong with a field, it has a code: `already_exists`, `abuse`. */
const fieldError = z
  .object({
    message: z.string().nullish(),
    resource: z.string().nullish(),
    field: z.string().nullish(),
    code: z.string().nullish(),
  })
  .transform(
    ({ message, resource, field, code }) => message || [resource, field, code].filter(Boolean).join(' '),
  );

const refusalBody = z.object({
  message: z.string(),
  errors: z.array(z.union([z.string(), fieldError])).optional(),
});

/** Reads what Octokit threw. Anything that is not an answer of GitHub below 500 is unclear. */
export function answerOfError(thrown: unknown): Answer {
  const parsed = failure.safeParse(thrown);
  const response = parsed.data?.response;
  if (!parsed.success || response === undefined) return { kind: 'unclear', reason: reasonOf(thrown) };
  const { status } = parsed.data;
  if (status >= 500) return { kind: 'unclear', reason: `GitHub answered ${status}` };
  return {
    kind: 'refused',
    status,
    message: messageOf(response.data, status),
    headers: headersOf(response.headers),
  };
}

export function headersOf(headers: Readonly<Record<string, unknown>>): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), String(value)]],
    ),
  );
}

/** GitHub's clock, from the header that every answer has. */
export function dateOf(headers: Headers): Date | undefined {
  const date = new Date(headers['date'] ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function messageOf(data: unknown, status: number): string {
  const body = refusalBody.safeParse(data);
  if (!body.success) return `status ${status}`;
  const details = (body.data.errors ?? []).filter((detail) => detail !== '');
  return short([body.data.message, ...details].join(': '));
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? short(`no answer (${thrown.message})`) : 'no answer';
}

/** A message on one line, and not longer than a log can take. */
export function short(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_MESSAGE);
}
