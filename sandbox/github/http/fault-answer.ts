import { badCredentials } from '../permissions.ts';
import type { Fault } from '../sandbox-github.ts';
import type { Actor } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { BAD_GATEWAY, refusalAnswer, type GitHubAnswer } from './answer.ts';
import { limitHeaders, limitOf } from './limits.ts';

/** What GitHub says of a secondary limit. */
export const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';
const LIMITS_PAGE = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

/** What goes out in place of the answer; undefined for a fault that lets the request be carried out. */
export function faultAnswer(
  github: GitHubState,
  actor: Actor,
  fault: Fault,
  resource: 'core' | 'graphql',
): GitHubAnswer | undefined {
  switch (fault.mode) {
    case 'bad-gateway-before':
      return BAD_GATEWAY;
    case 'unauthorized':
      return refusalAnswer(badCredentials(), '');
    case 'secondary-limit':
      return secondaryLimit(403, fault.amount ?? 60);
    case 'secondary-limit-without-time':
      return secondaryLimit(403, undefined);
    case 'secondary-limit-as-200':
      return secondaryLimitOfGraphql();
    case 'too-many-requests':
      return secondaryLimit(429, fault.amount ?? 60);
    case 'primary-limit':
      return primaryLimit(github, actor, fault.amount ?? 60, resource);
    case 'too-quickly':
      return resource === 'core' ? tooQuickly() : undefined;
    case 'node-not-ready':
      return nodeNotReady(resource);
    default:
      return undefined;
  }
}

/** What follow-up calls are told for a moment, until what was just created is known everywhere. */
function nodeNotReady(resource: 'core' | 'graphql'): GitHubAnswer {
  const message = "Could not resolve to a node with the global id of 'PR_kwDOAAAAAM4AAAAA'.";
  if (resource === 'graphql')
    return { status: 200, body: { data: null, errors: [{ type: 'NOT_FOUND', message }] } };
  return {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [message],
      documentation_url: 'https://docs.github.com/rest',
      status: '422',
    },
  };
}

/** REST says it with a code and no words (octokit/plugin-throttling.js#775). */
function tooQuickly(): GitHubAnswer {
  return {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource: 'PullRequest', code: 'abuse', field: 'base' }],
      documentation_url: 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request',
      status: '422',
    },
  };
}

/** GraphQL says it with an error that has no type, in an answer that looks like any other. */
function secondaryLimitOfGraphql(): GitHubAnswer {
  return { status: 200, body: { errors: [{ message: SECONDARY_LIMIT }] } };
}

function secondaryLimit(status: number, seconds: number | undefined): GitHubAnswer {
  return {
    status,
    headers: seconds === undefined ? {} : { 'retry-after': String(seconds) },
    body: {
      documentation_url: `${LIMITS_PAGE}#about-secondary-rate-limits`,
      message: SECONDARY_LIMIT,
      status: String(status),
    },
  };
}

/** REST says 403; GraphQL says 200 with an error of type `RATE_LIMITED`. Both have the same headers. */
function primaryLimit(
  github: GitHubState,
  actor: Actor,
  seconds: number,
  resource: 'core' | 'graphql',
): GitHubAnswer {
  const limit = limitOf(github, actor, resource);
  const reset = Math.ceil(github.now().getTime() / 1000) + seconds;
  const headers = limitHeaders({ ...limit, remaining: 0, used: limit.limit, reset });
  const who = actor.kind === 'token' && actor.token.grant.kind === 'pat' ? 'user' : 'installation';
  const message = `API rate limit exceeded for ${who} ID ${github.person(actor.login || 'anonymous').id}.`;
  if (resource === 'graphql') {
    return { status: 200, headers, body: { errors: [{ type: 'RATE_LIMITED', message }] } };
  }
  return {
    status: 403,
    headers,
    body: { message, documentation_url: `${LIMITS_PAGE}#about-primary-rate-limits`, status: '403' },
  };
}
