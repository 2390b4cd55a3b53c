import { openPull } from './actions/edit-pull.ts';
import { approveRuns } from './actions/workflow-events.ts';
import { refuseBeyondPlan } from './actions/plan.ts';
import { requirePull } from './actions/find-pulls.ts';
import { addStatus } from './actions/statuses.ts';
import { recordPush } from './actions/workflow-events.ts';
import { branchHead, findCommit, resolveCommit } from './actions/revisions.ts';
import { closePull, mergeAndSettle, settle } from './actions/settle.ts';
import { listRefs, moveRefs, setHead, ZERO_OID } from './git/refs.ts';
import { editTree, entryAt, type TreeChange } from './git/tree-edit.ts';
import type { PullRequestView, SandboxRepository, SeedFile } from './sandbox-github.ts';
import type { Actor, Pull, Repository } from './state/model.ts';
import type { GitHubState } from './state/github-state.ts';

type PushOptions = NonNullable<Parameters<SandboxRepository['push']>[2]>;

/** The repository as tests and the demo use it: what people and their git clients do, without permissions. */
export function repositoryFacade(github: GitHubState, repo: Repository): SandboxRepository {
  const store = repo.store;
  const outside: Actor = { kind: 'outside', login: repo.owner };
  return {
    fullName: repo.fullName,
    gitDirectory: store.gitDirectory,
    cloneUrl: `${github.url}/${repo.fullName}.git`,
    head: (branch) => branchHead(repo, branch),
    branches: async () =>
      (await listRefs(store, 'refs/heads/')).map(({ name }) => name.slice('refs/heads/'.length)),
    read: async (revision, path) => {
      const entry = await entryOf(repo, revision, path);
      return entry === undefined ? undefined : store.blob(entry.oid);
    },
    mode: async (revision, path) => (await entryOf(repo, revision, path))?.mode,
    push: (branch, files, options = {}) =>
      github.exclusive(() => push(github, repo, branch, { ...options, files })),
    force: (branch, commit) =>
      github.exclusive(async () => {
        const name = `refs/heads/${branch}`;
        const after = commit === undefined ? ZERO_OID : ((await resolveCommit(repo, commit)) ?? commit);
        if (!(await moveRefs(store, [{ name, before: undefined, after }]))) {
          throw new Error(`${repo.fullName}: ${name} cannot be pointed at ${after}`);
        }
        recordPush(github, repo, outside.login, [{ name, after }]);
        await settle(github, repo, { movedRefs: [name] });
      }),
    pullRequests: () => [...repo.pulls.values()].map((pull) => pullRequestView(github, repo, pull)),
    openPullRequest: (wish) =>
      github.exclusive(async () => {
        const actor: Actor = { kind: 'outside', login: wish.author ?? repo.owner };
        const pull = await openPull(github, repo, actor, {
          title: wish.title,
          body: wish.body ?? null,
          head: wish.head,
          base: wish.base ?? repo.settings.defaultBranch,
          draft: wish.draft ?? false,
        });
        return pullRequestView(github, repo, pull);
      }),
    merge: (number, method = 'merge') =>
      github.exclusive(() =>
        mergeAndSettle(github, repo, requirePull(repo, number), {
          by: outside.login,
          method,
          ignoreRules: true,
          isWorkedOut: true,
        }),
      ),
    close: (number) => closePull(github, repo, requirePull(repo, number)),
    approve: (number, login) =>
      github.exclusive(async () => {
        const pull = requirePull(repo, number);
        const [id, now] = [github.nextId(), github.now()];
        github.person(login);
        pull.reviews.push({
          id,
          author: login,
          state: 'APPROVED',
          body: '',
          commit: pull.headSha,
          submittedAt: now,
        });
        await settle(github, repo);
      }),
    approveRuns: () => approveRuns(github, repo),
    protect: (branch, rule) => {
      refuseBeyondPlan(repo, { rule: true });
      repo.protections.set(branch, {
        requirePullRequest: rule.requirePullRequest ?? false,
        requiredContexts: rule.requiredContexts ?? [],
        requiredReviews: rule.requiredReviews ?? 0,
        creation: rule.creation ?? false,
        linearHistory: rule.linearHistory ?? false,
        mergeMethods: rule.mergeMethods,
        statusApp: rule.statusApp,
        isRuleset: rule.isRuleset ?? false,
      });
    },
    configure: (settings) => {
      refuseBeyondPlan({ ...repo, settings: { ...repo.settings, ...settings } }, settings);
      Object.assign(repo.settings, settings);
      if (settings.defaultBranch !== undefined) void setHead(store, settings.defaultBranch);
    },
    setStatus: (commit, context, state, description) => {
      const status = {
        context,
        state,
        description: description ?? null,
        targetUrl: null,
        creator: repo.owner,
      };
      return github.exclusive(() => addStatus(github, repo, commit, status)).then(() => undefined);
    },
    addAttestation: (digest, bundle, url) => {
      const known = repo.attestations.get(digest) ?? [];
      const attestation = { bundle, url, predicateType: predicateTypeOf(bundle) };
      repo.attestations.set(digest, [...known, attestation]);
    },
    showRun: (id, run) => void repo.shown.runs.set(id, run),
    showPackage: (image) => void repo.shown.packages.push(image),
    release: (tag, wish) => github.exclusive(() => release(github, repo, tag, wish)),
    dispatches: () => [...repo.dispatches],
    deployments: () =>
      repo.deployments.map((deployment) => ({
        environment: deployment.environment,
        sha: deployment.sha,
        ref: deployment.ref,
        task: deployment.task,
        payload: deployment.payload,
        states: deployment.statuses.map(({ state }) => state),
        description: deployment.statuses.at(-1)?.description ?? '',
        environmentUrl: deployment.statuses.at(-1)?.environmentUrl ?? '',
        logUrl: deployment.statuses.at(-1)?.logUrl ?? '',
      })),
  };
}

