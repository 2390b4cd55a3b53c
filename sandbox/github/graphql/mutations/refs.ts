import { makeCommit } from '../../actions/make-commit.ts';
import { moveReferences } from '../../actions/move-refs.ts';
import { branchHead } from '../../actions/revisions.ts';
import { isWorkflowPath, workflowRefusalText } from '../../actions/workflow-files.ts';
import { readRef, ZERO_OID } from '../../git/refs.ts';
import { editTree, type TreeChange } from '../../git/tree-edit.ts';
import { GitHubRefusal } from '../../http/answer.ts';
import { allowed, authorize } from '../../permissions.ts';
import type { Repository } from '../../state/model.ts';
import { parseNodeId } from '../../state/node-id.ts';
import { commitView } from '../views/commit.ts';
import {
  unresolved,
  visibleRepository,
  WRITE_CONTENTS,
  writableRepository,
  type GraphqlContext,
  type MutationInput,
} from '../context.ts';
import { refView } from '../views/git-objects.ts';

interface RefUpdate {
  readonly name: string;
  readonly afterOid: string;
  readonly beforeOid?: string | null;
  readonly force?: boolean | null;
}
interface CommitInput {
  readonly branch: {
    readonly id?: string | null;
    readonly branchName?: string | null;
    readonly repositoryNameWithOwner?: string | null;
  };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string | null };
  readonly fileChanges?: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[] | null;
    readonly deletions?: readonly { readonly path: string }[] | null;
  } | null;
}

/** The mutations of references and commits. */
export function refMutations(context: GraphqlContext) {
  const { github, actor } = context;
  const refOf = (id: string) => {
    const { repo, parts } = writableRepository(context, id, ['REF'], WRITE_CONTENTS);
    return { repo, name: parts[1] ?? '' };
  };
  return {
    updateRefs: async ({
      input,
    }: MutationInput<{ repositoryId: string; refUpdates: readonly RefUpdate[] }>) => {
      const { repo } = writableRepository(context, input.repositoryId, ['R'], WRITE_CONTENTS);
      const moves = input.refUpdates.map((update) => ({
        name: update.name,
        before: update.beforeOid == null ? undefined : objectId(update.beforeOid, 'beforeOid'),
        after: objectId(update.afterOid, 'afterOid'),
        force: update.force ?? false,
      }));
      await moveReferences(github, repo, actor, moves);
      return { clientMutationId: input.clientMutationId ?? null };
    },
    createRef: async ({ input }: MutationInput<{ repositoryId: string; name: string; oid: string }>) => {
      const { repo } = writableRepository(context, input.repositoryId, ['R'], WRITE_CONTENTS);
      const after = objectId(input.oid, 'oid');
      if ((await readRef(repo.store, input.name)) !== undefined) {
        throw new GitHubRefusal(422, `A ref named "${input.name}" already exists in the repository.`);
      }
      await moveReferences(github, repo, actor, [
        { name: input.name, before: ZERO_OID, after, force: false },
      ]);
      return {
        clientMutationId: input.clientMutationId ?? null,
        ref: await shown(context, repo, input.name),
      };
    },
    updateRef: async ({ input }: MutationInput<{ refId: string; oid: string; force?: boolean | null }>) => {
      const { repo, name } = refOf(input.refId);
      if ((await readRef(repo.store, name)) === undefined) throw unresolved(input.refId);
      const after = objectId(input.oid, 'oid');
      const force = input.force ?? false;
      await moveReferences(github, repo, actor, [{ name, before: undefined, after, force }]);
      return { clientMutationId: input.clientMutationId ?? null, ref: await shown(context, repo, name) };
    },
    deleteRef: async ({ input }: MutationInput<{ refId: string }>) => {
      const { repo, name } = refOf(input.refId);
      if ((await readRef(repo.store, name)) === undefined) throw unresolved(input.refId);
      await moveReferences(github, repo, actor, [{ name, before: undefined, after: ZERO_OID, force: true }]);
      return { clientMutationId: input.clientMutationId ?? null };
    },
    createCommitOnBranch: ({ input }: MutationInput<CommitInput>) => commitOnBranch(context, input),
  };
}

async function commitOnBranch(context: GraphqlContext, input: MutationInput<CommitInput>['input']) {
  const { repo, branch } = branchOf(context, input.branch);
  const head = await branchHead(repo, branch);
  if (head === undefined) {
    throw new GitHubRefusal(404, `Could not resolve to a Ref with the name '${branch}'`);
  }
  if (head !== input.expectedHeadOid) {
    const text = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`;
    throw new GitHubRefusal(422, text, { graphqlType: 'STALE_DATA' });
  }
  const tree = await changedTree(context, repo, head, input);
  const body = input.message.body ?? '';
  const oid = await makeCommit(context.github, repo, context.actor, {
    tree,
    parents: [head],
    message: body === '' ? input.message.headline : `${input.message.headline}\n\n${body}`,
    signAlways: true,
  });
  const name = `refs/heads/${branch}`;
  await moveReferences(context.github, repo, context.actor, [
    { name, before: head, after: oid, force: false },
  ]);
  const commit = await repo.store.commit(oid);
  return {
    clientMutationId: input.clientMutationId ?? null,
    ref: await shown(context, repo, name),
    commit: commit === undefined ? null : commitView(context, repo, commit),
  };
}

async function changedTree(
  context: GraphqlContext,
  repo: Repository,
  head: string,
  input: CommitInput,
): Promise<string> {
  const changes: TreeChange[] = [];
  for (const { path, contents } of input.fileChanges?.additions ?? []) {
    const workflows = [{ permission: 'workflows', level: 'write' }] as const;
    if (isWorkflowPath(path) && !allowed(context.actor, repo, workflows)) {
      throw new GitHubRefusal(403, workflowRefusalText(context.actor, path));
    }
    const oid = await repo.store.writeBlob(Buffer.from(contents, 'base64'));
    changes.push({ kind: 'put', path, mode: '100644', oid });
  }
  for (const { path } of input.fileChanges?.deletions ?? []) changes.push({ kind: 'remove', path });
  const outcome = await editTree(repo.store, head, changes);
  if (outcome.kind === 'written') return outcome.oid;
  const what =
    outcome.kind === 'malformed-path' ? 'is malformed' : 'was requested for deletion but does not exist';
  throw new GitHubRefusal(422, `A path ${what}: ${outcome.path}`);
}

function branchOf(context: GraphqlContext, branch: CommitInput['branch']) {
  const fullName = branch.repositoryNameWithOwner;
  if (fullName != null && branch.branchName != null) {
    const repo = visibleRepository(context, fullName);
    authorize(context.actor, repo, WRITE_CONTENTS);
    return { repo, branch: branch.branchName.replace(/^refs\/heads\//, '') };
  }
  const id = branch.id ?? '';
  const name = parseNodeId(id)?.parts[1] ?? '';
  const { repo } = writableRepository(context, id, ['REF'], WRITE_CONTENTS);
  return { repo, branch: name.replace(/^refs\/heads\//, '') };
}

async function shown(context: GraphqlContext, repo: Repository, name: string) {
  const ref = await readRef(repo.store, name);
  return ref === undefined ? null : refView(context, repo, ref);
}

/** GitHub takes nothing but whole ids here. */
function objectId(text: string, name: string): string {
  if (/^[0-9a-f]{40}$/.test(text)) return text;
  throw new GitHubRefusal(
    422,
    `Argument '${name}' has an invalid value (${text}). Expected type 'GitObjectID'.`,
  );
}
