import { isAncestor } from '../git/history.ts';
import { isRefName, moveRefs, readRef, ZERO_OID, type RefMove } from '../git/refs.ts';
import { GitHubRefusal, unprocessable } from '../http/answer.ts';
import type { Actor, Repository } from '../state/model.ts';
import type { GitHubState } from '../state/github-state.ts';
import { directPushObjections, protectionOf } from './protection.ts';
import { settle } from './settle.ts';
import { recordPush } from './workflow-events.ts';
import { forbiddenWorkflow, workflowRefusalText } from './workflow-files.ts';

const GROUPS = 'refs/heads/gh-readonly-queue/';

interface RequestedMove extends RefMove {
  readonly force: boolean;
}

/**
 * Moves all of the references or none, and then lets the pull requests follow. It refuses what GitHub
 * refuses: a bad name, an object that is not there, another old value than expected, a move that is no
 * fast-forward and not forced, and what protection or the `workflows` permission forbid.
 */
export async function moveReferences(
  github: GitHubState,
  repo: Repository,
  actor: Actor,
  moves: readonly RequestedMove[],
): Promise<void> {
  for (const move of moves) await checkMove(repo, actor, move);
  if (!(await moveRefs(repo.store, moves))) throw unprocessable('Reference update failed');
  repo.pushedAt = github.now();
  recordPush(github, repo, actor.login, moves);
  await settle(github, repo, { movedRefs: moves.map(({ name }) => name), by: actor.login });
}

async function checkMove(repo: Repository, actor: Actor, move: RequestedMove): Promise<void> {
  if (!isRefName(move.name)) throw unprocessable(`${move.name} is not a valid ref name.`);
  const current = (await readRef(repo.store, move.name))?.oid ?? ZERO_OID;
  if (move.before !== undefined && move.before !== current) {
    throw unprocessable(
      move.before === ZERO_OID
        ? 'Reference already exists'
        : `Reference ${move.name} is not at ${move.before}`,
    );
  }
  const isLocked = repo.releases.some(({ tag, immutable }) => immutable && move.name === `refs/tags/${tag}`);
  // The branches of a merge queue are GitHub's own: nobody else makes, moves or deletes one.
  if (isLocked || move.name.startsWith(GROUPS)) throw unprocessable('Cannot update this protected ref.');
  if (move.after === ZERO_OID) return checkDelete(repo, move, current);
  const commit = await repo.store.commit(move.after);
  if (commit === undefined) throw unprocessable('Object does not exist');
  if (current !== ZERO_OID && !move.force && !(await isAncestor(repo.store, current, move.after))) {
    throw unprocessable('Update is not a fast forward');
  }
  await checkProtection(repo, actor, move, current);
  const workflow = await forbiddenWorkflow(repo, actor, move.after);
  if (workflow !== undefined) throw new GitHubRefusal(403, workflowRefusalText(actor, workflow));
}

function checkDelete(repo: Repository, move: RequestedMove, current: string): void {
  if (current === ZERO_OID) throw unprocessable('Reference does not exist');
  if (protectionOf(repo, move.name) !== undefined) throw unprocessable('Cannot delete this branch');
  if (move.name === `refs/heads/${repo.settings.defaultBranch}`) {
    throw unprocessable('Cannot delete the default branch');
  }
}

async function checkProtection(
  repo: Repository,
  actor: Actor,
  move: RequestedMove,
  current: string,
): Promise<void> {
  const rule = protectionOf(repo, move.name);
  if (rule === undefined || actor.kind === 'outside') return;
  if (current === ZERO_OID) {
    if (rule.creation) throw unprocessable('Reference update failed');
    return;
  }
  if (!(await isAncestor(repo.store, current, move.after))) {
    throw unprocessable('Cannot force-push to this branch');
  }
  const objections = directPushObjections(repo, rule, move.after);
  if (objections.length > 0) throw unprocessable(objections.join(' '));
}
