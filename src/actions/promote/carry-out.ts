import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import type { OpenedPull } from '../../github/open-pull.ts';
import { closedComment, type Comment, supersededComment, touchedComment } from '../../promotion/comments.ts';
import { commitMessage } from '../../promotion/commit-message.ts';
import { type Decision, outcomeOf, type Propose } from '../../promotion/decide.ts';
import { laneBranch } from '../../promotion/lane.ts';
import type { LanePull } from '../../promotion/lane-state.ts';
import { parseMarker, withClosedMark } from '../../promotion/marker.ts';
import { pullRequestBody, pullRequestTitle } from '../../promotion/pull-request.ts';
import type { Move } from '../../promotion/wanted.ts';
import { changeLists } from './change-lists.ts';
import { followUpsFor, type FollowUpSettings } from './follow-up-settings.ts';
import { type LanePlan, withOldRecords } from './lane-plan.ts';
import type { LaneReport } from './report.ts';
import type { ImageSource } from './resolve-images.ts';
import type { Target } from './target.ts';

/** What is needed to carry a decision out. */
export interface Hands {
  readonly github: GitHub;
  readonly readRecord: ImageSource['readRecord'];
  readonly target: Target;
  /** Path to mode, of the files of the environment. */
  readonly modes: ReadonlyMap<string, string>;
  readonly settings: FollowUpSettings;
  readonly titlePrefix: string;
  readonly draft: boolean;
  readonly server: string;
}

/** A report, or `moved`: somebody else moved the branch meanwhile, nothing of ours is on it, and the lane has to be read again. */
export type Carried = LaneReport | 'moved';

/** Does what was decided about one lane. Every step can be the last of this run: the next run goes on from there. */
export async function carryOut(lanePlan: LanePlan, decision: Decision, hands: Hands): Promise<Carried> {
  switch (decision.kind) {
    case 'nothing':
      return unchanged(lanePlan, decision.pull);
    case 'refused':
      return report(lanePlan, decision, {
        reason: `Pull request #${decision.pull.number} proposed the same and was closed without merging. Reopen it to propose it again.`,
        pull: decision.pull,
      });
    case 'outrun':
      return report(lanePlan, decision, {
        reason: `Pull request #${decision.pull.number} proposes an image that was built later. Close it to promote this one.`,
        pull: decision.pull,
      });
    case 'touched':
      return touched(lanePlan, decision, hands);
    case 'close':
      return close(lanePlan, decision, hands);
    case 'propose':
      return propose(lanePlan, decision, hands);
  }
}

function unchanged(lanePlan: LanePlan, pull: LanePull | undefined): LaneReport {
  const declared = `${lanePlan.lane.environment} declares it already.`;
  const other =
    pull === undefined ? '' : ` Pull request #${pull.number} proposes another digest and is left open.`;
  return report(lanePlan, { kind: 'nothing', pull }, { reason: `${declared}${other}`, pull });
}

async function touched(
  lanePlan: LanePlan,
  { head, pull }: Extract<Decision, { kind: 'touched' }>,
  hands: Hands,
): Promise<LaneReport> {
  const branch = laneBranch(lanePlan.lane);
  const repository = hands.target.state.fullName;
  const comment = touchedComment(lanePlan.lane, branch, head, lanePlan.situation.wanted);
  const said = pull !== undefined && (await sayOnce(hands.github, repository, pull, comment));
  const where = pull === undefined ? '' : ` (pull request #${pull.number})`;
  const error = new WaybillError(
    'LANE_TOUCHED',
    `The branch ${branch} of ${repository}${where} has a commit that Waybill did not make: ${head.slice(0, 7)}. It is left as it is.`,
    {
      hint: 'Merge or close the pull request and delete the branch; the next run then proposes the image afresh.',
    },
  );
  return { ...base(lanePlan), outcome: 'blocked', changed: said, reason: error.message, pull, head, error };
}

async function close(
  lanePlan: LanePlan,
  decision: Extract<Decision, { kind: 'close' }>,
  hands: Hands,
): Promise<Carried> {
  const { pull, head } = decision;
  const { state } = hands.target;
  const { fullName: repository, id: repositoryId } = state;
  await sayOnce(hands.github, repository, pull, closedComment(state.base.branch, lanePlan.situation.key));
  await hands.github.rewritePull(
    { repository, number: pull.number },
    { body: withClosedMark(pull.body), state: 'closed' },
  );
  const branch = laneBranch(lanePlan.lane);
  await hands.github.moveBranch({ repository, repositoryId, branch, before: head, after: undefined });
  const reason = `${lanePlan.lane.environment} declares it already, so pull request #${pull.number} had nothing left to do.`;
  return report(lanePlan, decision, { reason, pull, changed: true });
}

