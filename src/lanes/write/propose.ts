import { goOnTogether, goOnWithEach, resultOf } from '../../errors/go-on.ts';
import { ok, type Result } from '../../errors/result.ts';
import type {
  BranchMove,
  GitHub,
  NewCommit,
  OpenedPull,
  PlacedPull,
  PullPlacement,
} from '../../github/github.ts';
import { commitMessage } from '../../promotion/lane/commit-message.ts';
import type { ProposeDecision } from '../../promotion/lane/decide.ts';
import { presentBranch, type LanePull } from '../../promotion/lane/lane.ts';
import { supersededComment } from '../../promotion/pull-request/comments.ts';
import { parseMarker } from '../../promotion/pull-request/marker.ts';
import { type Carried, type LaneReport, reportOf, toldIn, withMerge } from '../lane-report.ts';
import { isSaid } from './comment-once.ts';
import { followUpOn, heldBack, settleMerging, takeBackFirst, UNPROVEN } from './finish-pull.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import type { LaneWriter } from './lane-writer.ts';
import { type Proposing, type WordedLane, wordLanes } from './proposal-text.ts';
import { showVerdict } from './show-verdict.ts';

/**
 * Brings branch and pull request of each lane to what is wanted: commit, branch, pull request, comment, text,
 * labels, in this order. Each step shows the next run that it is done, so a run that ends after any of them
 * is finished by the next. The lanes share requests where GitHub takes several things at once. An error of a
 * lane is its result; once its pull request stands, it is told in the report of what was done.
 */
export async function proposeLanes(
  lanes: readonly Proposing[],
  github: GitHub,
): Promise<readonly Result<Carried, unknown>[]> {
  const committed = await goOnTogether(await wordLanes(lanes, github), (some) => writeHeads(some, github));
  const placed = await goOnTogether(await goOnWithEach(committed, letGo), async (some) => {
    const results = await github.placePulls(some.map(placementOf));
    return goOnWithEach(
      results.map((result, index) => withLane(result, some[index])),
      (lane) => reportPlaced(lane, github),
    );
  });
  const followed = await goOnTogether(placed, async (some) => {
    const pulls = some.flatMap(({ done }) => (done === undefined ? [] : [done]));
    const result = await resultOf(() => followUpOn(pulls, github));
    return some.map((lane) => ok({ ...lane, result }));
  });
  return goOnWithEach(followed, finish);
}

/** A lane whose commit is written, and the move that puts it on the branch. */
interface CommittedLane extends WordedLane {
  readonly head: string;
  readonly move: BranchMove | undefined;
}

/** Writes the commits of lanes. One that keeps its commit goes on as it is. */
async function writeHeads(
  lanes: readonly WordedLane[],
  github: GitHub,
): Promise<readonly Result<CommittedLane, unknown>[]> {
  const writing = lanes.filter(({ lane }) => lane.decision.commit.kind === 'write');
  const written = (await github.writeCommits(writing.map(newCommit))).values();
  return goOnWithEach(lanes.map(ok), (worded) => {
    const { commit } = worded.lane.decision;
    if (commit.kind === 'keep') return Promise.resolve({ ...worded, head: commit.head, move: undefined });
    const result = written.next().value;
    if (result?.ok !== true) throw result?.problem ?? new TypeError('a commit was left out');
    return Promise.resolve(onBranch(worded, commit.expected, result.value.oid));
  });
}

function newCommit({ lane: { lanePlan, writer }, text: { placed } }: WordedLane): NewCommit {
  const { lane, files, situation, purpose } = lanePlan;
  const { destination, modes } = writer;
  return {
    repository: destination.state.fullName,
    base: destination.state.base,
    files: files.map(({ path, after }) => ({ path, mode: modes.get(path) ?? '100644', text: after })),
    message: (tree) => commitMessage({ lane, placed, key: situation.key, tree, purpose }),
  };
}

function onBranch(worded: WordedLane, before: string | undefined, head: string): CommittedLane {
  const { lanePlan, writer } = worded.lane;
  const { fullName: repository, id: repositoryId } = writer.destination.state;
  const branch = presentBranch(lanePlan.lane);
  return { ...worded, head, move: { repository, repositoryId, branch, before, after: head } };
}

/** Before a branch moves, it is taken back that GitHub merges: nobody has judged what it moves to. */
async function letGo(committed: CommittedLane): Promise<CommittedLane> {
  const { lanePlan, decision, writer } = committed.lane;
  if (committed.move !== undefined && decision.pull.kind === 'rewrite')
    await takeBackFirst(lanePlan, decision.pull.pull, writer);
  return committed;
}

