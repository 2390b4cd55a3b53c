import { entryAt } from '../../git/tree-edit.ts';
import { entryType, type TreeEntry } from '../../git/tree-format.ts';
import { findCommit } from '../../actions/revisions.ts';
import { readRef, type Reference } from '../../git/refs.ts';
import type { Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import type { GraphqlContext } from '../context.ts';
import { connection } from './connection.ts';
import { listedPulls, type PullArguments } from './listed-pulls.ts';

/** GitHub cuts the text of a blob here. */
const MOST_TEXT = 512 * 1024;

/** What an id names: a commit, tree, blob or tag; null when nothing. */
export async function objectView(context: GraphqlContext, repo: Repository, oid: string, path = '') {
  const object = await repo.store.info(oid);
  if (object?.type === 'commit') {
    const commit = await repo.store.commit(oid);
    return commit === undefined ? null : context.views.commit(context, repo, commit);
  }
  if (object?.type === 'tree') return treeView(context, repo, oid, path);
  if (object?.type === 'blob') return blobView(context, repo, oid);
  if (object?.type === 'tag') return { __typename: 'Tag', ...common(context, repo, 'TAG', oid) };
  return null;
}

/** What an expression names: `HEAD`, `main`, a commit id, or one of these with `:path`. */
export async function expressionView(context: GraphqlContext, repo: Repository, expression: string) {
  const colon = expression.indexOf(':');
  const revision = colon < 0 ? expression : expression.slice(0, colon);
  const path = colon < 0 ? undefined : expression.slice(colon + 1);
  const commit = await findCommit(repo, revision === '' ? 'HEAD' : revision);
  if (commit === undefined) {
    const plain = /^[0-9a-f]{40}$/.test(revision) && path === undefined;
    return plain ? objectView(context, repo, revision) : null;
  }
  if (path === undefined) return context.views.commit(context, repo, commit);
  if (context.isNull('null-folder', path)) return null;
  if (path === '') return treeView(context, repo, commit.tree, '');
  const entry = await entryAt(repo.store, commit.tree, path);
  return entry === undefined ? null : objectView(context, repo, entry.oid, path);
}

export function refView(context: GraphqlContext, repo: Repository, ref: Reference) {
  const short = ref.name.replace(/^refs\/(heads|tags)\//, '');
  return {
    __typename: 'Ref',
    id: nodeId('REF', repo.fullName, ref.name),
    name: short,
    prefix: ref.name.slice(0, ref.name.length - short.length),
    repository: () => context.views.repository(context, repo),
    target: () => objectView(context, repo, ref.oid),
    branchProtectionRule: () => {
      const rule = repo.protections.get(short);
      if (rule === undefined) return null;
      return {
        id: nodeId('BPR', repo.fullName, short),
        pattern: short,
        requiresStatusChecks: rule.requiredContexts.length > 0,
        requiredStatusCheckContexts: rule.requiredContexts,
        requiresApprovingReviews: rule.requiredReviews > 0,
        requiredApprovingReviewCount: rule.requiredReviews,
      };
    },
    associatedPullRequests: (args: PullArguments) => {
      // GitHub lists those of every state that came from a branch of this name.
      const own = [...repo.pulls.values()].filter((pull) => pull.headRef === short);
      const pulls = listedPulls(own, args);
      return connection('associatedPullRequests', pulls, args, (pull) =>
        context.views.pull(context, repo, pull),
      );
    },
  };
}

/** A reference by its full or short name, null when it does not exist. */
export async function namedRefView(context: GraphqlContext, repo: Repository, name: string) {
  const names = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const full of names) {
    const ref = await readRef(repo.store, full);
    if (ref !== undefined) return refView(context, repo, ref);
  }
  return null;
}

export function treeView(context: GraphqlContext, repo: Repository, oid: string, path: string) {
  return {
    __typename: 'Tree',
    ...common(context, repo, 'T', oid),
    entries: async () => {
      if (context.isNull('null-entries', path)) return null;
      const entries = (await repo.store.tree(oid)) ?? [];
      return entries.map((entry) => treeEntryView(context, repo, entry, path));
    },
  };
}

export function treeEntryView(context: GraphqlContext, repo: Repository, entry: TreeEntry, folder: string) {
  const path = folder === '' ? entry.name : `${folder.replace(/\/$/, '')}/${entry.name}`;
  const type = entryType(entry.mode);
  const extension = /(\.[^.]*)$/.exec(entry.name)?.[1] ?? '';
  return {
    __typename: 'TreeEntry',
    name: entry.name,
    path,
    extension: type === 'blob' ? extension : '',
    // GitHub gives the octal mode of git as a plain number: 100644 is 33188.
    mode: parseInt(entry.mode, 8),
    type,
    oid: entry.oid,
    isGenerated: false,
    repository: () => context.views.repository(context, repo),
    size: async () => (type === 'blob' ? ((await repo.store.info(entry.oid))?.size ?? 0) : 0),
    lineCount: async () => {
      const content = type === 'blob' ? await repo.store.blob(entry.oid) : undefined;
      return content === undefined ? null : content.toString('utf8').split('\n').length - 1;
    },
    object: () =>
      type === 'commit' || context.isNull('null-folder', path)
        ? null
        : objectView(context, repo, entry.oid, path),
    submodule: null,
  };
}

async function blobView(context: GraphqlContext, repo: Repository, oid: string) {
  const content = (await repo.store.blob(oid)) ?? Buffer.alloc(0);
  const binary = content.subarray(0, 8000).includes(0);
  return {
    __typename: 'Blob',
    ...common(context, repo, 'B', oid),
    byteSize: content.length,
    isBinary: binary,
    isTruncated: content.length > MOST_TEXT,
    text: binary ? null : content.subarray(0, MOST_TEXT).toString('utf8'),
  };
}

function common(context: GraphqlContext, repo: Repository, kind: 'T' | 'B' | 'TAG', oid: string) {
  return {
    id: nodeId(kind, repo.fullName, oid),
    oid,
    abbreviatedOid: oid.slice(0, 7),
    repository: () => context.views.repository(context, repo),
  };
}
