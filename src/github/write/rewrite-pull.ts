import { z } from 'zod';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';
import { type Mutation, writtenValue } from './write-many.ts';

export interface PullNumber {
  readonly repository: string;
  readonly number: number;
}

/** What is set; the rest stays. */
export interface PullChange {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'closed';
}

/** Title and body as one field of a request. */
export function textMutation(id: string, { title, body }: { title: string; body: string }): Mutation {
  return {
    name: 'updatePullRequest',
    inputType: 'UpdatePullRequestInput',
    input: { pullRequestId: id, title, body },
    selection: '{ pullRequest { headRefOid } }',
  };
}

const TEXT_PAYLOAD = z.object({ pullRequest: z.object({ headRefOid: z.string() }) });

/**
 * The commit that the pull request proposed then; undefined where the answer does not say that it was
 * written.
 */
export function rewrittenBy(answer: Answer | undefined): string | undefined {
  return writtenValue(answer, 'updatePullRequest', TEXT_PAYLOAD)?.pullRequest.headRefOid;
}

const pullSchema = z.object({
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  head: z.object({ sha: z.string() }),
});

/** Sets the title, the body or the state of a pull request. Returns the commit it proposed at that moment. */
export async function rewritePull(
  api: Api,
  pull: PullNumber,
  change: PullChange,
): Promise<{ readonly headOid: string }> {
  const { repository, number } = pull;
  const verb = change.state === 'closed' ? 'close' : 'update';
  const operation: Operation = {
    doing: `${verb} pull request #${number} of ${repository}`,
    repository,
    permission: 'pull-requests: write',
  };
  const parameters = { ...ownerAndRepo(repository), pull_number: number, ...change };
  const request = {
    kind: 'rest',
    route: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
    parameters,
  } as const;
  const readBack = async (): Promise<z.infer<typeof pullSchema> | undefined> => {
    const read = { ...ownerAndRepo(repository), pull_number: number };
    const now = await api.read(operation, 'GET /repos/{owner}/{repo}/pulls/{pull_number}', read, pullSchema);
    const same =
      (change.title === undefined || now.title === change.title) &&
      (change.body === undefined || lines(now.body ?? '') === lines(change.body)) &&
      (change.state === undefined || now.state === change.state);
    return same ? now : undefined;
  };
  const settled = await settle(api, { operation, request, parse, readBack });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
  return { headOid: settled.value.head.sha };
}

function parse(data: unknown): z.infer<typeof pullSchema> | undefined {
  return pullSchema.safeParse(data).data;
}

/** GitHub's web editor writes CRLF. */
function lines(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
