import { publicUserShape, timestamp, personOfEmail } from '../shapes/people.ts';
import type { Signature } from '../git/commit-format.ts';
import type { Team } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { World } from '../state/world.ts';
import type { GraphqlContext } from './context.ts';

/** A user, bot or organization. */
export function actorView({ world }: GraphqlContext, login: string) {
  const shape = publicUserShape(world, login);
  const person = world.person(login);
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

export function teamView({ world }: GraphqlContext, team: Team) {
  return {
    __typename: 'Team',
    id: nodeId('TE', team.organization, team.slug),
    databaseId: team.id,
    name: team.slug,
    slug: team.slug,
    combinedSlug: `${team.organization}/${team.slug}`,
    url: `${world.url}/orgs/${team.organization}/teams/${team.slug}`,
  };
}

export function organizationView(context: GraphqlContext, login: string) {
  return {
    ...actorView(context, login),
    __typename: 'Organization',
    team: ({ slug }: { slug: string }) => {
      const team = context.world.teams.get(`${login}/${slug}`.toLowerCase());
      return team === undefined ? null : teamView(context, team);
    },
  };
}

/** The author or committer of a commit. */
export function gitActorView(context: GraphqlContext, who: Signature) {
  const person = personOfEmail(context.world, who.email);
  return {
    name: who.name,
    email: who.email,
    date: timestamp(new Date(who.seconds * 1000)),
    user: person?.type === 'User' ? { ...actorView(context, person.login), __typename: 'User' } : null,
  };
}

export function knownUser(world: World, login: string): boolean {
  return world.people.get(login.toLowerCase())?.type === 'User';
}
