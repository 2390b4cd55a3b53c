import { randomBytes } from 'node:crypto';
import { type RegistryAnswer, type RegistryRequest, failure, json, splitOnce } from './exchange.ts';
import type { SandboxRegistryOptions } from './sandbox-registry.ts';

export type Action = 'pull' | 'push' | 'delete';

/** What a request needs; no repository for the ping, which any valid login may do. */
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

const SERVICE = 'sandbox-registry';
const LIFETIME_SECONDS = 300;

/** Decides who may do what, and hands out the tokens. */
export class Authority {
  readonly #auth: Auth;
  readonly #grants = new Map<string, Grant>();
  readonly #identityTokens = new Set<string>();

  constructor(auth: Auth) {
    this.#auth = auth;
    if (auth.kind === 'bearer' && auth.identityToken !== undefined)
      this.#identityTokens.add(auth.identityToken);
  }

  /** Undefined when the request may go on, else the refusal with its challenge. */
  check(ask: RegistryRequest, need: RequiredAccess): RegistryAnswer | undefined {
    if (this.#auth.kind === 'none') return undefined;
    if (this.#auth.kind === 'basic') {
      if (matches(this.#auth, ask.headers.authorization)) return undefined;
      return unauthorized(`Basic realm="${SERVICE}"`, need);
    }
    return this.#checkBearer(this.#auth, ask, need);
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

  #checkBearer(auth: BearerAuth, ask: RegistryRequest, need: RequiredAccess): RegistryAnswer | undefined {
    const scope =
      need.repository === undefined ? '' : `,scope="repository:${need.repository}:${need.actions.join(',')}"`;
    const challenge = `Bearer realm="${ask.base}/token",service="${SERVICE}"${scope}`;
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
    if (authorization !== undefined && !known) return unauthorized(`Basic realm="${SERVICE}"`, undefined);
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
    if (!byPassword && !byRefresh) return unauthorized(`Basic realm="${SERVICE}"`, undefined);
    return this.#issue(auth, form, true, form.get('access_type') === 'offline');
  }

  #issue(auth: BearerAuth, parameters: URLSearchParams, known: boolean, offline: boolean): RegistryAnswer {
    const access = parameters
      .getAll('scope')
      .flatMap((scope) => scope.split(' '))
      .flatMap((scope) => grantable(auth, scope, known));
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

  #identityToken(): string {
    const token = randomBytes(24).toString('base64url');
    this.#identityTokens.add(token);
    return token;
  }
}

/**
 * The part of an asked scope that this user gets; the rest is left out without an error, as token servers do.
 */
function grantable(auth: BearerAuth, scope: string, known: boolean): readonly string[] {
  const [, repository, actions = ''] = /^repository:(.+):([a-z,*]+)$/.exec(scope) ?? [];
  if (repository === undefined) return [];
  const readable = known || (auth.anonymousPull ?? false);
  const writable = known && (auth.push ?? true);
  return actions
    .split(',')
    .flatMap((action) => (action === '*' ? ['pull', 'push', 'delete'] : [action]))
    .filter((action) => (action === 'pull' ? readable : writable))
    .map((action) => `repository:${repository}:${action}`);
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
