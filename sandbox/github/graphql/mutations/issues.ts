import { checkComment } from '../../actions/edit-pull.ts';
import { createLabel } from '../../actions/labels.ts';
import { requestReviews } from '../../actions/reviews.ts';
import { maySeeTeams } from '../../permissions.ts';
import { parseNodeId } from '../../state/node-id.ts';
import {
  labelOf,
  MAKE_LABELS,
  unresolved,
  WRITE_ISSUES,
  WRITE_PULLS,
  writablePull,
  writableRepository,
  type GraphqlContext,
  type MutationInput,
} from '../context.ts';
import { actorView } from '../views/people.ts';
import { commentView, labelView } from '../views/conversation.ts';
import { pullView } from '../views/pull.ts';

interface LabelsInput {
  readonly labelableId: string;
  readonly labelIds: readonly string[];
}
interface ReviewInput {
  readonly pullRequestId: string;
  readonly userIds?: readonly string[] | null;
  readonly teamIds?: readonly string[] | null;
  readonly union?: boolean | null;
}

/** The mutations of labels, comments and review requests. */
export function issueMutations(context: GraphqlContext) {
  const { github, actor } = context;
  return {
    createLabel: ({
      input,
    }: MutationInput<{ repositoryId: string; name: string; color: string; description?: string | null }>) => {
      const { repo } = writableRepository(context, input.repositoryId, ['R'], MAKE_LABELS);
      const label = createLabel(github, repo, {
        name: input.name,
        color: input.color,
        description: input.description ?? null,
      });
      return { clientMutationId: input.clientMutationId ?? null, label: labelView(context, repo, label) };
    },
    addLabelsToLabelable: ({ input }: MutationInput<LabelsInput>) => {
      const { repo, pull } = writablePull(context, input.labelableId, WRITE_ISSUES);
      const labels = input.labelIds.map((id) => labelOf(repo, id));
      pull.labels = [...new Set([...pull.labels, ...labels])];
      return { clientMutationId: input.clientMutationId ?? null, labelable: pullView(context, repo, pull) };
    },
    removeLabelsFromLabelable: ({ input }: MutationInput<LabelsInput>) => {
      const { repo, pull } = writablePull(context, input.labelableId, WRITE_ISSUES);
      const labels = input.labelIds.map((id) => labelOf(repo, id));
      pull.labels = pull.labels.filter((label) => !labels.includes(label));
      return { clientMutationId: input.clientMutationId ?? null, labelable: pullView(context, repo, pull) };
    },
    addComment: ({ input }: MutationInput<{ subjectId: string; body: string }>) => {
      const { repo, pull } = writablePull(context, input.subjectId, WRITE_ISSUES);
      checkComment(input.body);
      const now = github.now();
      const comment = {
        id: github.nextId(),
        author: actor.login,
        body: input.body,
        createdAt: now,
        updatedAt: now,
      };
      pull.comments.push(comment);
      const node = commentView(context, repo, pull, comment);
      return {
        clientMutationId: input.clientMutationId ?? null,
        commentEdge: { cursor: node.id, node },
        subject: pullView(context, repo, pull),
      };
    },
    updateIssueComment: ({ input }: MutationInput<{ id: string; body: string }>) => {
      const { repo, parts } = writableRepository(context, input.id, ['IC'], WRITE_ISSUES);
      const pull = repo.pulls.get(Number(parts[1]));
      const comment = pull?.comments.find((each) => each.id === Number(parts[2]));
      if (pull === undefined || comment === undefined) throw unresolved(input.id);
      checkComment(input.body);
      comment.body = input.body;
      comment.updatedAt = github.now();
      const view = commentView(context, repo, pull, comment);
      return { clientMutationId: input.clientMutationId ?? null, issueComment: view };
    },
    deleteIssueComment: ({ input }: MutationInput<{ id: string }>) => {
      const { repo, parts } = writableRepository(context, input.id, ['IC'], WRITE_ISSUES);
      const pull = repo.pulls.get(Number(parts[1]));
      const index = pull?.comments.findIndex((each) => each.id === Number(parts[2])) ?? -1;
      if (index === -1) throw unresolved(input.id);
      pull?.comments.splice(index, 1);
      return { clientMutationId: input.clientMutationId ?? null };
    },
    requestReviews: ({ input }: MutationInput<ReviewInput>) => {
      const { repo, pull } = writablePull(context, input.pullRequestId, WRITE_PULLS);
      const users = (input.userIds ?? []).map((id) => partOf(id, 'U', 0));
      const teams = (input.teamIds ?? []).map((id) => {
        if (!maySeeTeams(actor)) throw unresolved(id);
        return partOf(id, 'TE', 1);
      });
      if (input.union !== true) [pull.reviewers, pull.teamReviewers] = [[], []];
      requestReviews(github, repo, pull, { users, teams });
      return {
        clientMutationId: input.clientMutationId ?? null,
        actor: actorView(context, actor.login),
        pullRequest: pullView(context, repo, pull),
      };
    },
  };
}

function partOf(id: string, kind: 'U' | 'TE', index: number): string {
  const name = parseNodeId(id);
  const part = name?.kind === kind ? name.parts[index] : undefined;
  if (part === undefined) throw unresolved(id);
  return part;
}
