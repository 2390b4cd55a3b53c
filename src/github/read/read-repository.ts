import { z } from 'zod';
import { keepTrying } from '../../errors/keep-trying.ts';
import { didYouMean } from '../../errors/nearest.ts';
import { no, ok } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { type Api, READ_TRIES } from '../transport/api.ts';
import { empty, unavailable } from '../transport/explain.ts';
import { type Operation, ownerAndName } from '../transport/operation.ts';
import { namesSchema } from './list-folders.ts';

/** A repository and the head of its base branch, as one request read them. */
export interface RepositoryState {
  /** GitHub's node id. */
  readonly id: string;
  /** Its number, which stays when it is renamed. */
  readonly databaseId: number;
  /** `owner/name` as GitHub spells it today: a renamed repository answers under its old name too. */
  readonly fullName: string;
  readonly archived: boolean;
  readonly base: { readonly branch: string; readonly oid: string; readonly tree: string };
  /** Whether the base branch is the default one. */
  readonly isDefaultBranch: boolean;
  /** The text of `waybill.yaml` on the base branch; undefined when there is none. */
  readonly config: string | undefined;
  readonly autoMergeAllowed: boolean;
  /** Merge methods that the repository allows; the one that GitHub offers this token first stands first. */
  readonly mergeMethods: readonly MergeMethod[];
  /**
   * GitHub's own clock when it answered: the clock of a runner may be wrong. Undefined when it does not say.
   */
  readonly now: Date | undefined;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

const CONFIG_FILE = 'waybill.yaml';

const QUERY = `query ($owner: String!, $name: String!, $ref: String!, $root: String!, $config: String!) {
  repository(owner: $owner, name: $name) {
    id databaseId nameWithOwner isArchived isEmpty autoMergeAllowed mergeCommitAllowed squashMergeAllowed rebaseMergeAllowed viewerDefaultMergeMethod
    defaultBranchRef { name }
    base: object(expression: $ref) { oid ... on Commit { tree { oid } } }
    root: object(expression: $root) { ... on Tree { entries { name type } } }
    config: object(expression: $config) { ... on Blob { isBinary isTruncated text } }
  }
}`;

const repositorySchema = z.object({
  repository: z.object({
    id: z.string(),
    databaseId: z.number(),
    nameWithOwner: z.string(),
    isArchived: z.boolean(),
    isEmpty: z.boolean(),
    autoMergeAllowed: z.boolean(),
    mergeCommitAllowed: z.boolean(),
    squashMergeAllowed: z.boolean(),
    rebaseMergeAllowed: z.boolean(),
    viewerDefaultMergeMethod: z.string(),
    defaultBranchRef: z.object({ name: z.string() }).nullable(),
    base: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }).optional() }).nullable(),
    root: namesSchema.nullable(),
    config: z
      .object({
        isBinary: z.boolean().nullable().optional(),
        isTruncated: z.boolean().optional(),
        text: z.string().nullable().optional(),
      })
      .nullable(),
  }),
});

type RepositoryAnswer = z.infer<typeof repositorySchema>['repository'];

/**
 * Reads a repository, the head of `branch` (its default branch when undefined) and `waybill.yaml` there: one
 * request. Throws `REPOSITORY_NOT_FOUND`, `REPOSITORY_EMPTY`, `BRANCH_MISSING` with the nearest branch, or
 * `GITHUB_UNAVAILABLE` where GitHub keeps answering nothing for a `waybill.yaml` that is there.
 */
