import { blame } from '../../git/blame.ts';
import { diffTrees } from '../../git/diff.ts';
import { logIds } from '../../git/history.ts';
import { isVerified, type Commit } from '../../git/commit-format.ts';
import { entryAt } from '../../git/tree-edit.ts';
import { associatedPulls } from '../../actions/find-pulls.ts';
import { apiMessage, signatureDate } from '../../shapes/commit.ts';
import type { Repository } from '../../state/model.ts';
import { nodeId } from '../../state/node-id.ts';
import { connection, type PageArguments } from './connection.ts';
import type { GraphqlContext } from '../context.ts';
import { treeEntryView, treeView } from './git-objects.ts';
import { actorView, gitActorView } from './people.ts';
import { type DeploymentArguments, deploymentsView } from './deployments.ts';
import { rollupView, statusView } from './statuses.ts';

interface HistoryArguments extends PageArguments {
  readonly path?: string | null;
  readonly since?: string | null;
  readonly until?: string | null;
}

/** A commit, with its history and who last changed which line. */
export function commitView(context: GraphqlContext, repo: Repository, commit: Commit) {
  const message = apiMessage(commit.message);
  const [headline = '', ...rest] = message.split('\n');
  const url = `${context.github.url}/${repo.fullName}/commit/${commit.oid}`;
  const view = (parent: Commit) => commitView(context, repo, parent);
  return {
    __typename: 'Commit',
    id: nodeId('C', repo.fullName, commit.oid),
    oid: commit.oid,
    abbreviatedOid: commit.oid.slice(0, 7),
    message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    committedDate: signatureDate(commit.committer),
    authoredDate: signatureDate(commit.author),
    author: () => gitActorView(context, commit.author),
    committer: () => gitActorView(context, commit.committer),
    committedViaWeb: isVerified(commit),
    url,
    commitUrl: url,
    commitResourcePath: `/${repo.fullName}/commit/${commit.oid}`,
    resourcePath: `/${repo.fullName}/commit/${commit.oid}`,
    repository: () => context.views.repository(context, repo),
    signature: () => signatureView(context, commit),
    tree: () => treeView(context, repo, commit.tree, ''),
    file: async ({ path }: { path: string }) => {
      const entry = await entryAt(repo.store, commit.tree, path);
      const folder = path.split('/').slice(0, -1).join('/');
      return entry === undefined ? null : treeEntryView(context, repo, entry, folder);
    },
    parents: (args: PageArguments) =>
      connection('parents', commit.parents, args, async (oid) => {
        const parent = await repo.store.commit(oid);
        return parent === undefined ? null : view(parent);
      }),
    history: (args: HistoryArguments) => historyView(context, repo, commit, args),
    blame: ({ path }: { path: string }) => blameView(context, repo, commit, path),
    ...changesOf(repo, commit),
    statusCheckRollup: () => rollupView(context, repo, commit),
    status: () => statusView(context, repo, commit),
    deployments: (args: DeploymentArguments) => deploymentsView(context, repo, args, commit.oid),
    associatedPullRequests: async (args: PageArguments) => {
      const pulls = await associatedPulls(repo, commit.oid);
      return connection('associatedPullRequests', pulls, args, (pull) =>
        context.views.pull(context, repo, pull),
      );
    },
  };
}

async function historyView(
  context: GraphqlContext,
  repo: Repository,
  commit: Commit,
  args: HistoryArguments,
) {
  const ids = await logIds(repo.store, commit.oid, {
    path: args.path ?? undefined,
    since: args.since ?? undefined,
    until: args.until ?? undefined,
  });
  return connection('history', ids, args, async (oid) => {
    const found = await repo.store.commit(oid);
    return found === undefined ? null : commitView(context, repo, found);
  });
}

async function blameView(context: GraphqlContext, repo: Repository, commit: Commit, path: string) {
  const ranges = (await blame(repo.store, commit.oid, path)) ?? [];
  const commits = await Promise.all(ranges.map(({ oid }) => repo.store.commit(oid)));
  const times = commits.map((entry) => entry?.committer.seconds ?? 0);
  const [oldest, newest] = [Math.min(...times), Math.max(...times)];
  return {
    ranges: ranges.map((range, index) => {
      const commit = commits[index];
      const share = newest === oldest ? 0 : (newest - (times[index] ?? 0)) / (newest - oldest);
      return {
        startingLine: range.start,
        endingLine: range.end,
        age: 1 + Math.round(share * 9),
        commit: commit === undefined ? null : commitView(context, repo, commit),
      };
    }),
  };
}

function changesOf(repo: Repository, commit: Commit) {
  const files = () => diffTrees(repo.store, commit.parents[0], commit.oid);
  return {
    additions: async () => (await files()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await files()).reduce((sum, file) => sum + file.deletions, 0),
    changedFilesIfAvailable: async () => (await files()).length,
  };
}

function signatureView(context: GraphqlContext, commit: Commit) {
  if (commit.signed === undefined) return null;
  const valid = isVerified(commit);
  return {
    __typename: 'GpgSignature',
    isValid: valid,
    wasSignedByGitHub: valid,
    state: valid ? 'VALID' : 'UNKNOWN_KEY',
    signature: commit.signed.signature,
    payload: commit.signed.payload,
    email: commit.committer.email,
    verifiedAt: valid ? signatureDate(commit.committer) : null,
    signer: valid ? { ...actorView(context, 'web-flow'), __typename: 'User' } : null,
    keyId: null,
  };
}
