import { approvals } from '../../actions/protection.ts';
import { shownMergeability } from '../../actions/mergeability.ts';
import { pullFiles, pullFork } from '../../actions/pull-facts.ts';
import { testMerge } from '../../actions/test-merge.ts';
import { logIds } from '../../git/history.ts';
import { bypassesRules, maySeeTeams, notAccessible } from '../../permissions.ts';
import { timestamp } from '../../shapes/people.ts';
import type { Pull, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { commitView } from './commit.ts';
import { connection, type PageArguments } from './connection.ts';
import type { GraphqlContext } from '../context.ts';
import { commentView, labelView, reviewView } from './conversation.ts';
import { namedRefView } from './git-objects.ts';
import { queueEntryView } from './merge-queue.ts';
import { actorView, teamView } from './people.ts';
import { rollupView } from './statuses.ts';

/** A pull request with everything that is shown of one. */
export function pullView(context: GraphqlContext, repo: Repository, pull: Pull) {
  const path = `/${repo.fullName}/pull/${pull.number}`;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', repo.fullName, pull.number),
    databaseId: pull.id,
    fullDatabaseId: pull.id,
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    bodyText: pull.body ?? '',
    url: context.github.url + path,
    permalink: context.github.url + path,
    resourcePath: path,
    state: pull.merged === undefined ? pull.state.toUpperCase() : 'MERGED',
    closed: pull.state === 'closed',
    merged: pull.merged !== undefined,
    isDraft: pull.draft,
    isCrossRepository: false,
    locked: false,
    author: () => actorView(context, pull.author),
    createdAt: timestamp(pull.createdAt),
    updatedAt: timestamp(pull.updatedAt),
    closedAt: pull.closedAt === undefined ? null : timestamp(pull.closedAt),
    mergedAt: pull.merged === undefined ? null : timestamp(pull.merged.at),
    mergedBy: () => (pull.merged === undefined ? null : actorView(context, pull.merged.by)),
    repository: () => context.views.repository(context, repo),
    headRefName: pull.headRef,
    headRefOid: pull.headSha,
    headRepository: () => context.views.repository(context, repo),
    headRepositoryOwner: () => actorView(context, repo.owner),
    headRef: () => namedRefView(context, repo, `refs/heads/${pull.headRef}`),
    baseRefName: pull.baseRef,
    baseRefOid: pull.baseSha,
    baseRepository: () => context.views.repository(context, repo),
    baseRef: () => namedRefView(context, repo, `refs/heads/${pull.baseRef}`),
    ...mergeFields(context, repo, pull),
    ...talkFields(context, repo, pull),
    ...sizeFields(context, repo, pull),
  };
}

function mergeFields(context: GraphqlContext, repo: Repository, pull: Pull) {
  const wish = pull.autoMerge;
  return {
    mergeable: async () => {
      const { known, conflict } = await shownMergeability(repo, pull, context);
      if (!known) return 'UNKNOWN';
      return conflict ? 'CONFLICTING' : 'MERGEABLE';
    },
    mergeStateStatus: async () => (await shownMergeability(repo, pull, context)).status,
    potentialMergeCommit: async () => {
      const oid = await testMerge(repo, pull, context);
      const commit = oid === undefined ? undefined : await repo.store.commit(oid);
      return commit === undefined ? null : commitView(context, repo, commit);
    },
    mergeCommit: async () => {
      const commit = pull.merged === undefined ? undefined : await repo.store.commit(pull.merged.commit);
      return commit === undefined ? null : commitView(context, repo, commit);
    },
    isInMergeQueue: pull.queue !== undefined,
    isMergeQueueEnabled: repo.settings.mergeQueue,
    mergeQueueEntry: () =>
      pull.queue === undefined ? null : queueEntryView(context, repo, pull, pull.queue),
    viewerCanMergeAsAdmin: pull.state === 'open' && bypassesRules(context.actor),
    viewerCanEnableAutoMerge: repo.settings.allowAutoMerge,
    autoMergeRequest: () =>
      wish === undefined
        ? null
        : {
            enabledAt: timestamp(wish.enabledAt),
            enabledBy: actorView(context, wish.by),
            mergeMethod: wish.method.toUpperCase(),
            commitHeadline: wish.title ?? null,
            commitBody: wish.message ?? null,
            authorEmail: null,
            pullRequest: () => pullView(context, repo, pull),
          },
    reviewDecision: () => {
      const required = repo.protections.get(pull.baseRef)?.requiredReviews ?? 0;
      if (pull.reviews.some(({ state }) => state === 'CHANGES_REQUESTED')) return 'CHANGES_REQUESTED';
      if (required === 0) return null;
      return approvals(pull) >= required ? 'APPROVED' : 'REVIEW_REQUIRED';
    },
  };
}

function talkFields(context: GraphqlContext, repo: Repository, pull: Pull) {
  return {
    labels: (args: PageArguments) =>
      connection('labels', pull.labels, args, (label) => labelView(context, repo, label)),
    comments: (args: PageArguments) =>
      connection('comments', pull.comments, args, (comment) => commentView(context, repo, pull, comment)),
    reviews: (args: PageArguments & { states?: readonly string[] | null }) => {
      const found = pull.reviews.filter(({ state }) => args.states == null || args.states.includes(state));
      return connection('reviews', found, args, (review) => reviewView(context, repo, pull, review));
    },
    reviewRequests: (args: PageArguments) => {
      const asked = [
        ...pull.reviewers.map((login) => actorView(context, login)),
        ...pull.teamReviewers.flatMap((slug) => {
          const team = context.github.teams.get(`${repo.owner}/${slug}`.toLowerCase());
          return team === undefined ? [] : [teamView(context, team)];
        }),
      ];
      return connection('reviewRequests', asked, args, (reviewer) => ({
        id: `RR_${reviewer.id}`,
        asCodeOwner: false,
        pullRequest: () => pullView(context, repo, pull),
        requestedReviewer: () => {
          if (reviewer.__typename !== 'Team' || maySeeTeams(context.actor)) return reviewer;
          throw notAccessible(context.actor, []);
        },
      }));
    },
  };
}

function sizeFields(context: GraphqlContext, repo: Repository, pull: Pull) {
  return {
    additions: async () => (await pullFiles(repo, pull)).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await pullFiles(repo, pull)).reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: async () => (await pullFiles(repo, pull)).length,
    files: async (args: PageArguments) => {
      const files = await pullFiles(repo, pull);
      return connection('files', files, args, (file) => ({
        path: file.path,
        additions: file.additions,
        deletions: file.deletions,
        changeType: file.status === 'removed' ? 'DELETED' : file.status.toUpperCase(),
        viewerViewedState: 'UNVIEWED',
      }));
    },
    commits: async (args: PageArguments) => {
      const fork = await pullFork(repo, pull);
      const without = fork === undefined ? [] : [fork];
      const ids = await logIds(repo.store, pull.headSha, { without, reverse: true });
      return connection('commits', ids, args, async (oid) => {
        const commit = await repo.store.commit(oid);
        if (commit === undefined) return null;
        return {
          id: `PRC_${oid}`,
          commit: commitView(context, repo, commit),
          url: `${context.github.url}/${repo.fullName}/pull/${pull.number}/commits/${oid}`,
        };
      });
    },
    statusCheckRollup: async () => {
      const commit = await repo.store.commit(pull.headSha);
      return commit === undefined ? null : rollupView(context, repo, commit);
    },
  };
}
