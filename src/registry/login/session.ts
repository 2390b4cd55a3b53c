import { type Challenge, parseChallenges } from './challenge.ts';
import { type Credential, type Credentials, basicAuthorization } from './credential.ts';
import { type RepositoryName, endpointOf } from '../transport/endpoint.ts';
import type { HttpAnswer, HttpAsk, HttpOutcome, Transport } from '../transport/http-transport.ts';
import { judgeRealm } from './realm.ts';
import { type Intent, deniedError, refusedError, saidBy } from '../transport/registry-error.ts';
import type { Patience } from '../transport/retry.ts';
import { type BearerToken, fetchToken } from './token-server.ts';

/** A request to a registry, before anyone is logged in. */
interface RegistryAsk extends Omit<HttpAsk, 'authorization'> {
  readonly at: RepositoryName;
  readonly intent: Intent;
}

interface SessionOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly patience: Patience;
  /** Hears every secret that is made here, before it is used. */
  readonly mask: (secret: string) => void;
}

/**
 * Logs in as each registry asks for it, and remembers how. Later requests carry the token of their registry
 * and scope, or basic authentication, from the start. A 401 leads to one new login for each request: an
 * expired token costs one request more, and a wrong password never loops.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #logins = new Map<string, Promise<Credential | undefined>>();
  readonly #tokens = new Map<string, Promise<BearerToken>>();
  readonly #basic = new Map<string, string>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /**
   * Sends one request. A 401 or 403 at the end is thrown: `REGISTRY_DENIED` with a login,
   * `REGISTRY_LOGIN_MISSING` without. The caller judges every other outcome.
   */
  async send(ask: RegistryAsk): Promise<HttpOutcome> {
    const known = await this.#remembered(ask);
    const first = await this.#options.transport({ ...ask, authorization: known });
    if (first.kind !== 'answer' || first.status !== 401) return this.#checked(ask, first);
    const authorization = await this.#answerTo(ask, first);
    return this.#checked(ask, await this.#options.transport({ ...ask, authorization }));
  }

  async #checked(ask: RegistryAsk, outcome: HttpOutcome): Promise<HttpOutcome> {
    if (outcome.kind !== 'answer' || (outcome.status !== 401 && outcome.status !== 403)) return outcome;
    const login = await this.#login(ask.at.registry);
    throw deniedError(ask.at, ask.intent, login !== undefined, saidBy(outcome));
  }

  async #remembered(ask: RegistryAsk): Promise<string | undefined> {
    const basic = this.#basic.get(ask.at.registry);
    if (basic !== undefined) return basic;
    // A token for pushing reads as well.
    for (const intent of ask.intent === 'read' ? (['read', 'push to'] as const) : (['push to'] as const)) {
      const token = await this.#tokens.get(keyOf(ask.at, intent));
      if (token !== undefined && token.expires > this.#options.patience.clock.now())
        return `Bearer ${token.token}`;
    }
    const login = await this.#login(ask.at.registry);
    return login?.kind === 'registry-token' ? `Bearer ${login.token}` : undefined;
  }

  /** The authorization that a 401 asks for. */
  async #answerTo(ask: RegistryAsk, refusal: HttpAnswer): Promise<string> {
    const { registry } = ask.at;
    const login = await this.#login(registry);
    if (login?.kind === 'registry-token') throw deniedError(ask.at, ask.intent, true, saidBy(refusal));
    const challenges = parseChallenges(refusal.headers.get('www-authenticate') ?? '');
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    const realm = judgeRealm(bearer?.parameters.get('realm') ?? '', endpointOf(registry));
    if (realm.kind === 'refused') {
      throw refusedError(
        ask.at,
        `the registry sends its users to a token server that is not asked, because ${realm.reason}`,
        `A token server must use https and live under the domain of ${registry}. Report this to who runs the registry.`,
      );
    }
    if (bearer !== undefined && realm.kind === 'accepted') {
      return `Bearer ${(await this.#token(ask, bearer, realm.url, login)).token}`;
    }
    return this.#basicFor(ask, challenges, login, refusal);
  }

  #basicFor(
    ask: RegistryAsk,
    challenges: readonly Challenge[],
    login: Credential | undefined,
    refusal: HttpAnswer,
  ): string {
    const asked = challenges.some(({ scheme }) => scheme === 'basic' || scheme === 'bearer');
    if (!asked || login?.kind !== 'password') {
      throw deniedError(ask.at, ask.intent, login !== undefined, saidBy(refusal));
    }
    const authorization = basicAuthorization(login.username, login.password);
    this.#options.mask(authorization.slice('Basic '.length));
    this.#basic.set(ask.at.registry, authorization);
    return authorization;
  }

  #token(
    ask: RegistryAsk,
    challenge: Challenge,
    realm: URL,
    credential: Credential | undefined,
  ): Promise<BearerToken> {
    const key = keyOf(ask.at, ask.intent);
    const actions = ask.intent === 'read' ? 'pull' : 'pull,push';
    const token = fetchToken(
      {
        at: ask.at,
        intent: ask.intent,
        realm,
        service: challenge.parameters.get('service'),
        scope: challenge.parameters.get('scope') ?? `repository:${ask.at.repository}:${actions}`,
        credential,
      },
      this.#options.transport,
      this.#options.patience,
    ).then((fetched) => {
      this.#options.mask(fetched.token);
      return fetched;
    });
    this.#tokens.set(key, token);
    // A refusal is not remembered. Callers that wait for this promise still get it.
    token.catch(() => this.#tokens.get(key) === token && this.#tokens.delete(key));
    return token;
  }

  #login(registry: string): Promise<Credential | undefined> {
    const known = this.#logins.get(registry);
    if (known !== undefined) return known;
    const login = this.#options.credentials.of(registry);
    this.#logins.set(registry, login);
    return login;
  }
}

function keyOf(at: RepositoryName, intent: Intent): string {
  return `${at.registry} ${at.repository} ${intent}`;
}
