import type { Person, Team } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';

/** GitHub's `simple-user`. */
export function userShape(github: GitHubState, login: string) {
  const person = github.person(login);
  const name = encodeURIComponent(person.login);
  const url = `${github.apiUrl}/users/${name}`;
  return {
    login: person.login,
    id: person.id,
    node_id: nodeId('U', person.login),
    avatar_url: `${github.url}/avatars/${person.id}`,
    gravatar_id: '',
    url,
    html_url: `${github.url}/${name}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: person.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** What `GET /user` and `GET /users/{username}` answer. */
export function publicUserShape(github: GitHubState, login: string) {
  return {
    ...userShape(github, login),
    name: login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: EPOCH,
    updated_at: EPOCH,
  };
}

export function teamShape(github: GitHubState, team: Team) {
  const url = `${github.apiUrl}/organizations/${github.person(team.organization).id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId('TE', team.organization, team.slug),
    url,
    html_url: `${github.url}/orgs/${team.organization}/teams/${team.slug}`,
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    type: 'organization',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  };
}

/** The address of an account in commits. */
export function noreplyEmail(person: Person): string {
  return `${person.id}+${person.login}@users.noreply.github.com`;
}

/** Whose account an address belongs to, undefined for an address that no account has. */
export function personOfEmail(github: GitHubState, email: string): Person | undefined {
  const login = /^\d+\+(.+)@users\.noreply\.github\.com$/.exec(email)?.[1];
  if (login === undefined) return email === 'noreply@github.com' ? github.person('web-flow') : undefined;
  return github.people.get(login.toLowerCase());
}

export const EPOCH = '2020-01-01T00:00:00Z';

/** Times as GitHub writes them: whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
