import { downstreamOf } from '../config/environments.ts';
import type { GitHub } from '../github/github.ts';
import type { OpenedPull } from '../github/write/open-pull.ts';
import { supersededComment } from '../promotion/comments.ts';
import { commitMessage } from '../promotion/commit-message.ts';
import type { Propose } from '../promotion/decide.ts';
import { laneBranch } from '../promotion/lane.ts';
import type { LanePull } from '../promotion/lane-state.ts';
import { parseMarker } from '../promotion/marker.ts';
import { ORDINARY } from '../promotion/occasion.ts';
import { pullRequestBody, pullRequestTitle } from '../promotion/pull-request.ts';
import { NO_STORY, type Story } from '../promotion/story.ts';
import type { Move } from '../promotion/wanted.ts';
import type { Carried, Hands } from './carry-out.ts';
import { changeLists } from './change-lists.ts';
import { followUpsFor } from './follow-up-settings.ts';
import { type LanePlan, withOldRecords } from './plan-lane.ts';
import { reportOf } from './lane-report.ts';
import { sayOnce } from './comment-once.ts';

/**
 * Brings branch and pull request to what is wanted: commit, branch, pull request, comment, text, labels, in this order. Each
 * step shows the next run that it is done, so a run that ends after any of them is finished by the next.
 */
export async function propose(lanePlan: LanePlan, decision: Propose, hands: Hands): Promise<Carried> {
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
  { github, settings, target }: Hands,
): Promise<void> {
  const { fullName: repository, id: repositoryId } = target.state;
  const facts = { repository, repositoryId, pull: { id, number }, head, existing };
  await github.followUp(followUpsFor(settings, facts));
}

function reasonOf({ pull, commit }: Propose, isNew: boolean): string {
  if (pull.kind === 'open') return isNew ? 'The pull request is open.' : 'The pull request was open already.';
  if (pull.takesOver !== undefined)
    return 'The pull request proposed an older digest; it proposes this one now.';
  return commit.kind === 'write'
    ? 'The pull request is rebuilt on the head of the base branch.'
    : 'The description of the pull request is brought up to date.';
}

/** What is known of the road without having looked at gates. */
function plainStory({ target, settings }: Hands): Story {
  const { config, environment } = target;
  const next = config === undefined ? [] : downstreamOf(config, environment).map(({ name }) => name);
  return { ...NO_STORY, next, merge: settings.autoMerge === undefined ? 'manual' : 'auto' };
}

interface Text {
  readonly title: string;
  readonly body: string;
  readonly moves: readonly Move[];
}

async function textOf(lanePlan: LanePlan, decision: Propose, hands: Hands): Promise<Text> {
  const { lane, plan, situation } = lanePlan;
  const moves = await withOldRecords(lanePlan.moves, hands.readRecord);
  const changes = await changeLists(moves, lanePlan.images, hands.github, hands.server);
  const body = pullRequestBody({
    lane,
    key: situation.key,
    wanted: situation.wanted,
    moves,
    changes,
    superseded: decision.pull.kind === 'rewrite' ? decision.pull.superseded : [],
    files: plan.files.map((file) => file.path),
    environmentUrl: hands.target.environment.url,
    server: hands.server,
    occasion: lanePlan.occasion ?? ORDINARY,
    story: lanePlan.story ?? plainStory(hands),
  });
  const images = moves.map((move) => move.image);
  return { title: pullRequestTitle(lane, images, hands.titlePrefix, lanePlan.occasion), body, moves };
}

/** The commit that the branch points to afterwards; undefined when somebody else moved the branch first. */
async function writeHead(
  { lane, plan, situation, occasion }: LanePlan,
  decision: Propose,
  { github, target, modes }: Hands,
  moves: readonly Move[],
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
  { pull }: Propose,
  text: Text,
  hands: Hands,
  head: string,
): Promise<Placed> {
  const { github, target } = hands;
  const repository = target.state.fullName;
  if (pull.kind === 'open') return openOrAdopt(lanePlan, text, hands, head);
  if (pull.takesOver !== undefined) {
    const { wanted, key } = lanePlan.situation;
    await sayOnce(github, repository, pull.pull, supersededComment(pull.takesOver, wanted, key));
  }
  return rewrite(github, repository, pull.pull, text);
}

/** A pull request that was there already may speak of something else: then its text is set too, unless its branch moved on. */
async function openOrAdopt(
  lanePlan: LanePlan,
  text: Text,
  { github, target, draft }: Hands,
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