/** What becomes of the branch and the pull request of a lane. */
function placementOf({ lane, text, move }: CommittedLane): PullPlacement {
  const { lanePlan, decision, writer } = lane;
  const { destination, settings, draft } = writer;
  const { fullName: repository, id: repositoryId, base } = destination.state;
  const { title, body } = text;
  const place = { repository, repositoryId, move };
  if (decision.pull.kind === 'open') {
    const branch = presentBranch(lanePlan.lane);
    const pull = { kind: 'open', repository, branch, base: base.branch, title, body, draft } as const;
    return { ...place, pull, labels: settings.labels };
  }
  const { pull, takesOver } = decision.pull;
  const { id, number, url } = pull;
  const { proposal, key } = lanePlan.situation;
  const said = takesOver === undefined ? undefined : supersededComment(takesOver, proposal, key);
  const comment = said === undefined || isSaid(pull, said) ? undefined : said;
  return { ...place, pull: { kind: 'rewrite', id, number, url, title, body, comment }, labels: [] };
}

/** A committed lane, and where its pull request was placed. */
interface PlacedLane {
  readonly committed: CommittedLane;
  readonly placed: PlacedPull;
}

function withLane(
  result: Result<PlacedPull, unknown>,
  committed: CommittedLane | undefined,
): Result<PlacedLane, unknown> {
  if (committed === undefined) throw new TypeError('a result without a lane');
  return result.ok ? ok({ committed, placed: result.value }) : result;
}

/** How far a lane came. `done`: its pull request says what its branch holds. */
interface ReportedLane {
  readonly carried: Carried;
  readonly done: DoneLane | undefined;
}

interface DoneLane {
  readonly lanePlan: LanePlan;
  readonly pull: OpenedPull;
  readonly head: string;
  readonly existing: LanePull | undefined;
  readonly writer: LaneWriter;
  readonly report: LaneReport;
}

async function reportPlaced({ committed, placed }: PlacedLane, github: GitHub): Promise<ReportedLane> {
  if (placed.kind === 'moved') return { carried: placed, done: undefined };
  const { head, lane } = committed;
  const { lanePlan, decision, writer } = lane;
  const pull = await withOwnText(placed.pull, committed, github);
  const reason = reasonOf(decision, pull.isNew);
  const report = reportOf(lanePlan, decision, { reason, pull, head, changed: true });
  if (pull.headOid !== head) return { carried: { kind: 'overtaken', report }, done: undefined };
  const existing = decision.pull.kind === 'open' ? undefined : decision.pull.pull;
  return { carried: { kind: 'done', report }, done: { lanePlan, pull, head, existing, writer, report } };
}

/**
 * A pull request that was there already may speak of something else: then its text is set too, unless its
 * branch moved on.
 */
async function withOwnText(
  pull: OpenedPull,
  { lane, text, head }: CommittedLane,
  github: GitHub,
): Promise<OpenedPull> {
  const { lanePlan, decision, writer } = lane;
  const isSame = parseMarker(pull.body)?.key === lanePlan.situation.key;
  if (decision.pull.kind === 'rewrite' || pull.isNew || isSame || pull.headOid !== head) return pull;
  const { title, body } = text;
  const { number } = pull;
  const repository = writer.destination.state.fullName;
  const { headOid } = await github.rewritePull({ repository, number }, { title, body });
  return { ...pull, headOid };
}

function reasonOf({ pull, commit }: ProposeDecision, isNew: boolean): string {
  if (pull.kind === 'open') return isNew ? 'The pull request is open.' : 'The pull request was open already.';
  if (pull.takesOver !== undefined)
    return 'The pull request proposed an older digest; it proposes this one now.';
  return commit.kind === 'write'
    ? 'The pull request is rebuilt on the head of the base branch.'
    : 'The description of the pull request is brought up to date.';
}

/** A lane whose labels and reviewers were asked for; `result` is how that ended. */
interface FollowedLane extends ReportedLane {
  readonly result: Result<void, unknown>;
}

async function finish({ carried, done, result }: FollowedLane): Promise<Carried> {
  if (done === undefined) return carried;
  const { lanePlan, pull, head, existing, writer, report } = done;
  const told = await toldIn(report, writer.github, async () => {
    if (!result.ok) throw result.problem;
    // Before anything that merges: the rules of the branch can require it.
    await showVerdict(lanePlan, head, writer);
    const isKept = head === lanePlan.state.head?.oid;
    const isStill = isKept && lanePlan.situation.isUnproven === true && writer.merging.atOnce;
    return withMerge(
      report,
      isStill ? UNPROVEN : await settleMerging(pull, head, existing, heldBack(lanePlan, writer)),
    );
  });
  return { kind: 'done', report: told };
}
