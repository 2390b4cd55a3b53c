import { publicUserShape, timestamp, personOfEmail } from '../../shapes/people.ts';
import type { Signature } from '../../git/commit-format.ts';
import { maySeeTeams, notAccessible } from '../../permissions.ts';
import type { Team } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import type { GitHubState } from '../../state/github-state.ts';
import type { GraphqlContext } from '../context.ts';

/** A user, bot or organization. */
export function actorView({ github }: GraphqlContext, login: string) {
  const shape = publicUserShape(github, login);
  const person = github.person(login);
  // GraphQL names bots without the suffix that REST gives them.
  const name = person.type === 'Bot' ? person.login.replace(/\[bot\]$/, '') : person.login;
  return {
    __typename: person.type,
    id: shape.node_id,
    databaseId: person.id,
    login: name,
    name: person.login,
    url: shape.html_url,
    resourcePath: `/${name}`,
    avatarUrl: shape.avatar_url,
  };
}

export function teamView({ github }: GraphqlContext, team: Team) {
  return {
    __typename: 'Team',
    id: nodeId('TE', team.organization, team.slug),
    databaseId: team.id,
    name: team.slug,
    slug: team.slug,
    combinedSlug: `${team.organization}/${team.slug}`,
    url: `${github.url}/orgs/${team.organization}/teams/${team.slug}`,
  };
}

export function organizationView(context: GraphqlContext, login: string) {
  return {
    ...actorView(context, login),
    __typename: 'Organization',
    team: ({ slug }: { slug: string }) => {
      if (!maySeeTeams(context.actor)) throw notAccessible(context.actor, []);
      const team = context.github.teams.get(`${login}/${slug}`.toLowerCase());
      return team === undefined ? null : teamView(context, team);
    },
  };
}

/** The author or committer of a commit. */
export function gitActorView(context: GraphqlContext, who: Signature) {
  const person = personOfEmail(context.github, who.email);
  return {
    name: who.name,
    email: who.email,
    date: timestamp(new Date(who.seconds * 1000)),
    user: person?.type === 'User' ? { ...actorView(context, person.login), __typename: 'User' } : null,
  };
}

export function knownUser(github: GitHubState, login: string): boolean {
  return github.people.get(login.toLowerCase())?.type === 'User';
}
