import { randomBytes } from 'node:crypto';
import { type RegistryAnswer, type RegistryRequest, failure, json, splitOnce } from './exchange.ts';
import type { RegistryPlay } from './plays.ts';
import type { SandboxRegistryOptions } from './sandbox-registry.ts';
import type { RegistryStore } from './store.ts';

export type Action = 'pull' | 'push' | 'delete';

/** What a request needs. The ping is about no repository, and any valid login may do it. */
export interface RequiredAccess {
  readonly repository: string | undefined;
  readonly actions: readonly Action[];
}

interface Grant {
  /** `repository:<name>:<action>` for everything the token allows. */
  readonly access: ReadonlySet<string>;
  readonly expires: number;
  uses: number;
}

type Auth = NonNullable<SandboxRegistryOptions['auth']>;
type BearerAuth = Extract<Auth, { kind: 'bearer' }>;
type BasicAuth = Extract<Auth, { kind: 'basic' }>;

const LIFETIME_SECONDS = 300;
const REPOSITORY_SCOPE = /^repository:(.+):([a-z,*]+)$/;

/** What the rights of a login depend on besides the login. */
interface World {
  readonly play: RegistryPlay;
  readonly store: RegistryStore;
  /** The address that a challenge names, for a registry that the client called by `base`. */
  readonly realmFor: (base: string) => string;
}

/** Decides who may do what, and hands out the tokens. */
export class Authority {
  readonly #auth: Auth;
  readonly #world: World;
  readonly #grants = new Map<string, Grant>();
  readonly #identityTokens = new Set<string>();

  constructor(auth: Auth, world: World) {
    this.#auth = auth;
    this.#world = world;
    if (auth.kind === 'bearer' && auth.identityToken !== undefined)
      this.#identityTokens.add(auth.identityToken);
  }

