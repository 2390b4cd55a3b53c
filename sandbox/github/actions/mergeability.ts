import { mergedTree } from '../git/merge.ts';
import { isAncestor } from '../git/history.ts';
import { latestStatuses } from '../shapes/status.ts';
import type { Pull, Repository } from '../state/model.ts';
import { mergeObjections } from './protection.ts';
import { branchHead } from './revisions.ts';

type MergeStateStatus = 'CLEAN' | 'UNSTABLE' | 'BLOCKED' | 'DIRTY' | 'DRAFT' | 'UNKNOWN';

interface Mergeability {
  readonly conflict: boolean;
  readonly status: MergeStateStatus;
  /** What the rules of the base branch still ask for. */
  readonly objections: readonly string[];
}

const known = new WeakMap<Repository, Map<string, boolean>>();

/** Whether, and why not, a pull request can be merged now. A merged or closed one is `UNKNOWN`. */
export async function mergeability(repo: Repository, pull: Pull): Promise<Mergeability> {
  const rule = repo.protections.get(pull.baseRef);
  const objections = mergeObjections(repo, rule, pull);
  if (pull.state === 'closed') return { conflict: false, status: 'UNKNOWN', objections };
  const conflict = await conflicts(repo, pull);
  return { conflict, objections, status: stateOf(repo, pull, conflict, objections.length > 0) };
}

function stateOf(repo: Repository, pull: Pull, conflict: boolean, blocked: boolean): MergeStateStatus {
  if (conflict) return 'DIRTY';
  if (pull.draft) return 'DRAFT';
  if (blocked) return 'BLOCKED';
  return latestStatuses(repo, pull.headSha).some(({ state }) => state !== 'success') ? 'UNSTABLE' : 'CLEAN';
}

/** Two commits always merge to the same result, so it is worked out once. */
async function conflicts(repo: Repository, pull: Pull): Promise<boolean> {
  const base = await branchHead(repo, pull.baseRef);
  if (base === undefined) return true;
  const answers = known.get(repo) ?? new Map<string, boolean>();
  known.set(repo, answers);
  const key = `${base} ${pull.headSha}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    const straight = await isAncestor(repo.store, base, pull.headSha);
    answer = !straight && (await mergedTree(repo.store, base, pull.headSha)) === undefined;
    answers.set(key, answer);
  }
  return answer;
}
