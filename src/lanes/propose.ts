import { downstreamOf } from '../config/environments.ts';
import type { GitHub } from '../github/github.ts';
import type { OpenedPull } from '../github/write/open-pull.ts';
import { supersededComment } from '../promotion/pull-request/comments.ts';
import { commitMessage } from '../promotion/lane/commit-message.ts';
import type { ProposeDecision } from '../promotion/lane/decide.ts';
import { laneBranch } from '../promotion/lane/lane.ts';
import type { LanePull } from '../promotion/lane/lane-state.ts';
import { parseMarker } from '../promotion/pull-request/marker.ts';
import { ORDINARY } from '../promotion/lane/purpose.ts';
import { pullRequestBody, pullRequestTitle } from '../promotion/pull-request/pull-request.ts';
import { NO_FACTS, type PullRequestFacts } from '../promotion/pull-request/facts.ts';
import type { PlacedImage } from '../promotion/lane/images.ts';
import type { Carried, LaneWriter } from './carry-out.ts';
import { changeLists } from './change-lists.ts';
import { followUpsFor } from './follow-up-settings.ts';
import { type LanePlan, withReplacedRecords } from './plan-lane.ts';
import { reportOf } from './lane-report.ts';
import { commentOnce } from './comment-once.ts';

/**
 * Brings branch and pull request to what is wanted: commit, branch, pull request, comment, text, labels, in this order. Each
 * step shows the next run that it is done, so a run that ends after any of them is finished by the next.
 */
export async function propose(
  lanePlan: LanePlan,
  decision: ProposeDecision,
  hands: LaneWriter,
): Promise<Carried> {
  const { pull } = decision;
  const text = await textOf(lanePlan, decision, hands);
  const head = await writeHead(lanePlan, decision, hands, text.moves);
  if (head === undefined) return { kind: 'moved' };
  const placed = await placePull(lanePlan, decision, text, hands, head);
  const reason = reasonOf(decision, placed.isNew);
  const report = reportOf(lanePlan, decision, { reason, pull: placed, head, changed: true });
  if (placed.headOid !== head) return { kind: 'overtaken', report };
  await followUpOn(placed, head, pull.kind === 'open' ? undefined : pull.pull, hands);
  return { kind: 'done', report };
}

/** Adds to a pull request what it still lacks of labels, reviewers and auto-merge. */
export async function followUpOn(
  { id, number }: Pick<LanePull, 'id' | 'number'>,
  head: string,
  existing: LanePull | undefined,
  { github, settings, target }: LaneWriter,
): Promise<void> {
  const { fullName: repository, id: repositoryId } = target.state;
  const facts = { repository, repositoryId, pull: { id, number }, head, existing };
  await github.followUp(followUpsFor(settings, facts));
}

function reasonOf({ pull, commit }: ProposeDecision, isNew: boolean): string {
  if (pull.kind === 'open') return isNew ? 'The pull request is open.' : 'The pull request was open already.';
  if (pull.takesOver !== undefined)
    return 'The pull request proposed an older digest; it proposes this one now.';
  return commit.kind === 'write'
    ? 'The pull request is rebuilt on the head of the base branch.'
    : 'The description of the pull request is brought up to date.';
}

/** What is known of the road without having looked at gates. */
function plainStory({ target, settings }: LaneWriter): PullRequestFacts {
  const { config, environment } = target;
  const next = config === undefined ? [] : downstreamOf(config, environment).map(({ name }) => name);
  return { ...NO_FACTS, next, merge: settings.autoMerge === undefined ? 'manual' : 'auto' };
}

interface Text {
  readonly title: string;
  readonly body: string;
  readonly moves: readonly PlacedImage[];
}

async function textOf(lanePlan: LanePlan, decision: ProposeDecision, hands: LaneWriter): Promise<Text> {
  const { lane, edits: plan, situation } = lanePlan;
  const moves = await withReplacedRecords(lanePlan.placed, hands.readRecord);
  const changes = await changeLists(moves, lanePlan.images, hands.github, hands.server);
  const body = pullRequestBody({
    lane,
    key: situation.key,
    proposal: situation.proposal,
    placed: moves,
    changes,
    superseded: decision.pull.kind === 'rewrite' ? decision.pull.superseded : [],
    files: plan.files.map((file) => file.path),
    environmentUrl: hands.target.environment.url,
    server: hands.server,
    occasion: lanePlan.occasion ?? ORDINARY,
    facts: lanePlan.facts ?? plainStory(hands),
  });
  const images = moves.map((move) => move.image);
  return { title: pullRequestTitle(lane, images, hands.titlePrefix, lanePlan.occasion), body, moves };
}

/** The commit that the branch points to afterwards; undefined when somebody else moved the branch first. */
async function writeHead(
  { lane, edits: plan, situation, occasion }: LanePlan,
  decision: ProposeDecision,
  { github, target, modes }: LaneWriter,
  moves: readonly PlacedImage[],
): Promise<string | undefined> {
  if (decision.commit.kind === 'keep') return decision.commit.head;
  const { state } = target;
  const { fullName: repository, id: repositoryId } = state;
  const commit = await github.writeCommit({
    repository,
    base: state.base,
    files: plan.files.map(({ path, after }) => ({ path, mode: modes.get(path) ?? '100644', text: after })),
    message: (tree) => commitMessage(lane, moves, situation.key, tree, occasion),
  });
  const branch = laneBranch(lane);
  const { expected: before } = decision.commit;
  const moved = await github.moveBranch({ repository, repositoryId, branch, before, after: commit.oid });
  return moved.kind === 'moved' ? undefined : commit.oid;
}

/** A pull request, and the head it had when it was written last. Another head than ours: somebody came after us. */
type Placed = Pick<OpenedPull, 'id' | 'number' | 'url' | 'headOid' | 'isNew'>;

async function placePull(
  lanePlan: LanePlan,
  { pull }: ProposeDecision,
  text: Text,
  hands: LaneWriter,
  head: string,
): Promise<Placed> {
  const { github, target } = hands;
  const repository = target.state.fullName;
  if (pull.kind === 'open') return openOrAdopt(lanePlan, text, hands, head);
  if (pull.takesOver !== undefined) {
    const { proposal: wanted, key } = lanePlan.situation;
    await commentOnce(github, repository, pull.pull, supersededComment(pull.takesOver, wanted, key));
  }
  return rewrite(github, repository, pull.pull, text);
}

/** A pull request that was there already may speak of something else: then its text is set too, unless its branch moved on. */
async function openOrAdopt(
  lanePlan: LanePlan,
  text: Text,
  { github, target, draft }: LaneWriter,
  head: string,
): Promise<Placed> {
  const { state } = target;
  const opened = await github.openPull({
    repository: state.fullName,
    branch: laneBranch(lanePlan.lane),
    base: state.base.branch,
    title: text.title,
    body: text.body,
    draft,
  });
  const same = parseMarker(opened.body)?.key === lanePlan.situation.key;
  if (opened.isNew || same || opened.headOid !== head) return opened;
  return rewrite(github, state.fullName, opened, text);
}

async function rewrite(
  github: GitHub,
  repository: string,
  { id, number, url }: Pick<LanePull, 'id' | 'number' | 'url'>,
  { title, body }: Text,
): Promise<Placed> {
  const { headOid } = await github.rewritePull({ repository, number }, { title, body });
  return { id, number, url, headOid, isNew: false };
}
