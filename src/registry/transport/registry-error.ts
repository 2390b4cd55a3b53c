import { z } from 'zod';
import { parseJson } from './json.ts';
import { type ErrorCode, WaybillError } from '../../errors/waybill-error.ts';
import { type RepositoryName, nameOf } from './endpoint.ts';
import type { HttpAnswer, HttpFailure, HttpOutcome } from './http-transport.ts';
import { retryAfter } from './retry.ts';

/** What a request wants, in the words of a message: `the registry does not let this login <push to> it`. */
export type Intent = 'read' | 'push to';

const LONGEST_DETAIL = 300;

const errorBody = z.object({
  errors: z
    .array(
      z.object({
        code: z.string().optional(),
        message: z.string().optional(),
        detail: z.unknown().optional(),
      }),
    )
    .min(1),
});

/**
 * The error for an answer or a failure that ends a request. `now` is the time in milliseconds: the message
 * says when a limit ends.
 */
export function errorOf(at: RepositoryName, intent: Intent, outcome: HttpOutcome, now: number): WaybillError {
  if (outcome.kind === 'failure') return failureError(at, intent, outcome);
  const { status } = outcome;
  if (status === 429) return limitError(at, intent, outcome, now);
  if (status === 401 || status === 403) return deniedError(at, intent, true, saidBy(outcome));
  const detail = `${nameOf(at)}: the registry answered ${status}${saidBy(outcome)} to a request to ${intent} it`;
  if (status >= 500 || status === 408) {
    return new WaybillError('REGISTRY_UNAVAILABLE', detail, {
      hint: `Run the job again when ${at.registry} is well; nothing has to be undone.`,
    });
  }
  const hint =
    status === 404
      ? 'Check the spelling of the repository, and create it first where the registry does not create repositories by itself.'
      : 'Check that the registry supports the OCI distribution API at this address.';
  return new WaybillError('REGISTRY_REFUSED', detail, { hint });
}

/** A conflict, a precondition that fails, a method that is not allowed: how registries hold a tag. */
const HOLDING = new Set([405, 409, 412]);

/**
 * Whether a registry refuses to write a tag because it must not move: Amazon ECR with 400 and TAG_INVALID,
 * Harbor with 412, others in their own words.
 */
export function holdsTag(outcome: HttpOutcome): outcome is HttpAnswer {
  if (outcome.kind === 'failure' || outcome.status < 400 || outcome.status > 499) return false;
  return HOLDING.has(outcome.status) || /\bTAG_INVALID\b|immutable/i.test(saidBy(outcome));
}

/** The refusal to move a tag. */
export function immutableError(at: RepositoryName, tag: string, answer: HttpAnswer): WaybillError {
  const message = `${nameOf(at)}:${tag} cannot be moved: the registry answered ${answer.status}${saidBy(answer)}`;
  return new WaybillError('TAG_IMMUTABLE', message, {
    hint: `Leave the tag "${tag}" out, or let the registry move it: an image that is built has its sha-<commit> in any case.`,
  });
}

/**
 * The error for a missing right. Without a login the hint is to log in; with one it is about the permission.
 */
export function deniedError(
  at: RepositoryName,
  intent: Intent,
  loggedIn: boolean,
  detail = '',
): WaybillError {
  const message = loggedIn
    ? `${nameOf(at)}: the registry does not let this login ${intent} it${detail}`
    : `${nameOf(at)}: the registry wants a login to ${intent} it, and there is none for ${at.registry}${detail}`;
  const code: ErrorCode = loggedIn ? 'REGISTRY_DENIED' : 'REGISTRY_LOGIN_MISSING';
  return new WaybillError(code, message, {
    hint: loggedIn ? permissionHint(at, intent) : loginHint(at, intent),
  });
}

/** The token server does not know the user, or not the password. */
export function rejectedError(at: RepositoryName, detail: string): WaybillError {
  return new WaybillError(
    'REGISTRY_LOGIN_REJECTED',
    `${nameOf(at)}: ${at.registry} does not accept the login${detail}`,
    {
      hint: `Check the user name and the password of the login for ${at.registry}; a secret that is not set is an empty text.`,
    },
  );
}