async function propose(lanePlan: LanePlan, decision: Propose, hands: Hands): Promise<Carried> {
  const { github, target } = hands;
  const text = decision.pull.kind === 'keep' ? undefined : await textOf(lanePlan, decision, hands);
  const head = await writeHead(lanePlan, decision, hands, text?.moves ?? lanePlan.moves);
  if (head === 'moved') return 'moved';
  const repository = target.state.fullName;
  const { pull } = decision;
  if (pull.kind === 'open' && text !== undefined) {
    const opened = await open(lanePlan, text, hands);
    await github.followUp(
      followUpsFor(hands.settings, {
        repository,
        repositoryId: target.state.id,
        pull: opened,
        head,
        existing: undefined,
      }),
    );
    const reason = opened.isNew ? 'The pull request is open.' : 'The pull request was open already.';
    return report(lanePlan, decision, { reason, pull: opened, head, changed: true });
  }
  if (pull.kind === 'open')
    throw new WaybillError('INTERNAL', 'A pull request was to be opened without a text');
  if (pull.kind === 'rewrite' && text !== undefined) {
    if (pull.takesOver !== undefined) {
      const { wanted, key } = lanePlan.situation;
      await sayOnce(github, repository, pull.pull, supersededComment(pull.takesOver, wanted, key));
    }
    await github.rewritePull(
      { repository, number: pull.pull.number },
      { title: text.title, body: text.body },
    );
  }
  const missing = followUpsFor(hands.settings, {
    repository,
    repositoryId: target.state.id,
    pull: pull.pull,
    head,
    existing: pull.pull,
  });
  await github.followUp(missing);
  const reason = reasonOf(decision);
  const changed = pull.kind !== 'keep' || decision.commit.kind === 'write';
  return report(lanePlan, decision, { reason, pull: pull.pull, head, changed });
}

function reasonOf(decision: Propose): string {
  if (decision.pull.kind === 'keep') return 'The pull request proposes it already.';
  if (decision.pull.kind === 'rewrite' && decision.pull.takesOver !== undefined) {
    return 'The pull request proposed an older digest; it proposes this one now.';
  }
  return decision.commit.kind === 'write'
    ? 'The pull request is rebuilt on the head of the base branch.'
    : 'The description of the pull request is brought up to date.';
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
  });
  const images = moves.map((move) => move.image);
  return { title: pullRequestTitle(lane, images, hands.titlePrefix), body, moves };
}

async function writeHead(
  { lane, plan, situation }: LanePlan,
  decision: Propose,
  { github, target, modes }: Hands,
  moves: readonly Move[],
): Promise<string> {
  if (decision.commit.kind === 'keep') return decision.commit.head;
  const { state } = target;
  const { fullName: repository, id: repositoryId } = state;
  const commit = await github.writeCommit({
    repository,
    base: state.base,
    files: plan.files.map(({ path, after }) => ({ path, mode: modes.get(path) ?? '100644', text: after })),
    message: (tree) => commitMessage(lane, moves, situation.key, tree),
  });
  const branch = laneBranch(lane);
  const { expected: before } = decision.commit;
  const moved = await github.moveBranch({ repository, repositoryId, branch, before, after: commit.oid });
  return moved.kind === 'moved' ? 'moved' : commit.oid;
}

/** A pull request that was there already may speak of something else: then its text is set too. */
async function open(lanePlan: LanePlan, text: Text, hands: Hands): Promise<OpenedPull> {
  const { state } = hands.target;
  const opened = await hands.github.openPull({
    repository: state.fullName,
    branch: laneBranch(lanePlan.lane),
    base: state.base.branch,
    title: text.title,
    body: text.body,
    draft: hands.draft,
  });
  if (opened.isNew || parseMarker(opened.body)?.key === lanePlan.situation.key) return opened;
  const { title, body } = text;
  await hands.github.rewritePull({ repository: state.fullName, number: opened.number }, { title, body });
  return opened;
}

async function sayOnce(
  github: GitHub,
  repository: string,
  pull: LanePull,
  comment: Comment,
): Promise<boolean> {
  if (pull.comments.some((body) => body.includes(comment.marker))) return false;
  await github.comment({ repository, number: pull.number }, comment);
  return true;
}

function base({ lane, situation, moves, plan }: LanePlan) {
  return {
    lane,
    branch: laneBranch(lane),
    wanted: situation.wanted,
    moves,
    files: plan.files,
    error: undefined,
  };
}

function report(
  lanePlan: LanePlan,
  decision: Exclude<Decision, { kind: 'touched' }>,
  facts: {
    readonly reason: string;
    readonly pull: { readonly number: number; readonly url: string } | undefined;
    readonly head?: string;
    readonly changed?: boolean;
  },
): LaneReport {
  return {
    ...base(lanePlan),
    outcome: outcomeOf(decision),
    changed: facts.changed ?? false,
    reason: facts.reason,
    pull: facts.pull === undefined ? undefined : { number: facts.pull.number, url: facts.pull.url },
    head: facts.head ?? lanePlan.state.head?.oid,
  };
}
