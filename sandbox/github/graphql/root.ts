import { GitHubRefusal } from '../http/answer.ts';
import { limitOf } from '../http/limits.ts';
import { canSee, maySeeTeams } from '../permissions.ts';
import { parseNodeId } from '../state/node-id.ts';
import { unresolved, visibleRepository, type GraphqlContext } from './context.ts';
import { namedRefView, objectView } from './views/git-objects.ts';
import { issueMutations } from './mutations/issues.ts';
import { pullMutations } from './mutations/pulls.ts';
import { refMutations } from './mutations/refs.ts';
import { actorView, knownUser, organizationView, teamView } from './views/people.ts';
import { commentView, labelView } from './views/conversation.ts';
import { pullView } from './views/pull.ts';
import { repositoryView } from './views/repository.ts';

/** The fields of `Query`. */
export function queryRoot(context: GraphqlContext) {
  const { github, actor } = context;
  return {
    repository: ({ owner, name }: { owner: string; name: string }) =>
      repositoryView(context, visibleRepository(context, `${owner}/${name}`)),
    viewer: () => ({ ...actorView(context, actor.login), __typename: 'User', login: actor.login }),
    user: ({ login }: { login: string }) => {
      if (knownUser(github, login)) return actorView(context, github.person(login).login);
      throw new GitHubRefusal(404, `Could not resolve to a User with the login of '${login}'.`);
    },
    organization: ({ login }: { login: string }) => {
      const person = github.people.get(login.toLowerCase());
      if (person?.type === 'Organization') return organizationView(context, person.login);
      throw new GitHubRefusal(404, `Could not resolve to an Organization with the login of '${login}'.`);
    },
    rateLimit: () => {
      const limit = limitOf(github, actor, 'graphql');
      return {
        cost: 1,
        nodeCount: 1,
        limit: limit.limit,
        remaining: limit.remaining,
        used: limit.used,
        resetAt: new Date(limit.reset * 1000).toISOString(),
      };
    },
    node: ({ id }: { id: string }) => nodeView(context, id),
    nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => nodeView(context, id)),
  };
}

/** The fields of `Mutation`. */
export function mutationRoot(context: GraphqlContext) {
  return { ...refMutations(context), ...pullMutations(context), ...issueMutations(context) };
}

function nodeView(context: GraphqlContext, id: string) {
  const name = parseNodeId(id);
  const [first = '', second = '', third = ''] = name?.parts ?? [];
  if (name?.kind === 'U') {
    const person = context.github.people.get(first.toLowerCase());
    if (person !== undefined) return actorView(context, person.login);
  }
  if (name?.kind === 'TE') {
    const team = context.github.teams.get(`${first}/${second}`.toLowerCase());
    if (team !== undefined && maySeeTeams(context.actor)) return teamView(context, team);
  }
  const repo = context.github.repository(first);
  if (name === undefined || repo === undefined || !canSee(context.actor, repo)) throw unresolved(id);
  const pull = repo.pulls.get(Number(second));
  const comment = pull?.comments.find((each) => each.id === Number(third));
  const label = repo.labels.find((each) => each.id === Number(second));
  switch (name.kind) {
    case 'R':
      return repositoryView(context, repo);
    case 'REF':
      return namedRefView(context, repo, second);
    case 'C':
    case 'T':
    case 'B':
      return objectView(context, repo, second);
    case 'PR':
      if (pull !== undefined) return pullView(context, repo, pull);
      break;
    case 'IC':
      if (pull !== undefined && comment !== undefined) return commentView(context, repo, pull, comment);
      break;
    case 'LA':
      if (label !== undefined) return labelView(context, repo, label);
      break;
  }
  throw unresolved(id);
}
