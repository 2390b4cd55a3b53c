import type { Commit } from '../git/commit-format.ts';
import { GitHubRefusal } from '../http/answer.ts';
import type { RequiredPermission } from '../http/call.ts';
import { allowed, authorize, canSee, notAccessible } from '../permissions.ts';
import type { Actor, Label, Pull, Repository } from '../state/model.ts';
import { parseNodeId, type NodeKind } from '../state/node-id.ts';
import type { GitHubState } from '../state/github-state.ts';
import type { Midway } from './midway.ts';
import type { Work } from './work.ts';

/**
 * The views that refer to each other: a commit shows its pull requests, and a pull request shows its commits.
 * A view reaches the others here, so that no file imports a file that imports it back.
 */
export interface LinkedViews {
  repository(context: GraphqlContext, repo: Repository): object;
  commit(context: GraphqlContext, repo: Repository, commit: Commit): object;
  pull(context: GraphqlContext, repo: Repository, pull: Pull): object;
}

/** What every resolver is given: who asks, and whether lists lag behind. */
export interface GraphqlContext {
  readonly views: LinkedViews;
  readonly github: GitHubState;
  readonly actor: Actor;
  readonly stale: boolean;
  readonly work: Work;
  readonly midway: Midway;
  /** Whether a folder, or its entries, are null in this answer. */
  isNull(mode: 'null-folder' | 'null-entries', path: string): boolean;
}

export const READ_CONTENTS: readonly RequiredPermission[] = [{ permission: 'contents', level: 'read' }];
export const WRITE_CONTENTS: readonly RequiredPermission[] = [{ permission: 'contents', level: 'write' }];
export const READ_DEPLOYMENTS: readonly RequiredPermission[] = [{ permission: 'deployments', level: 'read' }];

export const READ_PULLS: readonly RequiredPermission[] = [{ permission: 'pull_requests', level: 'read' }];
export const WRITE_PULLS: readonly RequiredPermission[] = [{ permission: 'pull_requests', level: 'write' }];
/** What makes a label. To put one on a pull request is less. */
export const MAKE_LABELS: readonly RequiredPermission[] = [{ permission: 'issues', level: 'write' }];
export const WRITE_ISSUES: readonly RequiredPermission[] = [
  { permission: 'issues', level: 'write' },
  { permission: 'pull_requests', level: 'write' },
];

/** Throws unless the actor may read this of a repository that it can see. */
export function mayRead(
  context: GraphqlContext,
  repo: Repository,
  needs: readonly RequiredPermission[],
): void {
  if (!allowed(context.actor, repo, needs)) throw notAccessible(context.actor, needs);
}

/** The repository of that name, as far as the actor can see it. */
export function visibleRepository(context: GraphqlContext, fullName: string): Repository {
  const repo = context.github.repository(fullName);
  if (repo === undefined || !canSee(context.actor, repo)) {
    throw new GitHubRefusal(404, `Could not resolve to a Repository with the name '${fullName}'.`);
  }
  return repo;
}

/** The repository that a node id is part of; the actor must be allowed to do what a mutation needs. */
export function writableRepository(
  context: GraphqlContext,
  id: string,
  kinds: readonly NodeKind[],
  needs: readonly RequiredPermission[],
): { readonly repo: Repository; readonly parts: readonly string[] } {
  const name = parseNodeId(id);
  const repo = name === undefined ? undefined : context.github.repository(name.parts[0] ?? '');
  if (name === undefined || repo === undefined || !kinds.includes(name.kind)) throw unresolved(id);
  if (!canSee(context.actor, repo)) throw unresolved(id);
  authorize(context.actor, repo, needs);
  return { repo, parts: name.parts };
}

/** The pull request of a node id, for a mutation that needs these permissions. */
export function writablePull(
  context: GraphqlContext,
  id: string,
  needs: readonly RequiredPermission[],
): { readonly repo: Repository; readonly pull: Pull } {
  const { repo, parts } = writableRepository(context, id, ['PR'], needs);
  const pull = repo.pulls.get(Number(parts[1]));
  if (pull === undefined) throw unresolved(id);
  return { repo, pull };
}

export function labelOf(repo: Repository, id: string): Label {
  const name = parseNodeId(id);
  const label = repo.labels.find((each) => each.id === Number(name?.parts[1]));
  if (name?.kind !== 'LA' || label === undefined) throw unresolved(id);
  return label;
}

export function unresolved(id: string): GitHubRefusal {
  return new GitHubRefusal(404, `Could not resolve to a node with the global id of '${id}'`);
}

/** What every mutation is given. */
export interface MutationInput<T> {
  readonly input: T & { readonly clientMutationId?: string | null };
}
