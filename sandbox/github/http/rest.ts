import { rememberPulls } from '../actions/edit-pull.ts';
import { authorize, acceptedPermissions } from '../permissions.ts';
import { ROUTES } from '../routes/all.ts';
import type { Actor } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { notFound, GitHubRefusal, refusalAnswer, type GitHubAnswer } from './answer.ts';
import { isObject, type Body } from './body.ts';
import type { Call, GitHubRoute } from './call.ts';
import type { Incoming } from './request.ts';
import { Router, type RouteMatch } from './router.ts';

const router = new Router(ROUTES);

/** What a REST request asks for, known before anything is done. */
interface RestRequest {
  readonly match: RouteMatch | undefined;
  /** `POST /repos/{owner}/{repo}/pulls`; the path itself where no route fits. */
  readonly operation: string;
  readonly repository: string | undefined;
  readonly write: boolean;
}

export function recogniseRest(incoming: Incoming, path: string): RestRequest {
  const match = router.match(incoming.method, path);
  const { owner, repo } = match?.params ?? {};
  const named = /^\/repos\/([^/]+)\/([^/]+)/.exec(path);
  const repository =
    owner !== undefined ? `${owner}/${repo}` : named === null ? undefined : `${named[1]}/${named[2]}`;
  return {
    match,
    operation: `${incoming.method} ${match?.route.template ?? path}`,
    repository,
    write: incoming.method !== 'GET' && incoming.method !== 'HEAD',
  };
}

/** Answers a REST request; what GitHub refuses is an answer too. */
export async function answerRest(
  github: GitHubState,
  incoming: Incoming,
  request: RestRequest,
  { actor, stale }: { readonly actor: Actor; readonly stale: boolean },
): Promise<GitHubAnswer> {
  const route = request.match?.route;
  try {
    if (request.match === undefined || route === undefined) throw notFound();
    const call: Call = {
      github,
      actor,
      params: request.match.params,
      query: incoming.url.searchParams,
      body: readBody(incoming),
      url: incoming.url,
      accept: incoming.headers['accept'] ?? '',
      stale,
    };
    const answer = await (request.write ? github.exclusive(() => run(route, call)) : run(route, call));
    return { ...answer, headers: { ...accepted(route), ...answer.headers } };
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    return refusalAnswer(error, route?.docs ?? '');
  }
}

async function run(route: GitHubRoute, call: Call): Promise<GitHubAnswer> {
  if (route.about === 'caller') return route.answer(call);
  const repo = call.github.repository(`${call.params['owner']}/${call.params['repo']}`);
  if (repo === undefined) throw notFound();
  authorize(call.actor, repo, route.needs);
  if (route.method !== 'GET' && route.template.includes('/pulls')) rememberPulls(repo);
  return route.answer({ ...call, repo });
}

function accepted(route: GitHubRoute): Record<string, string> {
  return route.about === 'repository' ? acceptedPermissions(route.needs) : {};
}

function readBody(incoming: Incoming): Body {
  if (incoming.bytes.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(incoming.bytes.toString('utf8'));
  } catch {
    throw new GitHubRefusal(400, 'Problems parsing JSON');
  }
  // Where nothing is asked for, Argo CD sends `null`.
  if (value === null) return {};
  if (Array.isArray(value)) return { labels: value };
  if (!isObject(value)) throw new GitHubRefusal(400, 'Body should be a JSON object');
  return value;
}
