import { findCommit } from '../../actions/revisions.ts';
import { timestamp } from '../../shapes/people.ts';
import type { Release, Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import type { GraphqlContext } from '../context.ts';
import { commitView } from './commit.ts';
import { actorView } from './people.ts';

/** A release. The commit of its tag is null where the tag is gone. */
export function releaseView(context: GraphqlContext, repo: Repository, release: Release) {
  const { tag, name, body, createdAt } = release;
  return {
    __typename: 'Release',
    id: nodeId('R', repo.fullName, tag),
    databaseId: release.id,
    tagName: tag,
    name,
    description: body,
    url: `${context.github.url}/${repo.fullName}/releases/tag/${tag}`,
    isDraft: false,
    isPrerelease: false,
    author: () => actorView(context, release.author),
    createdAt: timestamp(createdAt),
    publishedAt: timestamp(createdAt),
    tagCommit: async () => {
      const commit = await findCommit(repo, `refs/tags/${tag}`);
      return commit === undefined ? null : commitView(context, repo, commit);
    },
  };
}
