import type { TokenGrant } from '../sandbox-github.ts';
import type { Actor, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { notFound, type GitHubAnswer } from './answer.ts';

type Permission = keyof TokenGrant['permissions'];

/** One way to be allowed: a permission and how much of it. A route lists alternatives. */
export interface RequiredPermission {
  readonly permission: Permission;
  readonly level: 'read' | 'write';
}

/** A REST request whose sender has been recognised. */
export interface Call {
  readonly github: GitHubState;
  readonly actor: Actor;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly url: URL;
  readonly accept: string;
  /** Lists of pull requests answer as they were before the last write. */
  readonly stale: boolean;
}

/** A request about a repository that its sender may see and use as the route needs. */
export interface RepositoryCall extends Call {
  readonly repo: Repository;
}

interface RouteFacts {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As in GitHub's description of its API: `/repos/{owner}/{repo}/pulls`. */
  readonly template: string;
  /** The page of the documentation, after `https://docs.github.com/rest/`. */
  readonly docs: string;
}

export type GitHubRoute = RouteFacts &
  (
    | {
        readonly about: 'repository';
        readonly needs: readonly RequiredPermission[];
        readonly answer: (call: RepositoryCall) => GitHubAnswer | Promise<GitHubAnswer>;
      }
    | { readonly about: 'caller'; readonly answer: (call: Call) => GitHubAnswer | Promise<GitHubAnswer> }
  );

/** A route about a repository; `needs` are alternatives such as `issues:write`. */
export function repositoryRoute(
  operation: string,
  docs: string,
  needs: readonly RequiredPermission[],
  answer: (call: RepositoryCall) => GitHubAnswer | Promise<GitHubAnswer>,
): GitHubRoute {
  return { ...operationFacts(operation), docs, about: 'repository', needs, answer };
}

export function callerRoute(
  operation: string,
  docs: string,
  answer: (call: Call) => GitHubAnswer | Promise<GitHubAnswer>,
): GitHubRoute {
  return { ...operationFacts(operation), docs, about: 'caller', answer };
}

/** A parameter of the path, which the template guarantees. */
export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw notFound();
  return value;
}

/** A number in the path; anything else is an address that does not exist. */
export function numberParam(call: Call, name: string): number {
  const text = param(call, name);
  if (!/^\d+$/.test(text)) throw notFound();
  return Number(text);
}

function operationFacts(operation: string): Pick<RouteFacts, 'method' | 'template'> {
  const [method = '', rest = ''] = operation.split(' ');
  const template = rest.startsWith('/repo/')
    ? rest.replace('/repo/', '/repos/{owner}/{repo}/')
    : rest.replace(/^\/repo$/, '/repos/{owner}/{repo}');
  if (!isMethod(method)) throw new Error(`A route needs a method: ${operation}`);
  return { method, template };
}

function isMethod(text: string): text is RouteFacts['method'] {
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(text);
}
