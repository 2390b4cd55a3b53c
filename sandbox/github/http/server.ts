import { randomBytes } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { dueFault } from '../faults.ts';
import { serveGit } from './smart-http.ts';
import type { Fault, RequestEntry } from '../sandbox-github.ts';
import { authenticate } from '../permissions.ts';
import { answerPage } from '../pages/answer.ts';
import type { Actor } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { BAD_GATEWAY, GitHubRefusal, refusalAnswer, type GitHubAnswer } from './answer.ts';
import { faultAnswer } from './fault-answer.ts';
import { answerIdentity, isIdentityPath } from './id-tokens.ts';
import { countUse, limitHeaders, limitOf } from './limits.ts';
import { readIncoming, type Incoming } from './request.ts';
import { answerRest, recogniseRest } from './rest.ts';
import type { RouteMatch } from './router.ts';

/** One request to the API: what it asks for, and how to answer it. */
interface Job {
  readonly facts: Omit<RequestEntry, 'status'>;
  readonly resource: 'core' | 'graphql';
  /** The REST route; undefined for GraphQL, which is checked as it is executed. */
  readonly match: RouteMatch | undefined;
  readonly answer: (actor: Actor, fault: Fault | undefined) => Promise<GitHubAnswer>;
}

/** The HTTP side: the API under `/api`, git under `<repository>.git`, pages for people everywhere else. */
export function createSandboxServer(github: GitHubState): Server {
  return createServer((message, response) => {
    void (async () => {
      const incoming = await readIncoming(message, github.url);
      if (incoming.url.pathname.startsWith('/api/')) return serveApi(github, incoming, response);
      if (isIdentityPath(incoming)) return send(response, answerIdentity(github, incoming), {});
      if (/\.git\//.test(incoming.url.pathname)) return serveGit(github, incoming, response);
      return send(response, await answerPage(github, incoming.url), {});
    })().catch((error: unknown) => fail(github, response, error));
  });
}

async function serveApi(github: GitHubState, incoming: Incoming, response: ServerResponse): Promise<void> {
  const job = await recognise(github, incoming);
  const fault = dueFault(github, job.facts);
  const log = (status: number): void => void github.requests.push({ ...job.facts, status });
  if (fault?.mode === 'reset-before') {
    log(0);
    response.destroy();
    return;
  }
  if (fault?.mode === 'delay') await (fault.until ?? wait(fault.amount ?? 100));
  const { actor, answer } = await answerJob(github, incoming, job, fault);
  const headers = limitHeaders(limitOf(github, actor, job.resource));
  log(answer.status);
  if (github.validates && fault === undefined && job.resource === 'core') {
    const { recordViolations } = await import('../validation/check.ts');
    await recordViolations(github, incoming, job.match, answer);
  }
  if (fault?.mode === 'lose-answer') response.destroy();
  else
    send(
      response,
      answer,
      { date: github.now().toUTCString(), ...headers },
      fault?.mode === 'truncated-answer',
    );
}

async function recognise(github: GitHubState, incoming: Incoming): Promise<Job> {
  const { method, url } = incoming;
  const path = url.pathname.replace(/^\/api(\/v3)?/, '');
  if (path === '/graphql') {
    const { recogniseGraphql, answerGraphql } = await import('../graphql/execute.ts');
    const request = await recogniseGraphql(incoming);
    const facts = {
      method,
      path,
      repository: request.repository,
      operation: request.operation,
      write: request.write,
    };
    return {
      facts,
      resource: 'graphql',
      match: undefined,
      answer: (actor, fault) => answerGraphql(github, actor, request, fault),
    };
  }
  const request = recogniseRest(incoming, path);
  const { repository, operation, write } = request;
  return {
    facts: { method, path: path + url.search, repository, operation, write },
    resource: 'core',
    match: request.match,
    answer: (actor, fault) =>
      answerRest(github, incoming, request, { actor, stale: fault?.mode === 'stale-read' }),
  };
}

/** The answer with the fault worked in. Whoever sends it is only known once the token has been accepted. */
async function answerJob(
  github: GitHubState,
  incoming: Incoming,
  job: Job,
  fault: Fault | undefined,
): Promise<{ actor: Actor; answer: GitHubAnswer }> {
  let actor: Actor = { kind: 'anonymous', login: '' };
  try {
    actor = authenticate(github, incoming.headers['authorization']);
    countUse(github, actor, job.resource);
    const instead = fault === undefined ? undefined : faultAnswer(github, actor, fault, job.resource);
    if (instead !== undefined) return { actor, answer: instead };
    const answer = await job.answer(actor, fault);
    return { actor, answer: fault?.mode === 'bad-gateway-after' ? BAD_GATEWAY : answer };
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    return { actor, answer: refusalAnswer(error, '') };
  }
}

function send(
  response: ServerResponse,
  answer: GitHubAnswer,
  headers: Readonly<Record<string, string>>,
  half = false,
): void {
  const json = answer.bytes === undefined && answer.body !== undefined;
  const bytes = json ? Buffer.from(JSON.stringify(answer.body)) : Buffer.from(answer.bytes ?? []);
  const shown = half ? bytes.subarray(0, Math.floor(bytes.length / 2)) : bytes;
  response.writeHead(answer.status, {
    ...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}),
    'x-github-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    ...headers,
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': String(shown.length) }),
  });
  response.end(answer.status === 204 ? undefined : shown);
}

/** A mistake of the stand-in itself: loud, and never mistaken for an answer of GitHub. */
function fail(github: GitHubState, response: ServerResponse, error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  github.violations.push(`The stand-in failed: ${text}`);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(500, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ message: `The stand-in failed: ${text}` }));
}