export async function readRepository(
  api: Api,
  repository: string,
  branch: string | undefined,
): Promise<RepositoryState> {
  const operation: Operation = {
    doing: `read ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const revision = branch === undefined ? 'HEAD' : `refs/heads/${branch}`;
  const variables = {
    ...ownerAndName(repository),
    ref: revision,
    root: `${revision}:`,
    config: `${revision}:${CONFIG_FILE}`,
  };
  const result = await keepTrying({ tries: READ_TRIES, pause: api.pause }, async () => {
    const { data, date } = await api.query(operation, QUERY, variables, repositorySchema);
    return isConfigLost(data.repository) ? no('') : ok({ read: data.repository, date });
  });
  if (!result.ok) throw unavailable(operation, `it has nothing for ${CONFIG_FILE}, which is there`);
  const { read, date } = result.value;
  if (read.isEmpty) throw empty(read.nameWithOwner);
  const name = branch ?? read.defaultBranchRef?.name;
  if (name === undefined || read.base?.tree === undefined) {
    throw await branchMissing(api, read.nameWithOwner, branch ?? 'HEAD');
  }
  return {
    id: read.id,
    databaseId: read.databaseId,
    fullName: read.nameWithOwner,
    archived: read.isArchived,
    base: { branch: name, oid: read.base.oid, tree: read.base.tree.oid },
    isDefaultBranch: name === read.defaultBranchRef?.name,
    config: configText(read.nameWithOwner, read.config),
    autoMergeAllowed: read.autoMergeAllowed,
    mergeMethods: methodsOf(read),
    now: date,
  };
}

/**
 * GitHub answers null also for what it could not read. Taken for "there is none", a promotion would go on
 * from its inputs, past the gates.
 */
function isConfigLost({ isEmpty, base, root, config }: RepositoryAnswer): boolean {
  if (isEmpty || base?.tree === undefined || config !== null) return false;
  return root?.entries?.some(({ name }) => name === CONFIG_FILE) ?? true;
}

type Methods = Pick<
  RepositoryAnswer,
  'mergeCommitAllowed' | 'squashMergeAllowed' | 'rebaseMergeAllowed' | 'viewerDefaultMergeMethod'
>;

function methodsOf(read: Methods): readonly MergeMethod[] {
  const allowed: readonly MergeMethod[] = [
    ...(read.mergeCommitAllowed ? (['merge'] as const) : []),
    ...(read.squashMergeAllowed ? (['squash'] as const) : []),
    ...(read.rebaseMergeAllowed ? (['rebase'] as const) : []),
  ];
  const offered = read.viewerDefaultMergeMethod.toLowerCase();
  return allowed.toSorted((a, b) => Number(b === offered) - Number(a === offered));
}

function configText(repository: string, blob: RepositoryAnswer['config']): string | undefined {
  if (blob === null) return undefined;
  if (typeof blob.text === 'string' && blob.isTruncated !== true && blob.isBinary !== true) return blob.text;
  throw new WaybillError(
    'CONFIG_INVALID',
    `${CONFIG_FILE} in ${repository} is not a text file that can be read`,
    {
      hint: 'It must be a file of UTF-8 text, not a folder, a link or binary data, and smaller than 512 kB.',
    },
  );
}

const BRANCHES = `query ($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name }
    refs(refPrefix: "refs/heads/", first: 100) { nodes { name } }
  }
}`;

const branchesSchema = z.object({
  repository: z.object({
    defaultBranchRef: z.object({ name: z.string() }).nullable(),
    refs: z.object({ nodes: z.array(z.object({ name: z.string() }).nullable()).nullable() }).nullable(),
  }),
});

/** Only asked when the run fails anyway: which branch was meant. */
async function branchMissing(api: Api, repository: string, branch: string): Promise<WaybillError> {
  const operation: Operation = {
    doing: `list the branches of ${repository}`,
    repository,
    permission: 'contents: read',
  };
  const { data } = await api.query(operation, BRANCHES, ownerAndName(repository), branchesSchema);
  const names = (data.repository.refs?.nodes ?? []).flatMap((node) => (node === null ? [] : [node.name]));
  const standard = data.repository.defaultBranchRef?.name;
  const fallback = standard === undefined ? '' : ` The default branch is "${standard}".`;
  return new WaybillError('BRANCH_MISSING', `${repository} has no branch "${branch}"`, {
    hint: `Set the branch that environments are declared on (input "config-branch", at a prompt --branch).${didYouMean(branch, names)}${fallback}`,
  });
}
