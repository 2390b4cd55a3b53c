import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Action, Authority, type RequiredAccess } from './authority.ts';
import { answerBlob, beginUpload, continueUpload } from './blobs.ts';
import {
  type RegistryAnswer,
  type RegistryRequest,
  answer,
  failure,
  json,
  readAsk,
  splitOnce,
  unknownRoute,
  writeAnswer,
} from './exchange.ts';
import { Faults, distort, pourForever, refusalOf } from './faults.ts';
import { type RegistryRoute, isName, routeOf } from './grammar.ts';
import { answerReferrers, answerTags } from './lists.ts';
import { answerManifest } from './manifests.ts';
import { type RegistryPlay, playOf } from './plays.ts';
import { PullCounter } from './pulls.ts';
import type { RegistryRequestEntry, SandboxRegistry, SandboxRegistryOptions } from './sandbox-registry.ts';
import { seedImage } from './seed-image.ts';
import { RegistryStore } from './store.ts';

const PAGE_SIZE = 100;
const PULL_LIMIT = 100;

/** What answers a request: what is held, who may do what, and how this registry behaves. */
interface Parts {
  readonly store: RegistryStore;
  readonly authority: Authority;
  readonly counter: PullCounter;
  readonly play: RegistryPlay;
  /** The most entries of one page of referrers. */
  readonly pageSize: number;
}

/**
 * Starts a registry on loopback, on a free port unless one is given, and its token server where that is one
 * of its own. Everything it holds is gone at `close`.
 */
export async function startSandboxRegistry(options: SandboxRegistryOptions = {}): Promise<SandboxRegistry> {
  const store = new RegistryStore();
  const known = playOf(options.plays);
  const play: RegistryPlay = options.referrers === false ? { ...known, referrers: 'unknown' } : known;
  let announced: string | undefined = options.announcedTokenServer;
  const authority = new Authority(options.auth ?? { kind: 'none' }, {
    play,
    store,
    realmFor: (base) => announced ?? `${base}/token`,
  });
  const counter = new PullCounter(options.pullLimit ?? PULL_LIMIT);
  const parts: Parts = { store, authority, counter, play, pageSize: options.pageSize ?? PAGE_SIZE };
  const faults = new Faults();
  const requests: RegistryRequestEntry[] = [];
  const serverFor = (answerOf: (ask: RegistryRequest) => RegistryAnswer): Server =>
    createServer((request, response) => {
      serve(request, response, answerOf).catch((error: unknown) => {
        // A client that went away while sending has no answer to get.
        if (request.destroyed || response.headersSent) response.destroy();
        else writeAnswer(response, 'GET', failure(500, 'UNAVAILABLE', String(error)));
      });
    });
  const serve = async (
    request: IncomingMessage,
    response: ServerResponse,
    answerOf: (ask: RegistryRequest) => RegistryAnswer,
  ): Promise<void> => {
    const ask = await readAsk(request);
    if (ask === undefined) return writeAnswer(response, 'GET', unknownRoute());
    const fault = faults.strike(ask);
    const right = refusalOf(fault) ?? answerOf(ask);
    requests.push(entryOf(request, ask, right));
    if (fault?.mode === 'lose-answer') response.destroy();
    else if (fault?.mode === 'endless-body') pourForever(response, right);
    else writeAnswer(response, ask.method, distort(fault, right));
  };
  const server = serverFor((ask) => answerTo(parts, ask));
  const url = `http://127.0.0.1:${await listen(server, options.port ?? 0)}`;
  const apart = play.ownTokenServer ? serverFor((ask) => tokenAnswer(authority, ask)) : undefined;
  const tokenServer =
    apart === undefined ? `${url}/token` : `http://127.0.0.1:${await listen(apart, 0)}/token`;
  if (apart !== undefined) announced ??= tokenServer;

  return {
    host: url.slice('http://'.length),
    url,
    requests,
    get pulls() {
      return counter.pulls;
    },
    tokenServer,
    seed: (repository, tags, image = {}) => seedImage(store, repository, tags, image),
    tags: (repository) => store.tags(repository),
    clearRequests: () => void requests.splice(0),
    inject: (fault) => faults.inject(fault),
    close: async () => void (await Promise.all([close(server), apart && close(apart)])),
  };
}

function tokenAnswer(authority: Authority, ask: RegistryRequest): RegistryAnswer {
  return ask.path === '/token' ? authority.token(ask) : unknownRoute();
}

function answerTo(
  { store, authority, counter, play, pageSize }: Parts,
  ask: RegistryRequest,
): RegistryAnswer {
  if (ask.path === '/token' && !play.ownTokenServer) return authority.token(ask);
  const route = routeOf(ask.path);
  if (route === undefined) return unknownRoute();
  if (route.kind !== 'ping' && !isName(route.name)) {
    return failure(400, 'NAME_INVALID', `invalid repository name ${JSON.stringify(route.name)}`);
  }
  const refusal = authority.check(ask, needOf(ask, route));
  if (refusal !== undefined) return refusal;
  if (!play.pushCreates && route.kind !== 'ping' && !store.has(route.name)) {
    const message = `The repository with name '${route.name}' does not exist in the registry`;
    return failure(404, 'NAME_UNKNOWN', message);
  }
  const limited = play.countsPulls ? counter.count(ask, route) : undefined;
  if (limited !== undefined) return limited;
  const given = answerOn(route, { store, authority, play, pageSize }, ask);
  return play.countsPulls ? counter.tell(route, given) : given;
}

function answerOn(
  route: RegistryRoute,
  { store, authority, play, pageSize }: Omit<Parts, 'counter'>,
  ask: RegistryRequest,
): RegistryAnswer {
  switch (route.kind) {
    case 'ping':
      return ask.method === 'GET' || ask.method === 'HEAD' ? json(200, {}) : answer(405);
    case 'manifest':
      return answerManifest(store, ask, route, play);
    case 'blob':
      return answerBlob(store, ask, route.name, route.digest);
    case 'uploads':
      return beginUpload(store, ask, route.name, (other) => authority.mayRead(ask, other));
    case 'upload':
      return continueUpload(store, ask, route.name, route.id);
    case 'tags':
      return answerTags(store, ask, route.name);
    case 'referrers':
      return answerReferrers(store, ask, route, { referrers: play.referrers, pageSize });
  }
}

function needOf(ask: RegistryRequest, route: RegistryRoute): RequiredAccess {
  if (route.kind === 'ping') return { repository: undefined, actions: [] };
  const reads = ask.method === 'GET' || ask.method === 'HEAD';
  const actions: readonly Action[] = reads && route.kind !== 'upload' ? ['pull'] : ['pull', 'push'];
  return { repository: route.name, actions: ask.method === 'DELETE' ? ['delete'] : actions };
}

function entryOf(
  request: IncomingMessage,
  ask: RegistryRequest,
  right: RegistryAnswer,
): RegistryRequestEntry {
  return {
    method: ask.method,
    path: ask.path,
    query: splitOnce(request.url ?? '', '?')[1],
    status: right.status,
    authorization: ask.headers.authorization,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the registry has no port'));
      else resolve(address.port);
    });
  });
}

/** Closing twice is closing once. */
function close(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