async function entryOf(repo: Repository, revision: string, path: string) {
  const commit = await findCommit(repo, revision);
  return commit === undefined ? undefined : entryAt(repo.store, commit.tree, path);
}

/** As a person does in the browser: the tag is made with the release. */
async function release(
  github: GitHubState,
  repo: Repository,
  tag: string,
  { commit, name = tag, notes = '' }: Parameters<SandboxRepository['release']>[1],
): Promise<void> {
  const ref = { name: `refs/tags/${tag}`, before: ZERO_OID, after: commit };
  if (!(await moveRefs(repo.store, [ref]))) throw new Error(`${repo.fullName}: ${tag} cannot be made`);
  repo.releases.push({
    ...{ id: github.nextId(), tag, name, body: notes, author: repo.owner },
    immutable: repo.settings.immutableReleases,
    createdAt: github.now(),
  });
  await settle(github, repo, { movedRefs: [ref.name] });
}

async function push(
  github: GitHubState,
  repo: Repository,
  branch: string,
  { files, ...options }: PushOptions & { readonly files: Readonly<Record<string, SeedFile | null>> },
): Promise<string> {
  const name = `refs/heads/${branch}`;
  const current = await branchHead(repo, branch);
  const parent = current ?? (await branchHead(repo, repo.settings.defaultBranch));
  const changes: TreeChange[] = [];
  for (const [path, file] of Object.entries(files)) {
    if (file === null) {
      changes.push({ kind: 'remove', path });
      continue;
    }
    const { mode, content } = seedParts(file);
    changes.push({ kind: 'put', path, mode, oid: await repo.store.writeBlob(content) });
  }
  const outcome = await editTree(repo.store, parent, changes);
  if (outcome.kind !== 'written') throw new Error(`${repo.fullName}: ${outcome.kind} ${outcome.path}`);
  const date = options.date ?? github.now();
  const author = options.author ?? 'alice';
  const who = {
    name: author,
    email: `${author}@example.com`,
    seconds: Math.floor(date.getTime() / 1000),
    offset: '+0000',
  };
  const commit = await repo.store.writeCommit({
    tree: outcome.oid,
    parents: parent === undefined ? [] : [parent],
    author: who,
    committer: who,
    message: `${options.message ?? 'Change files'}\n`,
    sign: false,
  });
  if (!(await moveRefs(repo.store, [{ name, before: current ?? ZERO_OID, after: commit }]))) {
    throw new Error(`${repo.fullName}: ${name} cannot be pushed`);
  }
  repo.pushedAt = github.now();
  recordPush(github, repo, author, [{ name, after: commit }]);
  await settle(github, repo, { movedRefs: [name], by: author });
  return commit;
}

export function seedParts(file: SeedFile): { mode: '100644' | '100755' | '120000'; content: Uint8Array } {
  if (typeof file === 'string') return { mode: '100644', content: Buffer.from(file) };
  const content = typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
  return { mode: file.mode, content };
}

/** A pull request as it is now, for assertions. */
function pullRequestView(github: GitHubState, repo: Repository, pull: Pull): PullRequestView {
  return {
    number: pull.number,
    url: `${github.url}/${repo.fullName}/pull/${pull.number}`,
    state: pull.state,
    merged: pull.merged !== undefined,
    draft: pull.draft,
    title: pull.title,
    body: pull.body ?? '',
    author: pull.author,
    head: { ref: pull.headRef, sha: pull.headSha },
    base: { ref: pull.baseRef, sha: pull.baseSha },
    labels: pull.labels.map(({ name }) => name),
    reviewers: [...pull.reviewers],
    teamReviewers: [...pull.teamReviewers],
    comments: pull.comments.map(({ author, body }) => ({ author, body })),
    autoMerge: pull.autoMerge !== undefined,
    mergeGroup:
      pull.queue?.group === undefined
        ? undefined
        : { ref: pull.queue.group.name, sha: pull.queue.group.commit },
  };
}

/** GitHub reads the type of a statement when it is stored, and keeps what it cannot read. */
function predicateTypeOf(bundle: unknown): string | undefined {
  try {
    const { dsseEnvelope } = JSON.parse(JSON.stringify(bundle));
    const { predicateType } = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8'));
    return typeof predicateType === 'string' ? predicateType : undefined;
  } catch {
    return undefined;
  }
}
