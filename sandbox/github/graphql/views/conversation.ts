import { timestamp } from '../../shapes/people.ts';
import type { IssueComment, Label, Pull, PullReview, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import type { GraphqlContext } from '../context.ts';
import { actorView } from './people.ts';

export function commentView(context: GraphqlContext, repo: Repository, pull: Pull, comment: IssueComment) {
  return {
    __typename: 'IssueComment',
    id: nodeId('IC', repo.fullName, pull.number, comment.id),
    databaseId: comment.id,
    fullDatabaseId: comment.id,
    body: comment.body,
    bodyText: comment.body,
    author: () => actorView(context, comment.author),
    viewerDidAuthor: comment.author === context.actor.login,
    isMinimized: false,
    createdAt: timestamp(comment.createdAt),
    updatedAt: timestamp(comment.updatedAt),
    url: `${context.github.url}/${repo.fullName}/pull/${pull.number}#issuecomment-${comment.id}`,
    pullRequest: () => context.views.pull(context, repo, pull),
    repository: () => context.views.repository(context, repo),
  };
}

export function reviewView(context: GraphqlContext, repo: Repository, pull: Pull, review: PullReview) {
  return {
    __typename: 'PullRequestReview',
    id: nodeId('PRR', repo.fullName, pull.number, review.id),
    databaseId: review.id,
    body: review.body,
    state: review.state,
    submittedAt: timestamp(review.submittedAt),
    author: () => actorView(context, review.author),
    commit: async () => {
      const commit = await repo.store.commit(review.commit);
      return commit === undefined ? null : context.views.commit(context, repo, commit);
    },
    pullRequest: () => context.views.pull(context, repo, pull),
  };
}

export function labelView(context: GraphqlContext, repo: Repository, label: Label) {
  return {
    __typename: 'Label',
    id: nodeId('LA', repo.fullName, label.id),
    name: label.name,
    color: label.color,
    description: label.description,
    isDefault: false,
    url: `${context.github.url}/${repo.fullName}/labels/${encodeURIComponent(label.name)}`,
    repository: () => context.views.repository(context, repo),
  };
}
