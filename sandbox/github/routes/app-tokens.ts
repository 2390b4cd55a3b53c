import { GitHubRefusal, created, NO_CONTENT, notFound, ok, unprocessable } from '../http/answer.ts';
import type { GitHubAnswer } from '../http/answer.ts';
import { isObject, optionalObject, optionalTexts } from '../http/body.ts';
import { callerRoute, numberParam, param, type Call, type GitHubRoute } from '../http/call.ts';
import { SUSPENDED } from '../permissions.ts';
import { EPOCH, timestamp, userShape } from '../shapes/people.ts';
import { repositoryShape } from '../shapes/repository.ts';
import type { App, Permissions } from '../state/apps.ts';
import type { Repository } from '../state/model.ts';

const LEVELS = ['none', 'read', 'write', 'admin'];
const HOUR = 3_600_000;

/**
 * How an App gets a token: it finds its installation, asks for a part of what it may do, and gives it back.
 */
export const appTokenRoutes: readonly GitHubRoute[] = [
  callerRoute(
    'GET /repo/installation',
    'apps/apps#get-a-repository-installation-for-the-authenticated-app',
    installationOfRepository,
  ),
  callerRoute(
    'GET /users/{username}/installation',
    'apps/apps#get-a-user-installation-for-the-authenticated-app',
    installationOfOwner,
  ),
  callerRoute(
    'POST /app/installations/{installation_id}/access_tokens',
    'apps/apps#create-an-installation-access-token-for-an-app',
    accessToken,
  ),
  callerRoute('DELETE /installation/token', 'apps/installations#revoke-an-installation-access-token', revoke),
];

/** Only an App itself has these answers: its JSON web token. */
function appOf(call: Call): App {
  if (call.actor.kind === 'app') return call.actor.app;
  throw new GitHubRefusal(401, 'A JSON web token could not be decoded');
}

function installationOfRepository(call: Call): GitHubAnswer {
  const app = appOf(call);
  const name = `${param(call, 'owner')}/${param(call, 'repo')}`.toLowerCase();
  if (!reachable(call, app).some(({ fullName }) => fullName.toLowerCase() === name)) throw notFound();
  return ok(installationShape(call, app));
}

function installationOfOwner(call: Call): GitHubAnswer {
  const app = appOf(call);
  if (app.owner.toLowerCase() !== param(call, 'username').toLowerCase()) throw notFound();
  return ok(installationShape(call, app));
}

/** The repositories that the App is installed on. */
function reachable(call: Call, app: App): Repository[] {
  const names = app.repositories?.map((name) => name.toLowerCase());
  return [...call.github.repositories.values()].filter(
    ({ owner, fullName }) =>
      owner.toLowerCase() === app.owner.toLowerCase() && names?.includes(fullName.toLowerCase()) !== false,
  );
}

function accessToken(call: Call): GitHubAnswer {
  const app = appOf(call);
  const ended = call.github.endedInstallations.get(`${app.slug}[bot]`);
  if (ended === 'suspended') throw new GitHubRefusal(403, SUSPENDED);
  if (ended === 'uninstalled') throw notFound();
  if (numberParam(call, 'installation_id') !== app.installationId) throw notFound();
  const named = optionalTexts(call.body, 'repositories');
  const repositories = named === undefined ? undefined : namedRepositories(call, app, named);
  const permissions = asked(app, optionalObject(call.body, 'permissions'));
  const expires = new Date(call.github.now().getTime() + HOUR);
  const token = call.github.grant(
    {
      kind: 'installation',
      login: `${app.slug}[bot]`,
      permissions,
      repositories: (repositories ?? reachable(call, app)).map(({ fullName }) => fullName),
    },
    expires,
  );
  const all = repositories === undefined && app.repositories === undefined;
  return created(
    {
      token,
      expires_at: timestamp(expires),
      permissions,
      repository_selection: all ? 'all' : 'selected',
      ...(repositories === undefined
        ? {}
        : { repositories: repositories.map((repo) => repositoryShape(call.github, repo)) }),
    },
    `${call.github.apiUrl}/installation/token`,
  );
}

/** The repositories of the installation's owner with these names. */
function namedRepositories(call: Call, app: App, names: readonly string[]): Repository[] {
  const known = reachable(call, app);
  return names.map((name) => {
    const found = known.find((repo) => repo.name.toLowerCase() === name.toLowerCase());
    if (found !== undefined) return found;
    throw unprocessable(
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  });
}

/** What is asked for, no more than the installation has; everything that it has where nothing is named. */
function asked(app: App, wish: unknown): Permissions {
  if (!isObject(wish)) return app.permissions;
  const has: Readonly<Record<string, string | undefined>> = app.permissions;
  for (const [name, level] of Object.entries(wish)) {
    if (LEVELS.indexOf(String(level)) > LEVELS.indexOf(has[name] ?? 'none'))
      throw unprocessable('The permissions requested are not granted to this installation.');
  }
  return { metadata: 'read', ...wish };
}

/** A token that is given back is worth nothing from then on. */
function revoke(call: Call): GitHubAnswer {
  const { actor } = call;
  if (actor.kind !== 'token' || actor.token.grant.kind !== 'installation')
    throw new GitHubRefusal(401, 'Requires authentication');
  call.github.tokens.delete(actor.token.text);
  return NO_CONTENT;
}

export function installationShape({ github }: Call, app: App) {
  const url = `${github.apiUrl}/app/installations/${app.installationId}`;
  return {
    id: app.installationId,
    client_id: app.clientId,
    account: userShape(github, app.owner),
    repository_selection: app.repositories === undefined ? 'all' : 'selected',
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${github.apiUrl}/installation/repositories`,
    html_url: `${github.url}/organizations/${app.owner}/settings/installations/${app.installationId}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: github.person(app.owner).id,
    target_type: github.person(app.owner).type,
    permissions: app.permissions,
    events: [],
    created_at: EPOCH,
    updated_at: EPOCH,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: null,
    suspended_at: null,
  };
}
