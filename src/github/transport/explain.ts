import { WaybillError } from '../../errors/waybill-error.ts';
import type { Headers, Refused } from './answer.ts';
import type { GraphqlError } from './graphql.ts';
import { type Operation, ownerAndRepo } from './operation.ts';

const AGAIN = 'Run the job again: it goes on from where it was.';

/** The error for a refusal, in words for the person who has to act on it. */
export function explainRefusal(operation: Operation, refused: Refused): WaybillError {
  const { status, message, headers } = refused;
  const { doing, repository } = operation;
  const said = `GitHub refused to ${doing}: ${message}`;
  if (/installation has been suspended/i.test(message)) {
    return new WaybillError(
      'TOKEN_REJECTED',
      `GitHub rejected the token when asked to ${doing}: ${message}`,
      {
        hint: `An owner of ${ownerAndRepo(repository).owner} suspended the App: in the settings, under "GitHub Apps", it can be let in again. ${AGAIN}`,
      },
    );
  }
  if (status === 401) {
    return new WaybillError(
      'TOKEN_REJECTED',
      `GitHub rejected the token when asked to ${doing}: ${message}`,
      {
        hint: `The token has expired, was revoked, its App was uninstalled, or it is not a token for this server. The token of an App lives an hour: mint it in the job that uses it. ${AGAIN}`,
      },
    );
  }
  if (/archived/i.test(message)) return readOnly(repository, message);
  if (/not permitted to create or approve pull requests/i.test(message)) {
    return new WaybillError('PERMISSION_MISSING', said, {
      hint: `Switch on "Allow GitHub Actions to create and approve pull requests" in the settings of ${repository} or of its organization (Settings, Actions, General), or use the token of a GitHub App.`,
    });
  }
  if (/SAML/i.test(message)) {
    return new WaybillError('PERMISSION_MISSING', said, {
      hint: "Authorize the token for the organization's single sign-on, or use the token of a GitHub App.",
    });
  }
  if (/not accessible by|must have|permission|forbidden/i.test(message) && status === 403) {
    return permissionMissing(operation, message, headers);
  }
  if (status === 404) return notFound(operation);
  if (status === 409 && /empty/i.test(message)) return empty(repository);
  return new WaybillError('GITHUB_REFUSED', `${said} (${status})`, {
    hint: 'The text after the colon is what GitHub says.',
  });
}

/** The error for the entry of a GraphQL answer that made it useless. */
export function explainGraphql(operation: Operation, error: GraphqlError, headers: Headers): WaybillError {
  const { type, message } = error;
  if (type === 'NOT_FOUND') return notFound(operation);
  if (/archived/i.test(message)) return readOnly(operation.repository, message);
  if (type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES' || /not accessible by/i.test(message)) {
    return permissionMissing(operation, message, headers);
  }
  return new WaybillError('GITHUB_REFUSED', `GitHub refused to ${operation.doing}: ${message}`, {
    hint: 'The text after the colon is what GitHub says.',
  });
}

function permissionMissing(operation: Operation, message: string, headers: Headers = {}): WaybillError {
  const { doing, repository } = operation;
  const permission = acceptedPermission(headers) ?? operation.permission;
  return new WaybillError(
    'PERMISSION_MISSING',
    `The token may not ${doing}: it needs the permission "${permission}" on ${repository}. GitHub says: ${message}`,
    {
      hint:
        `Give it "${permission}" on ${repository}: with the workflow's own token under "permissions:" of the job, otherwise in the settings of the App or of the fine-grained token. ` +
        "The workflow's own token never reaches another repository.",
    },
  );
}

/** GitHub's own list of what would have been enough, `contents=write` or several alternatives: the first. */
function acceptedPermission(headers: Headers): string | undefined {
  const [, name, level] = /^\s*([a-z_]+)=([a-z]+)/.exec(headers['x-accepted-github-permissions'] ?? '') ?? [];
  return name === undefined || level === undefined ? undefined : `${name.replaceAll('_', '-')}: ${level}`;
}

function notFound({ doing, repository }: Operation): WaybillError {
  return new WaybillError(
    'REPOSITORY_NOT_FOUND',
    `GitHub finds no repository ${repository} for this token (asked to ${doing})`,
    {
      hint:
        `Either there is no repository of that name, or it is private and the token may not see it: GitHub answers both alike. ` +
        `Check the spelling; give the token access to ${repository}. The workflow's own token sees only its own repository.`,
    },
  );
}

export function readOnly(repository: string, message: string): WaybillError {
  return new WaybillError('REPOSITORY_READ_ONLY', `${repository} cannot be written: ${message}`, {
    hint: 'An archived repository has to be unarchived first.',
  });
}

export function empty(repository: string): WaybillError {
  return new WaybillError('REPOSITORY_EMPTY', `${repository} has no commit yet`, {
    hint: 'Push the files that declare your environments first.',
  });
}

export function rateLimited(operation: Operation, until: Date): WaybillError {
  return new WaybillError(
    'RATE_LIMITED',
    `GitHub limits the rate of requests and wants no other before ${until.toISOString()} (asked to ${operation.doing})`,
    { hint: `That is later than this run may last (input "deadline"). ${AGAIN}` },
  );
}

export function unavailable(operation: Operation, reason: string): WaybillError {
  return new WaybillError('GITHUB_UNAVAILABLE', `GitHub did not ${operation.doing}: ${reason}`, {
    hint: `GitHub has trouble, or the network to it has (https://www.githubstatus.com). ${AGAIN}`,
  });
}
