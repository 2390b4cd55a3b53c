import { allowed } from '../permissions.ts';
import { listRefs } from '../git/refs.ts';
import { entryAt } from '../git/tree-edit.ts';
import type { Actor, Repository } from '../state/model.ts';

const WORKFLOWS = '.github/workflows';

/** Whether a path is that of a workflow. */
export function isWorkflowPath(path: string): boolean {
  return path.startsWith(`${WORKFLOWS}/`);
}

/**
 * The first workflow of a commit that the actor may not bring: its content is on no branch yet. Undefined
 * when there is none, or when the actor has the `workflows` permission.
 */
export async function forbiddenWorkflow(
  repo: Repository,
  actor: Actor,
  commit: string,
): Promise<string | undefined> {
  if (allowed(actor, repo, [{ permission: 'workflows', level: 'write' }])) return undefined;
  const folder = await entryAt(repo.store, commit, WORKFLOWS);
  if (folder?.mode !== '040000') return undefined;
  const branches = await listRefs(repo.store, 'refs/heads/');
  const folders = await Promise.all(branches.map(({ oid }) => entryAt(repo.store, oid, WORKFLOWS)));
  if (folders.some((known) => known?.oid === folder.oid)) return undefined;
  const known = new Set<string>();
  for (const other of folders) {
    for (const entry of other?.mode === '040000' ? ((await repo.store.tree(other.oid)) ?? []) : []) {
      known.add(`${entry.name} ${entry.oid}`);
    }
  }
  const fresh = ((await repo.store.tree(folder.oid)) ?? []).find(
    (entry) => !known.has(`${entry.name} ${entry.oid}`),
  );
  return fresh === undefined ? undefined : `${WORKFLOWS}/${fresh.name}`;
}

export function workflowRefusalText(actor: Actor, path: string): string {
  const who =
    actor.kind === 'token' && actor.token.grant.kind === 'pat' ? 'a Personal Access Token' : 'a GitHub App';
  const what = who === 'a GitHub App' ? '`workflows` permission' : '`workflow` scope';
  return `refusing to allow ${who} to create or update workflow \`${path}\` without ${what}`;
}
