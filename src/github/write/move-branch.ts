import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import type { Answer } from '../transport/answer.ts';
import type { Api } from '../transport/api.ts';
import { explainGraphql, explainRefusal, unavailable } from '../transport/explain.ts';
import { graphqlAnswer, literal, nodes, present } from '../transport/graphql.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';
import { reasonOf, writing } from '../transport/settle.ts';
import { type Mutation, writeOne, writtenValue } from './write-many.ts';

/** A branch and where it shall point. Undefined: there is no such branch before, or shall be none after. */
export interface BranchMove {
  readonly repository: string;
  readonly repositoryId: string;
  readonly branch: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** `moved` by somebody else since it was read: nothing was written. */
export type MoveResult =
  { readonly kind: 'done' } | { readonly kind: 'moved'; readonly head: string | undefined };

/** The move as one field of a request, with `before` in it: GitHub compares and swaps. */
export function branchMutation({ repositoryId, branch, before, after }: BranchMove): Mutation {
  const zeros = '0'.repeat((after ?? before ?? '').length || 40);
  const update = {
    name: `refs/heads/${branch}`,
    beforeOid: before ?? zeros,
    afterOid: after ?? zeros,
    force: true,
  };
  return {
    name: 'updateRefs',
    inputType: 'UpdateRefsInput',
    input: { repositoryId, refUpdates: [update] },
    selection: '{ clientMutationId }',
  };
}

const HEAD = `query ($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) { ref(qualifiedName: $ref) { target { oid } } }
}`;
const headSchema = z.object({
  repository: z.object({ ref: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullable() }),
});

/**
 * Moves a branch by compare-and-swap. GitHub does not document how it says that `before` no longer holds, so
 * after anything but success the branch is read: at `after` it is done, at `before` nothing happened,
 * anything else is somebody's move. `sent` is the answer to a move that went out together with other writes.
 */
export async function moveBranch(api: Api, move: BranchMove, sent?: Answer): Promise<MoveResult> {
  const { repository, branch, before, after } = move;
  const verb = after === undefined ? 'delete' : before === undefined ? 'create' : 'move';
  const operation: Operation = {
    doing: `${verb} the branch ${branch} of ${repository}`,
    repository,
    permission: 'contents: write',
  };
  let known = sent;
  const moved = await keepTrying<MoveResult, string>(writing(api), async () => {
    const answer = known ?? (await writeOne(api, operation, branchMutation(move)));
    known = undefined;
    if (isMoved(answer)) return ok({ kind: 'done' });
    if (answer.kind === 'refused' && answer.status === 401) throw explainRefusal(operation, answer);
    const head = await readHead(api, repository, branch);
    if (head === after) return ok({ kind: 'done' });
    if (head !== before) return ok({ kind: 'moved', head });
    const refusal = refusalOf(operation, answer, branch);
    if (refusal !== undefined && before === undefined) await refuseInTheWay(api, repository, branch);
    if (refusal !== undefined) throw refusal;
    return no(reasonOf(answer));
  });
  if (moved.ok) return moved.value;
  throw unavailable(operation, moved.problem);
}

/**
 * Throws `BRANCH_IN_THE_WAY` for a branch that git cannot hold beside a new one: `a` beside `a/b`, or
 * `a/b/c`. GitHub refuses the new one then, and does not say why.
 */
async function refuseInTheWay(api: Api, repository: string, branch: string): Promise<void> {
  const operation: Operation = {
    doing: `read the branches beside ${branch} of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const parts = branch.split('/');
  const above = parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
  const fields = [
    ...above.map(
      (name, index) => `above${index}: ref(qualifiedName: ${literal(`refs/heads/${name}`)}) { name }`,
    ),
    `below: refs(refPrefix: ${literal(`refs/heads/${branch}/`)}, first: 1) { nodes { prefix name } }`,
  ];
  const query = `query ($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { ${fields.join(' ')} } }`;
  const { data } = await api.query(operation, query, ownerAndName(repository), besideSchema);
  const { below, ...refs } = data.repository;
  const found = above.find((_name, index) => refs[`above${index}`] != null);
  const [under] = present(below);
  const name =
    found ?? (under === undefined ? undefined : `${under.prefix}${under.name}`.replace('refs/heads/', ''));
  if (name === undefined) return;
  throw new WaybillError(
    'BRANCH_IN_THE_WAY',
    `${repository} cannot have the branch ${branch} beside the branch ${name}: git holds no branch below another`,
    { hint: `Rename or delete the branch ${name}: branches that begin with "waybill/" are Waybill's.` },
  );
}

const refName = z.object({ name: z.string() });
const besideSchema = z.object({
  repository: z.object({ below: nodes(refName.extend({ prefix: z.string() })) }).catchall(refName.nullable()),
});

/** The commit a branch points to now. */
async function readHead(api: Api, repository: string, branch: string): Promise<string | undefined> {
  const operation: Operation = {
    doing: `read the branch ${branch} of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const variables = { ...ownerAndName(repository), ref: `refs/heads/${branch}` };
  const { data } = await api.query(operation, HEAD, variables, headSchema);
  return data.repository.ref?.target?.oid;
}

/** Whether GitHub plainly says that it moved the branch. */
export function isMoved(answer: Answer | undefined): boolean {
  return writtenValue(answer, 'updateRefs', z.object({})) !== undefined;
}

/** The error of an answer that says no; undefined when it says nothing, so that it may be asked again. */
function refusalOf(operation: Operation, answer: Answer, branch: string): WaybillError | undefined {
  const words = wordsOf(answer);
  if (
    words !== undefined &&
    /protect|rule|restrict|cannot (?:create|update|force)|update failed/i.test(words)
  ) {
    return new WaybillError('BRANCH_PROTECTED', `GitHub refused to ${operation.doing}: ${words}`, {
      hint: `A rule of ${operation.repository} covers the branch ${branch}. Exempt "waybill/**" from it, or let the token's owner bypass it; the base branch can stay protected.`,
    });
  }
  if (answer.kind === 'refused') return explainRefusal(operation, answer);
  if (answer.kind !== 'ok') return undefined;
  const [error] = graphqlAnswer(answer.data)?.errors ?? [];
  // Without a type it is GitHub's own trouble ("Something went wrong"), which passes.
  return error?.type === undefined ? undefined : explainGraphql(operation, error, answer.headers);
}

function wordsOf(answer: Answer): string | undefined {
  if (answer.kind === 'refused') return answer.message;
  if (answer.kind !== 'ok') return undefined;
  return graphqlAnswer(answer.data)?.errors[0]?.message;
}
