import { z } from 'zod';
import { parseJson } from '../transport/json.ts';
import type { WaybillError } from '../../errors/waybill-error.ts';
import { type Credential, basicAuthorization } from './credential.ts';
import type { RepositoryName } from '../transport/endpoint.ts';
import type { HttpAsk, HttpOutcome, Transport } from '../transport/http-transport.ts';
import {
  type Intent,
  deniedError,
  errorOf,
  refusedError,
  rejectedError,
  saidBy,
} from '../transport/registry-error.ts';
import { type Patience, withRetries } from '../transport/retry.ts';

/** A token with the time until which it is used, in milliseconds since the epoch. */
export interface BearerToken {
  readonly token: string;
  readonly expires: number;
}

interface TokenAsk {
  readonly at: RepositoryName;
  readonly intent: Intent;
  readonly realm: URL;
  readonly service: string | undefined;
  readonly scope: string;
  readonly credential: Credential | undefined;
}

const LARGEST_ANSWER = 1024 * 1024;
/** How long a token is valid when its answer does not say (distribution, "Token Response Fields"). */
const DEFAULT_LIFETIME = 60;
const CLIENT = 'waybill';

const tokenAnswer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
  expires_in: z.number().optional(),
});

/**
 * Asks a token server for a token (distribution, "Token Authentication Specification" and its OAuth2
 * variant). It uses GET, with basic authentication where there is a password. An identity token goes as
 * `refresh_token` in a POST; where the server knows no POST, GET follows without it. Throws
 * `REGISTRY_LOGIN_MISSING`, `REGISTRY_DENIED`, or the error that kept the answer away.
 */
export async function fetchToken(
  ask: TokenAsk,
  transport: Transport,
  patience: Patience,
): Promise<BearerToken> {
  const asked = patience.clock.now();
  const send = (request: HttpAsk): Promise<HttpOutcome> =>
    withRetries(`token for ${ask.at.registry}`, patience, () => transport(request));
  const { credential } = ask;
  let outcome = await send(
    credential?.kind === 'identity-token' ? exchange(ask, credential.token) : request(ask),
  );
  if (
    credential?.kind === 'identity-token' &&
    outcome.kind === 'answer' &&
    [404, 405].includes(outcome.status)
  ) {
    outcome = await send(request(ask));
  }
  if (outcome.kind === 'failure') throw unanswered(ask, outcome, patience.clock.now());
  if (outcome.status === 401 && credential !== undefined) throw rejectedError(ask.at, saidBy(outcome));
  if (outcome.status === 401 || outcome.status === 403) {
    throw deniedError(ask.at, ask.intent, credential !== undefined, saidBy(outcome));
  }
  if (outcome.status !== 200) throw unanswered(ask, outcome, patience.clock.now());
  const read = tokenAnswer.safeParse(parseJson(outcome.body));
  const token = read.success ? (read.data.token ?? read.data.access_token) : undefined;
  if (!read.success || token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
    throw refusedError(
      ask.at,
      `the token server ${ask.realm.host} gave no token`,
      'Check the status page of the registry, and run the job again.',
    );
  }
  const lifetime = Math.max(read.data.expires_in ?? DEFAULT_LIFETIME, DEFAULT_LIFETIME);
  // A tenth of the time is kept back for the way there, and for clocks that differ.
  return { token, expires: asked + lifetime * 900 };
}

function request(ask: TokenAsk): HttpAsk {
  const url = new URL(ask.realm);
  const { credential } = ask;
  if (ask.service !== undefined) url.searchParams.set('service', ask.service);
  // One each: not every token server divides them.
  for (const scope of new Set(ask.scope.split(' '))) url.searchParams.append('scope', scope);
  if (credential?.kind === 'password') url.searchParams.set('account', credential.username);
  const authorization =
    credential?.kind === 'password'
      ? basicAuthorization(credential.username, credential.password)
      : credential?.kind === 'identity-token'
        ? basicAuthorization('<token>', credential.token)
        : undefined;
  return {
    method: 'GET',
    url,
    headers: { accept: 'application/json' },
    authorization,
    limit: LARGEST_ANSWER,
  };
}

function exchange(ask: TokenAsk, refreshToken: string): HttpAsk {
  const form = new URLSearchParams({ grant_type: 'refresh_token', client_id: CLIENT, scope: ask.scope });
  form.set('service', ask.service ?? ask.realm.host);
  form.set('refresh_token', refreshToken);
  return {
    method: 'POST',
    url: ask.realm,
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
    limit: LARGEST_ANSWER,
  };
}

function unanswered(ask: TokenAsk, outcome: HttpOutcome, now: number): WaybillError {
  return errorOf(ask.at, ask.intent, outcome, now);
}
