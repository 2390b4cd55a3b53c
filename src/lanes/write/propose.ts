import type { GitHub, OpenedPull } from '../../github/github.ts';
import { supersededComment } from '../../promotion/pull-request/comments.ts';
import { commitMessage } from '../../promotion/lane/commit-message.ts';
import type { ProposeDecision } from '../../promotion/lane/decide.ts';
import { presentBranch, type LanePull } from '../../promotion/lane/lane.ts';
import { parseMarker } from '../../promotion/pull-request/marker.ts';
import { pullRequestBody, pullRequestTitle } from '../../promotion/pull-request/pull-request.ts';
import { isDigest } from '../../image/digest.ts';
import { parseReference } from '../../image/reference.ts';
import type { PlacedImage } from '../../promotion/lane/images.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import type { LaneWriter } from './lane-writer.ts';
import { changeLists } from './change-lists.ts';
import { factsOf } from './facts-of.ts';
import { followUpOn, settleMerging } from './finish-pull.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import { type Carried, reportOf, withMerge } from '../lane-report.ts';
import { commentOnce } from './comment-once.ts';
import { showVerdict } from './show-verdict.ts';

/**
 * Brings branch and pull request to what is wanted: commit, branch, pull request, comment, text, labels, in
 * this order. Each step shows the next run that it is done, so a run that ends after any of them is finished
 * by the next.
 */
export async function propose(
  lanePlan: LanePlan,
  decision: ProposeDecision,
  writer: LaneWriter,
): Promise<Carried> {
  const { pull } = decision;
  const text = await textOf(lanePlan, decision, writer);
  const head = await writeHead(lanePlan, decision, writer, text.placed);
  if (head === undefined) return { kind: 'moved' };
  const written = await placePull({ lanePlan, text, writer, head }, decision);
  const reason = reasonOf(decision, written.isNew);
  const report = reportOf(lanePlan, decision, { reason, pull: written, head, changed: true });
  if (written.headOid !== head) return { kind: 'overtaken', report };
  // Before anything that merges: the rules of the branch can require it.
  await showVerdict(lanePlan, head, writer);
  const existing = pull.kind === 'open' ? undefined : pull.pull;
  await followUpOn(written, existing, writer);
  return { kind: 'done', report: withMerge(report, await settleMerging(written, head, existing, writer)) };
}

function reasonOf({ pull, commit }: ProposeDecision, isNew: boolean): string {
  if (pull.kind === 'open') return isNew ? 'The pull request is open.' : 'The pull request was open already.';
  if (pull.takesOver !== undefined)
    return 'The pull request proposed an older digest; it proposes this one now.';
  return commit.kind === 'write'
    ? 'The pull request is rebuilt on the head of the base branch.'
    : 'The description of the pull request is brought up to date.';
}

interface Text {
  readonly title: string;
  readonly body: string;
  readonly placed: readonly PlacedImage[];
}

async function textOf(lanePlan: LanePlan, decision: ProposeDecision, writer: LaneWriter): Promise<Text> {
  const { lane, files, situation, purpose } = lanePlan;
  const placed = await withReplacedRecords(lanePlan.placed, writer.readRecord);
  const changes = await changeLists(placed, lanePlan.images, writer.github, writer.server);
  const body = pullRequestBody({
    lane,
    key: situation.key,
    proposal: situation.proposal,
    placed,
    changes,
    superseded: decision.pull.kind === 'rewrite' ? decision.pull.superseded : [],
    files: files.map(({ path }) => path),
    environmentUrl: writer.destination.environment.url,
    server: writer.server,
    purpose,
    facts: factsOf(lanePlan, writer),
  });
  const images = placed.map(({ image }) => image);
  return { title: pullRequestTitle(lane, images, writer.titlePrefix, purpose), body, placed };
}

/** The placed images with the record of what is replaced, where that is one digest. */
async function withReplacedRecords(
  placed: readonly PlacedImage[],
  readRecord: RecordReader,
): Promise<readonly PlacedImage[]> {
  const known: PlacedImage[] = [];
  for (const { image, from } of placed) {
    const [digest, another] = from.digests;
    const isKnown = digest !== undefined && another === undefined && isDigest(digest);
    const read = isKnown ? await readRecord({ ...parseReference(image.repository), digest }) : undefined;
    known.push({ image, from: { ...from, ...(read ?? { record: undefined }) } });
  }
  return known;
}

/** The commit that the branch points to afterwards; undefined when somebody else moved the branch first. */
async function writeHead(
  { lane, files, situation, purpose }: LanePlan,
  decision: ProposeDecision,
  { github, destination, modes }: LaneWriter,
  placed: readonly PlacedImage[],
): Promise<string | undefined> {
  if (decision.commit.kind === 'keep') return decision.commit.head;
  const { state } = destination;
  const { fullName: repository, id: repositoryId } = state;
  const commit = await github.writeCommit({
    repository,
    base: state.base,
    files: files.map(({ path, after }) => ({ path, mode: modes.get(path) ?? '100644', text: after })),
    message: (tree) => commitMessage({ lane, placed, key: situation.key, tree, purpose }),
  });
  const branch = presentBranch(lane);
  const { expected: before } = decision.commit;
  const moved = await github.moveBranch({ repository, repositoryId, branch, before, after: commit.oid });
  return moved.kind === 'moved' ? undefined : commit.oid;
}

/**
 * A pull request, and the head it had when it was written last. Another head than ours: somebody came after
 * us.
 */
type WrittenPull = Pick<OpenedPull, 'id' | 'number' | 'url' | 'headOid' | 'isNew'>;

/**
 * A pull request that is to be written: for which lane, what it says, and the head that its branch was given.
 */
interface PullWriting {
  readonly lanePlan: LanePlan;
  readonly text: Text;
  readonly writer: LaneWriter;
  readonly head: string;
}

async function placePull(writing: PullWriting, { pull }: ProposeDecision): Promise<WrittenPull> {
  const { lanePlan, text, writer } = writing;
  const { github, destination } = writer;
  const repository = destination.state.fullName;
  if (pull.kind === 'open') return openOrAdopt(writing);
  if (pull.takesOver !== undefined) {
    const { proposal: wanted, key } = lanePlan.situation;
    await commentOnce(github, repository, pull.pull, supersededComment(pull.takesOver, wanted, key));
  }
  return rewrite(github, repository, pull.pull, text);
}

/**
 * A pull request that was there already may speak of something else: then its text is set too, unless its
 * branch moved on.
 */
async function openOrAdopt({ lanePlan, text, writer, head }: PullWriting): Promise<WrittenPull> {
  const { github, destination, draft } = writer;
  const { state } = destination;
  const opened = await github.openPull({
    repository: state.fullName,
    branch: presentBranch(lanePlan.lane),
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
): Promise<WrittenPull> {
  const { headOid } = await github.rewritePull({ repository, number }, { title, body });
  return { id, number, url, headOid, isNew: false };
}