export function refusedError(at: RepositoryName, detail: string, hint: string): WaybillError {
  return new WaybillError('REGISTRY_REFUSED', `${nameOf(at)}: ${detail}`, { hint });
}

/**
 * ` (DENIED: permission_denied)`: the error body of the distribution specification, safe to print. Empty when
 * there is none.
 */
export function saidBy(answer: HttpAnswer): string {
  const parsed = errorBody.safeParse(parseJson(answer.body));
  const [first] = parsed.success ? parsed.data.errors : [];
  const said = [first?.code, first?.message, first?.detail];
  const text = said.filter((part) => typeof part === 'string' && part !== '').join(': ');
  return text === '' ? '' : ` (${printable(text)})`;
}

/**
 * One line of at most 300 characters, without control characters. What a registry says ends up in the log,
 * and the runner acts on some lines of the log.
 */
export function printable(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .replace(/::/g, ': :')
    .trim();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}

function failureError(at: RepositoryName, intent: Intent, failure: HttpFailure): WaybillError {
  const detail = `${nameOf(at)}: the registry could not be asked to ${intent} it: ${printable(failure.detail)}`;
  const details = { hint: failureHint(at, failure), cause: failure.cause };
  const refused = failure.reason === 'too-large' || failure.reason === 'redirect';
  return new WaybillError(refused ? 'REGISTRY_REFUSED' : 'REGISTRY_UNAVAILABLE', detail, details);
}

function failureHint(at: RepositoryName, failure: HttpFailure): string {
  if (failure.reason === 'too-large')
    return 'No image manifest is that large; check that the address is a registry.';
  if (failure.reason === 'redirect')
    return 'Use the address that the registry redirects to, if you trust it.';
  if (failure.detail === 'ENOTFOUND') {
    return `Check the spelling of ${at.registry}; behind a proxy set HTTPS_PROXY and NO_PROXY in the job's env.`;
  }
  if (!failure.transient) {
    return `The connection to ${at.registry} is not trusted: for a certificate authority of your own set NODE_EXTRA_CA_CERTS to its file in the job's env.`;
  }
  return `Check that ${at.registry} can be reached from this runner, and run the job again; nothing has to be undone.`;
}

function limitError(at: RepositoryName, intent: Intent, answer: HttpAnswer, now: number): WaybillError {
  const wait = retryAfter(answer, now);
  const until = wait === undefined ? '' : ` until ${new Date(now + wait).toISOString()}`;
  const message = `${nameOf(at)}: the registry limits requests to ${intent} it${until}${saidBy(answer)}`;
  const login = `A login raises the limit on many registries: set "registry: ${at.registry}" with "registry-username" and "registry-password".`;
  return new WaybillError('RATE_LIMITED', message, {
    hint: `Run the job again${until === '' ? ' later' : ' after that'}. ${login}`,
  });
}

function loginHint(at: RepositoryName, intent: Intent): string {
  if (at.registry === 'ghcr.io') {
    const level = intent === 'read' ? 'read' : 'write';
    return `Leave "workflow-token" at its default, or pass a token, and add "permissions: packages: ${level}" to the job.`;
  }
  return `In a workflow set "registry: ${at.registry}" with "registry-username" and "registry-password", or add docker/login-action before this step; at a prompt run "docker login ${at.registry}". The user has to be one that may ${intent} ${at.repository}.`;
}

function permissionHint(at: RepositoryName, intent: Intent): string {
  if (at.registry === 'ghcr.io') {
    const level = intent === 'read' ? 'read' : 'write';
    return `Add "permissions: packages: ${level}" to the job, and give this repository the role "${level}" under "Manage Actions access" in the settings of the package ${at.repository}.`;
  }
  return `Give the user of the login for ${at.registry} the right to ${intent} ${at.repository}, and check that the repository exists.`;
}
