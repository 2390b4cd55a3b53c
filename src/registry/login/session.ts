import type { WaybillError } from '../../errors/waybill-error.ts';
import { type Challenge, parseChallenges } from './challenge.ts';
import { type Credential, type Credentials, basicAuthorization } from './credential.ts';
import { type RepositoryName, endpointOf } from '../transport/endpoint.ts';
import type { HttpAnswer, HttpAsk, HttpOutcome, Transport } from '../transport/http-transport.ts';
import { judgeRealm, type RealmVerdict } from './realm.ts';
import { type Intent, deniedError, printable, refusedError, saidBy } from '../transport/registry-error.ts';
import type { Patience } from '../transport/retry.ts';
import { type BearerToken, fetchToken } from './token-server.ts';

/** A request to a registry, before anyone is logged in. */
interface RegistryAsk extends Omit<HttpAsk, 'authorization'> {
  readonly at: RepositoryName;
  readonly intent: Intent;
  /** Another repository of the registry that the login has to read for this: one to mount a blob from. */
  readonly alsoRead?: string;
}

interface SessionOptions {
  readonly transport: Transport;
  readonly credentials: Credentials;
  readonly patience: Patience;
  /** Hears every secret that is made here, before it is used. */
  readonly mask: (secret: string) => void;
  /** The token server of a registry that the owner of the workflow trusts. */
  readonly trusted?: TrustedTokenServer | undefined;
}

/** A token server under another domain than its registry. `host` has a port where it is not 443. */
export interface TrustedTokenServer {
  readonly registry: string;
  readonly host: string;
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
  /** What each registry calls itself when it asks for a login. */
  readonly #services = new Map<string, string>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /**
   * The service that a registry asks a login for: `harbor-registry`. Undefined as long as it asked for none.
   */
  serviceOf({ registry }: RepositoryName): string | undefined {
    return this.#services.get(registry);
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
    // What was sent as it came is used up. Whoever sends it begins again, with the login that is known now.
    if (ask.body !== undefined && !(ask.body instanceof Uint8Array))
      return {
        kind: 'failure',
        reason: 'interrupted',
        detail: 'the registry asked for a login',
        transient: true,
      };
    return this.#checked(ask, await this.#options.transport({ ...ask, authorization }));
  }

  async #checked(ask: RegistryAsk, outcome: HttpOutcome): Promise<HttpOutcome> {
    if (outcome.kind !== 'answer' || (outcome.status !== 401 && outcome.status !== 403)) return outcome;
    const login = await this.#login(ask);
    throw deniedError(ask.at, ask.intent, login !== undefined, saidBy(outcome));
  }

  async #remembered(ask: RegistryAsk): Promise<string | undefined> {
    const basic = this.#basic.get(keyOf(ask));
    if (basic !== undefined) return basic;
    // A token for pushing reads as well.
    for (const intent of ask.intent === 'read' ? (['read', 'push to'] as const) : (['push to'] as const)) {
      for (const held of this.#tokensFor({ ...ask, intent })) {
        const token = await held;
        if (token.expires > this.#options.patience.clock.now()) return `Bearer ${token.token}`;
      }
    }
    const login = await this.#login(ask);
    return login?.kind === 'registry-token' ? `Bearer ${login.token}` : undefined;
  }

  /** A token that reads another repository as well does for this one alone, too. */
  #tokensFor(ask: RegistryAsk): readonly Promise<BearerToken>[] {
    const key = keyOf(ask);
    const fits = (held: string): boolean =>
      held === key || (ask.alsoRead === undefined && held.startsWith(key));
    return [...this.#tokens].flatMap(([held, token]) => (fits(held) ? [token] : []));
  }

  /** The authorization that a 401 asks for. */
  async #answerTo(ask: RegistryAsk, refusal: HttpAnswer): Promise<string> {
    const { registry } = ask.at;
    const login = await this.#login(ask);
    if (login?.kind === 'registry-token') throw deniedError(ask.at, ask.intent, true, saidBy(refusal));
    const challenges = parseChallenges(refusal.headers.get('www-authenticate') ?? '');
    const [service] = challenges.flatMap(({ parameters }) => parameters.get('service') ?? []);
    if (service !== undefined) this.#services.set(registry, service);
    const bearer = challenges.find((challenge) => challenge.scheme === 'bearer');
    const address = bearer?.parameters.get('realm') ?? '';
    const { trusted } = this.#options;
    const host = trusted?.registry === registry ? trusted.host : undefined;
    const realm = judgeRealm(address, endpointOf(registry), host);
    if (realm.kind === 'refused') throw strangeTokenServer(ask.at, address, realm);
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
    this.#basic.set(keyOf(ask), authorization);
    return authorization;
  }

  #token(
    ask: RegistryAsk,
    challenge: Challenge,
    realm: URL,
    credential: Credential | undefined,
  ): Promise<BearerToken> {
    const key = keyOf(ask);
    const actions = ask.intent === 'read' ? 'pull' : 'pull,push';
    const fetchAs = (as: Credential | undefined): Promise<BearerToken> =>
      fetchToken(
        {
          at: ask.at,
          intent: ask.intent,
          realm,
          service: challenge.parameters.get('service'),
          scope: [
            challenge.parameters.get('scope') ?? `repository:${ask.at.repository}:${actions}`,
            ...(ask.alsoRead === undefined ? [] : [`repository:${ask.alsoRead}:pull`]),
          ].join(' '),
          credential: as,
        },
        this.#options.transport,
        this.#options.patience,
      );
    const may = ask.intent === 'read' && credential?.kind === 'password' && credential.optional === true;
    // What everybody may read needs no login: a token without `packages: read` must not stand in the way.
    const token = fetchAs(credential)
      .catch((refusal: unknown) => {
        if (!may) throw refusal;
        return fetchAs(undefined).catch(() => Promise.reject(refusal));
      })
      .then((fetched) => {
        this.#options.mask(fetched.token);
        return fetched;
      });
    this.#tokens.set(key, token);
    // A refusal is not remembered. Callers that wait for this promise still get it.
    token.catch(() => this.#tokens.get(key) === token && this.#tokens.delete(key));
    return token;
  }

  #login({ at, intent }: RegistryAsk): Promise<Credential | undefined> {
    const key = keyOf({ at, intent });
    const known = this.#logins.get(key);
    if (known !== undefined) return known;
    const login = this.#options.credentials.of(at.registry, {
      repository: at.repository,
      actions: intent === 'read' ? ['pull'] : ['pull', 'push'],
    });
    this.#logins.set(key, login);
    return login;
  }
}

function strangeTokenServer(
  at: RepositoryName,
  address: string,
  { reason, trustable }: Extract<RealmVerdict, { kind: 'refused' }>,
): WaybillError {
  const host = URL.parse(address)?.host ?? 'an address that cannot be read';
  return refusedError(
    at,
    `the registry sends its users to the token server ${printable(host)}, which is not asked because ${reason}`,
    trustable
      ? `If you know that ${at.registry} uses it, set "registry: ${at.registry}" and "registry-token-server: ${printable(host)}".`
      : `A token server uses https and lives under the domain of ${at.registry}. Report this to who runs the registry.`,
  );
}

function keyOf({ at, intent, alsoRead = '' }: Pick<RegistryAsk, 'at' | 'intent' | 'alsoRead'>): string {
  return `${at.registry} ${at.repository} ${intent} ${alsoRead}`;
}
