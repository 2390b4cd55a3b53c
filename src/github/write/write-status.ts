import { z } from 'zod';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import {
  contextsSchema,
  type StatusContext,
  statusesOf,
  statusField,
} from '../read/proposed/status-contexts.ts';
import { literal } from '../transport/graphql.ts';
import { type Operation, ownerAndName, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';

export interface NewStatus extends StatusContext {
  readonly repository: string;
  readonly commit: string;
}

/** GitHub refuses a longer description. */
const LONGEST_DESCRIPTION = 140;

/** What GitHub says of a token that may not set statuses, or of a commit that takes no more of them. */
const REFUSALS: ReadonlySet<string> = new Set(['PERMISSION_MISSING', 'GITHUB_REFUSED']);

const statusSchema = z.object({ context: z.string() });
const commitSchema = z.object({
  repository: z.object({ object: z.object({ status: contextsSchema }).nullable() }),
});

/**
 * Puts a status on a commit. After an unclear answer the commit is looked at: each status starts whatever
 * listens to it, and GitHub takes a thousand of a context.
 */
export async function writeStatus(api: Api, status: NewStatus): Promise<void> {
  const { repository, commit, context, state, description, url } = status;
  const operation: Operation = {
    doing: `set the status ${context} on ${commit.slice(0, 7)} of ${repository}`,
    repository,
    permission: 'statuses: write',
  };
  const text = [...description].slice(0, LONGEST_DESCRIPTION).join('');
  const parameters = {
    ...ownerAndRepo(repository),
    sha: commit,
    context,
    state,
    description: text,
    ...(url === undefined ? {} : { target_url: url }),
  };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/statuses/{sha}', parameters } as const;
  const parse = (data: unknown) => statusSchema.safeParse(data).data;
  const readBack = async () => {
    const present = await statusesAt(api, operation, commit);
    return present.find(
      (status) => status.context === context && status.state === state && status.description === text,
    );
  };
  const settled = await settle(api, { operation, request, parse, readBack });
  if (!settled.ok) throw explainRefusal(operation, settled.problem);
}

async function statusesAt(api: Api, operation: Operation, commit: string): Promise<readonly StatusContext[]> {
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { object(oid: ${literal(commit)}) { ... on Commit { ${statusField} } } } }`;
  const { data } = await api.query(operation, query, ownerAndName(operation.repository), commitSchema);
  return statusesOf(data.repository.object?.status ?? null);
}

/**
 * The same where the status is not all that a run is for. Returns whether it was set: without the permission
 * it is not, and a warning says so.
 */
export async function showStatus(api: Api, status: NewStatus): Promise<boolean> {
  try {
    await writeStatus(api, status);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof WaybillError) || !REFUSALS.has(thrown.code)) throw thrown;
    api.log.warning(`${thrown.message} ${thrown.hint ?? ''}`.trimEnd());
    return false;
  }
}
