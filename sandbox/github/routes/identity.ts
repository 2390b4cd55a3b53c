import { notFound, ok, GitHubRefusal, type GitHubAnswer } from '../http/answer.ts';
import { callerRoute, param, type Call, type GitHubRoute } from '../http/call.ts';
import { notAccessible } from '../permissions.ts';
import { hourlyLimit, limitOf } from '../http/limits.ts';
import { EPOCH, publicUserShape, teamShape, userShape } from '../shapes/people.ts';
import { nodeId } from '../state/node-id.ts';

export const identityRoutes: readonly GitHubRoute[] = [
  callerRoute('GET /user', 'users/users#get-the-authenticated-user', getUser),
  callerRoute('GET /users/{username}', 'users/users#get-a-user', getNamedUser),
  callerRoute('GET /app', 'apps/apps#get-the-authenticated-app', getApp),
  callerRoute('GET /apps/{app_slug}', 'apps/apps#get-an-app', getNamedApp),
  callerRoute('GET /orgs/{org}/teams/{team_slug}', 'teams/teams#get-a-team-by-name', getTeam),
  callerRoute(
    'GET /rate_limit',
    'rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user',
    rateLimit,
  ),
];

/** Only people have an answer: a bot's token is told that the resource is not accessible. */
function getUser(call: Call): GitHubAnswer {
  if (call.actor.kind === 'anonymous') throw new GitHubRefusal(401, 'Requires authentication');
  if (call.actor.kind === 'token' && call.actor.token.grant.kind !== 'pat')
    throw notAccessible(call.actor, []);
  return ok(publicUserShape(call.github, call.actor.login));
}

function getNamedUser(call: Call): GitHubAnswer {
  const login = param(call, 'username');
  if (!call.github.people.has(login.toLowerCase())) throw notFound();
  return ok(publicUserShape(call.github, call.github.person(login).login));
}

/** The App's own address wants the App's own key, which no token of the stand-in is. */
function getApp(): GitHubAnswer {
  throw new GitHubRefusal(401, 'A JSON web token could not be decoded');
}

function getNamedApp(call: Call): GitHubAnswer {
  const slug = param(call, 'app_slug');
  const bot = call.github.people.get(`${slug}[bot]`.toLowerCase());
  if (bot === undefined) throw notFound();
  return ok({
    id: bot.id,
    node_id: nodeId('U', bot.login),
    slug,
    owner: userShape(call.github, slug),
    name: slug,
    description: null,
    external_url: `${call.github.url}/apps/${slug}`,
    html_url: `${call.github.url}/apps/${slug}`,
    created_at: EPOCH,
    updated_at: EPOCH,
    permissions: { metadata: 'read' },
    events: [],
  });
}

function getTeam(call: Call): GitHubAnswer {
  const organization = param(call, 'org');
  const team = call.github.teams.get(`${organization}/${param(call, 'team_slug')}`.toLowerCase());
  if (team === undefined) throw notFound();
  return ok({
    ...teamShape(call.github, team),
    members_count: 1,
    repos_count: call.github.repositories.size,
    created_at: EPOCH,
    updated_at: EPOCH,
    organization: {
      ...publicUserShape(call.github, organization),
      hooks_url: `${call.github.apiUrl}/orgs/${organization}/hooks`,
      issues_url: `${call.github.apiUrl}/orgs/${organization}/issues`,
      members_url: `${call.github.apiUrl}/orgs/${organization}/members{/member}`,
      public_members_url: `${call.github.apiUrl}/orgs/${organization}/public_members{/member}`,
      description: null,
      company: organization,
      blog: call.github.url,
      location: 'Earth',
      email: `${organization}@example.com`,
      has_organization_projects: true,
      has_repository_projects: true,
      archived_at: null,
      type: 'Organization',
    },
  });
}

function rateLimit(call: Call): GitHubAnswer {
  const core = limitOf(call.github, call.actor, 'core');
  return ok({
    resources: {
      core,
      graphql: limitOf(call.github, call.actor, 'graphql'),
      search: { ...core, limit: 30, remaining: 30, used: 0 },
    },
    rate: { ...core, limit: hourlyLimit(call.actor) },
  });
}
