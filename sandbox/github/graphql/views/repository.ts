import { findLabel } from '../../actions/labels.ts';
import { branchHead } from '../../actions/revisions.ts';
import { listRefs } from '../../git/refs.ts';
import { GitHubRefusal } from '../../http/answer.ts';
import { allowed } from '../../permissions.ts';
import { timestamp } from '../../shapes/people.ts';
import type { Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import { mayRead, READ_CONTENTS, READ_PULLS, type GraphqlContext } from '../context.ts';
import { expressionView, namedRefView, objectView, refView } from './git-objects.ts';
import { actorView } from './people.ts';
import { labelView } from './conversation.ts';
import { listedPulls, type PullArguments } from './listed-pulls.ts';
import { pullView } from './pull.ts';
import { queueView } from './merge-queue.ts';
import { releaseView } from './release.ts';
import { type DeploymentArguments, deploymentsView } from './deployments.ts';

/** A repository, as far as the asker may see into it. */
export function repositoryView(context: GraphqlContext, repo: Repository) {
  const { settings } = repo;
  return {
    __typename: 'Repository',
    id: nodeId('R', repo.fullName),
    databaseId: repo.id,
    name: repo.name,
    nameWithOwner: repo.fullName,
    owner: () => actorView(context, repo.owner),
    url: `${context.github.url}/${repo.fullName}`,
    resourcePath: `/${repo.fullName}`,
    description: null,
    createdAt: timestamp(repo.createdAt),
    pushedAt: timestamp(repo.pushedAt),
    updatedAt: timestamp(repo.pushedAt),
    visibility: settings.private ? 'PRIVATE' : 'PUBLIC',
    isPrivate: settings.private,
    isArchived: settings.archived,
    isDisabled: false,
    isFork: false,
    isLocked: false,
    isTemplate: false,
    isInOrganization: true,
    isEmpty: async () => (await listRefs(repo.store, 'refs/heads/')).length === 0,
    autoMergeAllowed: settings.allowAutoMerge,
    mergeCommitAllowed: settings.mergeMethods.includes('merge'),
    squashMergeAllowed: settings.mergeMethods.includes('squash'),
    rebaseMergeAllowed: settings.mergeMethods.includes('rebase'),
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    viewerDefaultMergeMethod: (settings.mergeMethods[0] ?? 'merge').toUpperCase(),
    viewerPermission: () => permissionOf(context, repo),
    viewerCanAdminister: false,
    ...gitFields(context, repo),
    ...pullFields(context, repo),
    deployments: (args: DeploymentArguments) => deploymentsView(context, repo, args),
  };
}

function gitFields(context: GraphqlContext, repo: Repository) {
  const guarded = <T>(read: () => T): T => {
    mayRead(context, repo, READ_CONTENTS);
    return read();
  };
  return {
    defaultBranchRef: () =>
      guarded(() => namedRefView(context, repo, `refs/heads/${repo.settings.defaultBranch}`)),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      guarded(() => namedRefView(context, repo, qualifiedName)),
    refs: async (args: PageArguments & { refPrefix: string; query?: string | null }) => {
      mayRead(context, repo, READ_CONTENTS);
      const refs = await listRefs(repo.store, args.refPrefix);
      const found = refs.filter(({ name }) => args.query == null || name.includes(args.query));
      return connection('refs', found, args, (ref) => refView(context, repo, ref));
    },
    object: ({ oid, expression }: { oid?: string | null; expression?: string | null }) =>
      guarded(() => {
        if (oid != null) return objectView(context, repo, oid);
        return expression == null ? null : expressionView(context, repo, expression);
      }),
    releases: (args: PageArguments & Pick<PullArguments, 'orderBy'>) =>
      guarded(() => {
        const oldestFirst = args.orderBy == null || args.orderBy.direction === 'ASC';
        const sorted = oldestFirst ? repo.releases : repo.releases.toReversed();
        return connection('releases', sorted, args, (release) => releaseView(context, repo, release));
      }),
  };
}

function pullFields(context: GraphqlContext, repo: Repository) {
  return {
    pullRequests: (args: PullArguments) => {
      mayRead(context, repo, READ_PULLS);
      const pulls = listedPulls(context.stale ? repo.pullsBefore : [...repo.pulls.values()], args);
      return connection('pullRequests', pulls, args, (pull) => pullView(context, repo, pull));
    },
    pullRequest: ({ number }: { number: number }) => {
      mayRead(context, repo, READ_PULLS);
      const pull = repo.pulls.get(number);
      if (pull !== undefined) return pullView(context, repo, pull);
      throw new GitHubRefusal(404, `Could not resolve to a PullRequest with the number of ${number}.`);
    },
    label: ({ name }: { name: string }) => {
      const label = findLabel(repo, name);
      return label === undefined ? null : labelView(context, repo, label);
    },
    labels: (args: PageArguments & { query?: string | null }) => {
      const found = repo.labels.filter((label) => args.query == null || label.name.includes(args.query));
      return connection('labels', found, args, (label) => labelView(context, repo, label));
    },
    mergeQueue: async ({ branch }: { branch?: string | null }) => {
      const name = branch ?? repo.settings.defaultBranch;
      const exists = repo.settings.mergeQueue && (await branchHead(repo, name)) !== undefined;
      return exists ? queueView(context, repo, name) : null;
    },
  };
}

function permissionOf(context: GraphqlContext, repo: Repository): string | null {
  if (context.actor.kind === 'anonymous') return null;
  if (allowed(context.actor, repo, [{ permission: 'contents', level: 'write' }])) return 'WRITE';
  return 'READ';
}
