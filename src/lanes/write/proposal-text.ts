import { ok, type Result } from '../../errors/result.ts';
import { goOnTogether, goOnWithEach } from '../../errors/go-on.ts';
import type { GitHub } from '../../github/github.ts';
import { isDigest } from '../../image/digest.ts';
import { parseReference } from '../../image/reference.ts';
import type { ProposeDecision } from '../../promotion/lane/decide.ts';
import type { PlacedImage } from '../../promotion/lane/images.ts';
import type { ImageChanges } from '../../promotion/pull-request/change-list.ts';
import { pullRequestBody } from '../../promotion/pull-request/pull-request.ts';
import { pullRequestTitle } from '../../promotion/pull-request/title.ts';
import { leftPlaces, type LanePlan } from '../plan/plan-lane.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import { changeLists } from './change-lists.ts';
import { factsOf } from './facts-of.ts';
import type { LaneWriter } from './lane-writer.ts';

/** A lane that proposes something, and what was decided about it. */
export interface Proposing {
  readonly lanePlan: LanePlan;
  readonly decision: ProposeDecision;
  readonly writer: LaneWriter;
}

/** What a pull request says, and the images that it places, with the records of what they replace. */
interface ProposalText {
  readonly title: string;
  readonly body: string;
  readonly placed: readonly PlacedImage[];
}

/** A lane with the text of its pull request. */
export interface WordedLane {
  readonly lane: Proposing;
  readonly text: ProposalText;
}

/** Writes what the pull requests of lanes say. The sources of their images are asked in one request. */
export async function wordLanes(
  lanes: readonly Proposing[],
  github: GitHub,
): Promise<readonly Result<WordedLane, unknown>[]> {
  const placed = await goOnWithEach(lanes.map(ok), async (lane) => {
    const { lanePlan, writer } = lane;
    return { lane, placed: await withReplacedRecords(lanePlan.placed, writer.readRecord) };
  });
  return goOnTogether(placed, async (known) => {
    const changes = await changeLists(
      known.map(({ lane: { lanePlan, writer }, placed: images }) => ({
        placed: images,
        images: lanePlan.images,
        server: writer.server,
      })),
      github,
    );
    return known.map(({ lane, placed: images }, index) =>
      ok({ lane, text: textOf(lane, images, changes[index] ?? []) }),
    );
  });
}

function textOf(
  { lanePlan, decision, writer }: Proposing,
  placed: readonly PlacedImage[],
  changes: readonly ImageChanges[],
): ProposalText {
  const { lane, files, situation, purpose } = lanePlan;
  const body = pullRequestBody({
    lane,
    key: situation.key,
    proposal: situation.proposal,
    placed,
    changes,
    superseded: decision.pull.kind === 'rewrite' ? decision.pull.superseded : [],
    files: files.map(({ path }) => path),
    left: leftPlaces(lanePlan),
    environmentUrl: writer.destination.environment.url,
    server: writer.server,
    purpose,
    facts: factsOf(lanePlan, writer),
  });
  const images = placed.map(({ image }) => image);
  const title = pullRequestTitle(lane, images, { prefix: writer.titlePrefix, purpose, changes });
  return { title, body, placed };
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
