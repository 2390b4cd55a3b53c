import type { Comment, Label, Pull, Repository } from '../state/model.ts';
import { nodeId } from '../state/node-id.ts';
import type { World } from '../state/world.ts';
import { timestamp, userShape } from './people.ts';
import { repositoryUrl } from './repository.ts';

export function labelShape(world: World, repo: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', repo.fullName, label.id),
    url: `${repositoryUrl(world, repo)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function commentShape(world: World, repo: Repository, pull: Pull, comment: Comment) {
  const url = repositoryUrl(world, repo);
  return {
    id: comment.id,
    node_id: nodeId('IC', repo.fullName, pull.number, comment.id),
    url: `${url}/issues/comments/${comment.id}`,
    html_url: `${world.url}/${repo.fullName}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${url}/issues/${pull.number}`,
    user: userShape(world, comment.author),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: 'CONTRIBUTOR',
    body: comment.body,
  };
}
