import type { IssueComment, Label, Pull, Repository } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import { timestamp, userShape } from './people.ts';
import { repositoryUrl } from './repository.ts';

export function labelShape(github: GitHubState, repo: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', repo.fullName, label.id),
    url: `${repositoryUrl(github, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function commentShape(github: GitHubState, repo: Repository, pull: Pull, comment: IssueComment) {
  const url = repositoryUrl(github, repo);
  return {
    id: comment.id,
    node_id: nodeId('IC', repo.fullName, pull.number, comment.id),
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${github.url}/${repo.fullName}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${pull.number}`,
    user: userShape(github, comment.author),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: 'CONTRIBUTOR',
    body: comment.body,
  };
}
