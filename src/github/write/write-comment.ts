import { z } from 'zod';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import { nodes, present } from '../transport/graphql.ts';
import { type Operation, ownerAndName, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';
import type { PullNumber } from './rewrite-pull.ts';
import { type Mutation, writeOne, writtenValue } from './write-many.ts';

/** A comment, and the part of it by which it is found again. */
export interface MarkedComment {
  readonly body: string;
  readonly marker: string;
}

const LIST = 'comments(last: 50) { nodes { id body viewerDidAuthor } }';
const COMMENTS = `query ($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${LIST} } }
}`;
const listSchema = z.object({
  comments: nodes(z.object({ id: z.string(), body: z.string(), viewerDidAuthor: z.boolean() })),
});
const commentsSchema = z.object({ repository: z.object({ pullRequest: listSchema }) });

/** The comments of a pull request, the oldest first. */
type CommentList = z.infer<typeof listSchema>;

/** A comment as one field of a request. It answers with the comments that are there then. */
export function commentMutation(id: string, { body }: MarkedComment): Mutation {
  return {
    name: 'addComment',
    inputType: 'AddCommentInput',
    input: { subjectId: id, body },
    selection: `{ subject { ... on PullRequest { ${LIST} } } }`,
  };
}

/**
 * Finishes a comment that was asked for in a request with others: it is there, and once. `answer` is what
 * GitHub said of it then.
 */
export async function settleComment(
  api: Api,
  pull: PullNumber,
  text: MarkedComment,
  answer: Answer | undefined,
): Promise<void> {
  const written = writtenValue(answer, 'addComment', z.object({ subject: listSchema }))?.subject;
  if (written === undefined) await comment(api, pull, text, true);
  else await keepFirst(api, pull, text, written);
}

/**
 * Writes a comment that holds `marker`, by which it is found again when the answer is lost. `sent`: it was
 * asked for before, and how that ended is not known. Two runs that say the same at once leave one comment.
 */
export async function comment(api: Api, pull: PullNumber, text: MarkedComment, sent = false): Promise<void> {
  const operation = operationOn(pull);
  const { repository, number } = pull;
  const parameters = { ...ownerAndRepo(repository), issue_number: number, body: text.body };
  const request = {
    kind: 'rest',
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    parameters,
  } as const;
  const settled = await settle(api, {
    operation,
    request,
    parse: (data) => z.object({ id: z.number() }).safeParse(data).data !== undefined || undefined,
    sent,
    readBack: async () => saying(text, await listOf(api, pull)).length > 0 || undefined,
  });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
  await keepFirst(api, pull, text, await listOf(api, pull));
}

async function listOf(api: Api, { repository, number }: PullNumber): Promise<CommentList> {
  const variables = { ...ownerAndName(repository), number };
  const { data } = await api.query(operationOn({ repository, number }), COMMENTS, variables, commentsSchema);
  return data.repository.pullRequest;
}

/** What this login said already: a stranger who writes the marker in a comment takes nothing from us. */
function saying({ marker }: MarkedComment, { comments }: CommentList) {
  return present(comments).filter(({ body, viewerDidAuthor }) => viewerDidAuthor && body.includes(marker));
}

/**
 * Takes back what this login said a second time, because another run said it at the same moment. Each run
 * looks after it has written, so whichever is last sees both, and all of them keep the same one.
 */
async function keepFirst(api: Api, pull: PullNumber, text: MarkedComment, list: CommentList): Promise<void> {
  const [, ...again] = saying(text, list);
  for (const { id } of again) {
    // Not asked twice: that it is gone already, because the other run was faster, is as good.
    await writeOne(api, operationOn(pull), {
      name: 'deleteIssueComment',
      inputType: 'DeleteIssueCommentInput',
      input: { id },
      selection: '{ clientMutationId }',
    });
  }
}

function operationOn({ repository, number }: PullNumber): Operation {
  return {
    doing: `comment on pull request #${number} of ${repository}`,
    repository,
    permission: 'pull-requests: write',
  };
}
