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

/**
 * The base and head that GitHub was last asked about for a pull request, and the request that asked first.
 */
interface Look {
  readonly commits: string;
  readonly reader: object;
}

const looks = new WeakMap<Repository, Map<number, Look>>();

/**
 * The same as GitHub shows it. It works a pull request out when somebody asks, and not before: after each
 * push to the base or the head, the first request that asks is told UNKNOWN. `reader` is that request.
 */
export async function shownMergeability(
  repo: Repository,
  pull: Pull,
  reader: object,
): Promise<Mergeability & { readonly known: boolean }> {
  const answer = await mergeability(repo, pull);
  if (pull.state === 'closed') return { ...answer, known: false };
  const commits = await commitsOf(repo, pull);
  const look = looksAt(repo).get(pull.number);
  if (look?.commits !== commits) looksAt(repo).set(pull.number, { commits, reader });
  const known = look?.commits === commits && look.reader !== reader;
  return known ? { ...answer, known } : { ...answer, status: 'UNKNOWN', known };
}

/** Whether GitHub was asked about the pull request since its base and its head are what they are. */
export async function isWorkedOut(repo: Repository, pull: Pull): Promise<boolean> {
  return looksAt(repo).get(pull.number)?.commits === (await commitsOf(repo, pull));
}

/** Works a pull request out because of a merge that was tried. */
export async function workOut(repo: Repository, pull: Pull): Promise<void> {
  looksAt(repo).set(pull.number, { commits: await commitsOf(repo, pull), reader: {} });
}

function looksAt(repo: Repository): Map<number, Look> {
  const known = looks.get(repo) ?? new Map<number, Look>();
  looks.set(repo, known);
  return known;
}

async function commitsOf(repo: Repository, pull: Pull): Promise<string> {
  return `${await branchHead(repo, pull.baseRef)} ${pull.headSha}`;
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
