import { z } from 'zod';
import { keepTrying, type Persistence } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Answer, Refused } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainRefusal } from '../transport/explain.ts';
import { type Operation, ownerAndRepo } from '../transport/operation.ts';
import { settle } from '../transport/settle.ts';
import { type Mutation, writtenValue } from './write-many.ts';

export interface NewPull {
  readonly repository: string;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
}

/** A pull request as far as later requests need it. */
export interface OpenedPull {
  readonly id: string;
  readonly number: number;
  readonly url: string;
  readonly body: string;
  /** The commit it proposed at that moment. */
  readonly headOid: string;
  /** False when there was one already: another run opened it, or a person did. */
  readonly isNew: boolean;
}

const pullSchema = z.object({
  number: z.number(),
  node_id: z.string(),
  html_url: z.string(),
  body: z.string().nullable(),
  head: z.object({ ref: z.string(), sha: z.string() }),
});
const headPullSchema = pullSchema.extend({
  base: z.object({ ref: z.string() }),
});

const PAYLOAD = z.object({
  pullRequest: z.object({
    id: z.string(),
    number: z.number(),
    url: z.string(),
    body: z.string(),
    headRefOid: z.string(),
  }),
});

/** The opening as one field of a request. */
export function pullMutation({ branch, base, title, body, draft }: NewPull, repositoryId: string): Mutation {
  return {
    name: 'createPullRequest',
    inputType: 'CreatePullRequestInput',
    input: { repositoryId, headRefName: branch, baseRefName: base, title, body, draft },
    selection: '{ pullRequest { id number url body headRefOid } }',
  };
}

/** What was opened; undefined where the answer does not say that it was. */
export function openedBy(answer: Answer | undefined): OpenedPull | undefined {
  const written = writtenValue(answer, 'createPullRequest', PAYLOAD);
  if (written === undefined) return undefined;
  const { headRefOid: headOid, ...pull } = written.pullRequest;
  return { ...pull, headOid, isNew: true };
}

/** A list of pull requests can lag behind a write by seconds. */
const LAG_TRIES = 5;

/**
 * Opens a pull request, or finds the one that is open from this branch to this base. A repository without
 * drafts gets an ordinary one. Throws `PROPOSAL_REJECTED` when GitHub sees nothing to merge or refuses its
 * content. `sent`: it was asked for before, and how that ended is not known.
 */
export async function openPull(api: Api, pull: NewPull, sent = false): Promise<OpenedPull> {
  const { repository, branch, base, title, body, draft } = pull;
  const operation: Operation = {
    doing: `open the pull request for ${branch} in ${repository}`,
    repository,
    permission: 'pull-requests: write',
  };
  const parameters = { ...ownerAndRepo(repository), title, body, head: branch, base, draft };
  const request = { kind: 'rest', route: 'POST /repos/{owner}/{repo}/pulls', parameters } as const;
  const opening = await keepTrying<OpenedPull, Refused>(lagging(api), async () => {
    const readBack = (): Promise<OpenedPull | undefined> => findOpenPull(api, pull);
    const settled = await settle(api, { operation, request, parse: opened, readBack, sent });
    if (settled.ok) return settled;
    const { status, message } = settled.problem;
    if (/already exists/i.test(message)) {
      const found = await findWithPatience(api, pull);
      if (found !== undefined) return ok(found);
    }
    if (draft && /draft/i.test(message)) {
      api.log.warning(`${repository} has no draft pull requests; opening an ordinary one.`);
      return ok(await openPull(api, { ...pull, draft: false }));
    }
    // A branch that was written a moment ago may not be seen yet.
    const lag = status === 422 && /head|no commits between|resolve to a node/i.test(message);
    if (!lag) throw rejected(operation, settled.problem);
    return settled;
  });
  if (opening.ok) return opening.value;
  throw rejected(operation, opening.problem);
}

/** How long GitHub is waited for until it sees what was written a moment ago. */
function lagging({ pause }: Api): Persistence {
  return { tries: LAG_TRIES, pause };
}

function rejected(operation: Operation, refused: Refused): WaybillError {
  if (refused.status !== 422) return explainRefusal(operation, refused);
  return new WaybillError('PROPOSAL_REJECTED', `GitHub refused to ${operation.doing}: ${refused.message}`, {
    hint: 'The text after the colon is what GitHub says.',
  });
}

async function findWithPatience(api: Api, pull: NewPull): Promise<OpenedPull | undefined> {
  const pause = (tried: number): Promise<boolean> => api.pause(tried + 1);
  const looked = await keepTrying<OpenedPull, undefined>({ tries: LAG_TRIES, pause }, async () => {
    const found = await findOpenPull(api, pull);
    return found === undefined ? no(undefined) : ok(found);
  });
  return looked.ok ? looked.value : undefined;
}

/**
 * The open pull request from the lane's branch into the base. GitHub ignores a filter it does not understand,
 * so both are checked again.
 */
async function findOpenPull(api: Api, pull: NewPull): Promise<OpenedPull | undefined> {
  const { repository, branch, base } = pull;
  const operation: Operation = {
    doing: `find the pull request for ${branch} in ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const parts = ownerAndRepo(repository);
  const parameters = { ...parts, head: `${parts.owner}:${branch}`, base, state: 'open', per_page: 10 };
  const list = await api.read(
    operation,
    'GET /repos/{owner}/{repo}/pulls',
    parameters,
    z.array(headPullSchema),
  );
  const found = list.find(({ head, base: into }) => head.ref === branch && into.ref === base);
  return found === undefined ? undefined : { ...facts(found), isNew: false };
}

function opened(data: unknown): OpenedPull | undefined {
  const pull = pullSchema.safeParse(data).data;
  return pull === undefined ? undefined : { ...facts(pull), isNew: true };
}

function facts(pull: z.infer<typeof pullSchema>): Omit<OpenedPull, 'isNew'> {
  return {
    id: pull.node_id,
    number: pull.number,
    url: pull.html_url,
    body: pull.body ?? '',
    headOid: pull.head.sha,
  };
}

const CLOSED = z.array(
  z.object({
    merged_at: z.string().nullable(),
    head: z.object({ ref: z.string(), sha: z.string() }),
    base: z.object({ ref: z.string() }),
  }),
);

/**
 * Whether a pull request from this branch that proposed this very commit was merged. Two runs that write in
 * the same second make the same commit, and the other run may have merged it before this one opens its pull
 * request. GitHub refuses that with "No commits between", or opens an empty one where the merge was a squash.
 */
export async function isMergedMeanwhile(api: Api, pull: NewPull, head: string): Promise<boolean> {
  const { repository, branch, base } = pull;
  const operation: Operation = {
    doing: `find what was merged from ${branch} in ${repository}`,
    repository,
    permission: 'pull-requests: read',
  };
  const parts = ownerAndRepo(repository);
  const parameters = { ...parts, head: `${parts.owner}:${branch}`, base, state: 'closed', per_page: 10 };
  const list = await api.read(operation, 'GET /repos/{owner}/{repo}/pulls', parameters, CLOSED);
  return list.some(
    ({ merged_at: mergedAt, head: from, base: into }) =>
      mergedAt !== null && from.sha === head && from.ref === branch && into.ref === base,
  );
}