  /** Undefined when the request may go on, else the refusal with its challenge. */
  check(ask: RegistryRequest, need: RequiredAccess): RegistryAnswer | undefined {
    if (this.#auth.kind === 'none') return undefined;
    if (this.#auth.kind === 'basic') {
      if (!matches(this.#auth, ask.headers.authorization)) return unauthorized(this.#basic(), need);
      return this.#mayKnow(need) ? undefined : unauthorized(this.#basic(), need);
    }
    return this.#checkBearer(this.#auth, ask, need);
  }

  #basic(): string {
    const { service } = this.#world.play;
    return `Basic realm="${service}",service="${service}"`;
  }

  /** Whether the caller may read another repository: the source of a mount. */
  mayRead(ask: RegistryRequest, repository: string): boolean {
    if (this.#auth.kind !== 'bearer') return true;
    return this.#grantOf(ask)?.access.has(`repository:${repository}:pull`) ?? false;
  }

  /**
   * The token endpoint: GET with basic authentication, or an OAuth2 POST (distribution, "Token
   * Authentication").
   */
  token(ask: RegistryRequest): RegistryAnswer {
    if (this.#auth.kind !== 'bearer') return failure(404, 'UNSUPPORTED', 'no token endpoint');
    if (ask.method === 'GET') return this.#tokenByGet(this.#auth, ask);
    if (ask.method === 'POST') return this.#tokenByPost(this.#auth, ask);
    return failure(405, 'UNSUPPORTED', 'the operation is unsupported', { headers: { allow: 'GET, POST' } });
  }

  /** Whether a request may learn that its repository is not there; writing makes it. */
  #mayKnow({ repository, actions }: RequiredAccess): boolean {
    const { play, store } = this.#world;
    if (repository === undefined || actions.includes('push')) return true;
    return play.missing === 'unknown' || store.has(repository);
  }

  #checkBearer(auth: BearerAuth, ask: RegistryRequest, need: RequiredAccess): RegistryAnswer | undefined {
    const scope =
      need.repository === undefined ? '' : `,scope="repository:${need.repository}:${need.actions.join(',')}"`;
    const challenge = `Bearer realm="${this.#world.realmFor(ask.base)}",service="${this.#world.play.service}"${scope}`;
    if (ask.headers.authorization === undefined) return unauthorized(challenge, need);
    const grant = this.#grantOf(ask);
    if (grant === undefined) return unauthorized(`${challenge},error="invalid_token"`, need);
    grant.uses += 1;
    if (auth.tokenUses !== undefined && grant.uses > auth.tokenUses) {
      return unauthorized(`${challenge},error="invalid_token"`, need);
    }
    const allowed = need.actions.every(
      (action) =>
        need.repository === undefined || grant.access.has(`repository:${need.repository}:${action}`),
    );
    return allowed ? undefined : unauthorized(`${challenge},error="insufficient_scope"`, need);
  }

  #grantOf(ask: RegistryRequest): Grant | undefined {
    const [scheme, token] = splitOnce(ask.headers.authorization ?? '', ' ');
    const grant = scheme.toLowerCase() === 'bearer' ? this.#grants.get(token) : undefined;
    return grant !== undefined && grant.expires > Date.now() ? grant : undefined;
  }

  #tokenByGet(auth: BearerAuth, ask: RegistryRequest): RegistryAnswer {
    const authorization = ask.headers.authorization;
    const known = matches(auth, authorization);
    if (authorization !== undefined && !known) return unauthorized(this.#basic(), undefined);
    return this.#issue(auth, ask.query, known, ask.query.get('offline_token') === 'true');
  }

  #tokenByPost(auth: BearerAuth, ask: RegistryRequest): RegistryAnswer {
    const form = new URLSearchParams(ask.body.toString('utf8'));
    const byPassword =
      form.get('grant_type') === 'password' &&
      form.get('username') === auth.username &&
      form.get('password') === auth.password;
    const byRefresh =
      form.get('grant_type') === 'refresh_token' && this.#identityTokens.has(form.get('refresh_token') ?? '');
    if (!byPassword && !byRefresh) return unauthorized(this.#basic(), undefined);
    return this.#issue(auth, form, true, form.get('access_type') === 'offline');
  }

  #issue(auth: BearerAuth, parameters: URLSearchParams, known: boolean, offline: boolean): RegistryAnswer {
    const scopes = parameters.getAll('scope').flatMap((scope) => scope.split(' '));
    const access = scopes.flatMap((scope) => this.#grantable(auth, scope, known));
    if (this.#world.play.missing === 'no-token' && access.length === 0 && scopes.some(namesRepository)) {
      return failure(403, 'DENIED', 'requested access to the resource is denied');
    }
    const token = randomBytes(24).toString('base64url');
    const expires = Date.now() + LIFETIME_SECONDS * 1000;
    this.#grants.set(token, { access: new Set(access), expires, uses: 0 });
    const answerBody = {
      token,
      access_token: token,
      expires_in: LIFETIME_SECONDS,
      issued_at: new Date().toISOString(),
      ...(offline && known ? { refresh_token: this.#identityToken() } : {}),
    };
    return json(200, answerBody, { 'cache-control': 'no-store' });
  }

  /** The part of the scope that this user gets. Token servers leave out the rest without an error. */
  #grantable(auth: BearerAuth, scope: string, known: boolean): readonly string[] {
    const [, repository, actions = ''] = REPOSITORY_SCOPE.exec(scope) ?? [];
    if (repository === undefined || auth.hidden?.includes(repository) === true) return [];
    const asked = actions
      .split(',')
      .flatMap((action) => (action === '*' ? ['pull', 'push', 'delete'] : [action]));
    const { play, store } = this.#world;
    const writable = known && (auth.push ?? true);
    if (play.missing !== 'unknown' && !store.has(repository)) {
      if (!writable || !asked.includes('push')) return [];
      store.create(repository);
    }
    const readable = known || (auth.anonymousPull ?? false);
    return asked
      .filter((action) => (action === 'pull' ? readable : writable))
      .map((action) => `repository:${repository}:${action}`);
  }

  #identityToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#identityTokens.add(token);
    return token;
  }
}

function namesRepository(scope: string): boolean {
  return REPOSITORY_SCOPE.test(scope);
}

function matches(auth: BasicAuth | BearerAuth, authorization: string | undefined): boolean {
  const expected = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  const [scheme, given] = splitOnce(authorization ?? '', ' ');
  return scheme.toLowerCase() === 'basic' && given === expected;
}

function unauthorized(challenge: string, need: RequiredAccess | undefined): RegistryAnswer {
  const detail =
    need?.repository === undefined
      ? null
      : need.actions.map((action) => ({
          Type: 'repository',
          Class: '',
          Name: need.repository,
          Action: action,
        }));
  return failure(401, 'UNAUTHORIZED', 'authentication required', {
    headers: { 'www-authenticate': challenge },
    detail,
  });
}
