import { editorSettings } from '../../config/editor-settings.ts';
import { fileMatcher } from '../../config/configured-environments.ts';
import { imageNamed, pinOf } from '../../config/images.ts';
import { groupBy } from '../../errors/group-by.ts';
import type { Environments } from '../../environments/environments.ts';
import { stateOfOpen } from '../../environments/lanes/lane-places.ts';
import type { GitHub } from '../../github/github.ts';
import {
  editLane,
  isWritten,
  type LaneGround,
  isOldHead,
  type LanePlan,
  planLane,
} from '../../lanes/plan/plan-lane.ts';
import { resolveImage } from '../../lanes/plan/resolve-images.ts';
import type { ProposedImage, ResolvedImage } from '../../promotion/lane/images.ts';
import { type LaneState, presentBranch } from '../../promotion/lane/lane.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { holdFileAfter } from './ended-holds.ts';
import type { ProposingLane } from './lane-step.ts';

/** A lane that proposes images, with its plan. */
export interface PlannedProposal {
  readonly step: ProposingLane;
  readonly plan: LanePlan;
}

/**
 * Plans what every lane proposes, and compares the plans with the branches that are there: two requests for a
 * base branch. The registry is not asked yet: it is asked only for what is written.
 */
export async function planProposals(
  steps: readonly ProposingLane[],
  environments: Environments,
  github: GitHub,
): Promise<readonly PlannedProposal[]> {
  const states = await laneStates(steps, github);
  const planned = steps.flatMap((step) => {
    const state = states.get(step);
    return state === undefined ? [] : [{ step, plan: planProposal(step, state, environments) }];
  });
  return withBranches(planned, github);
}

function planProposal(step: ProposingLane, state: LaneState, environments: Environments): LanePlan {
  const { lane, wave } = step;
  const ground = groundOf(step, environments);
  const edited = editLane({ lane, state, images: imagesOf(step, environments) }, ground);
  const ownFiles = holdFileAfter(step, environments);
  return planLane(edited, ground, { purpose: { kind: 'promotion', wave }, ownFiles });
}

/** The files of the environment, or of the targets of the wave that is proposed. */
function groundOf({ baseBranch, environment, wave }: ProposingLane, { config }: Environments): LaneGround {
  const targets = environment.targets.filter(({ name }) => wave?.targets.includes(name) ?? true);
  const patterns = { files: targets.flatMap(({ files }) => files) };
  const matches = fileMatcher(wave === undefined ? environment : patterns);
  const files = baseBranch.read.files.filter(({ path }) => matches(path));
  return {
    base: baseBranch.state,
    read: { files, heads: new Map() },
    editor: editorSettings(config, environment),
  };
}

/**
 * The images as an edit needs them. Whether the registry has them, and what their records say, is not known
 * yet.
 */
function imagesOf(
  { images, environment }: ProposingLane,
  { config }: Environments,
): readonly ResolvedImage[] {
  return images.map(({ name, digest, tag }) => {
    const image = imageNamed(config, name);
    const { repository, source, path } = image;
    return { name, repository, source, path, pin: pinOf(environment, image), tag, digest, record: undefined };
  });
}

/**
 * The same plan, its images checked to be in the registry and with their records: a pull request is written
 * from it.
 */
export async function withRecords(plan: LanePlan, source: ImageSource): Promise<LanePlan> {
  const images: ResolvedImage[] = [];
  for (const image of plan.images) images.push(await resolveImage({ ...image, tagIsGiven: false }, source));
  const placed = plan.placed.map(({ image, from }) => ({
    image: images.find(({ name }) => name === image.name) ?? image,
    from,
  }));
  return { ...plan, images, placed };
}

/**
 * The state of every lane. The list of open pull requests has most of them. The others are read now: a branch
 * can be there without a pull request, and a closed pull request can be a person's no.
 */
async function laneStates(
  steps: readonly ProposingLane[],
  github: GitHub,
): Promise<ReadonlyMap<ProposingLane, LaneState>> {
  const states = new Map<ProposingLane, LaneState>();
  for (const step of steps) {
    const state = stateOfOpen(step);
    if (state !== undefined) states.set(step, rebased(step, state));
  }
  const unread = groupBy(
    steps.filter(({ open }) => open === undefined),
    ({ baseBranch }) => baseBranch,
  );
  for (const [baseBranch, own] of unread) {
    for (let start = 0; start < own.length; start += LANES) {
      const chunk = own.slice(start, start + LANES);
      const { lanes } = await github.survey({
        repository: baseBranch.state.fullName,
        base: baseBranch.state.base,
        folders: [],
        branches: chunk.map(({ lane }) => presentBranch(lane)),
        labels: [],
        reviewers: [],
      });
      for (const [index, step] of chunk.entries()) {
        const state = lanes[index];
        if (state !== undefined) states.set(step, state);
      }
    }
  }
  return states;
}

/** Lanes that are read in one request: each lists ten pull requests with all that is known of them. */
const LANES = 40;

/** A branch that fell behind where GitHub wants it up to date is built anew, like one that conflicts. */
function rebased({ open, baseBranch }: ProposingLane, state: LaneState): LaneState {
  const onBase = open?.head?.parents[0] === baseBranch.state.base.oid;
  const behind = open !== undefined && (open.merging.state === 'behind' || open.mergeable === 'conflicting');
  const mergeable = onBase ? ('unknown' as const) : behind ? ('conflicting' as const) : undefined;
  if (mergeable === undefined) return state;
  return { ...state, pulls: state.pulls.map((pull) => ({ ...pull, mergeable })) };
}

/**
 * The plans with what their branches hold by now. Only the planned files are compared, in one request for all
 * lanes of a base branch. The message of a commit only claims that the commit is ours, so the files
 * themselves decide what may be merged without a person.
 */
async function withBranches(
  proposals: readonly PlannedProposal[],
  github: GitHub,
): Promise<readonly PlannedProposal[]> {
  const wrong = new Set(
    proposals
      .filter((proposal) => !changesNoMore(proposal) || isOldHead(proposal.plan.situation))
      .map(({ plan }) => plan),
  );
  for (const [baseBranch, own] of groupBy(proposals, ({ step }) => step.baseBranch)) {
    const asked = own.flatMap(({ plan }) => {
      const commit = plan.state.head?.oid ?? '';
      return wrong.has(plan) ? [] : plan.files.map(({ path, after }) => ({ plan, path, after, commit }));
    });
    const found = await github.fileOids(baseBranch.state.fullName, asked);
    for (const [index, file] of asked.entries()) {
      if (!isWritten(file, found[index])) wrong.add(file.plan);
    }
  }
  return proposals.map(({ step, plan }) => ({
    step,
    plan: { ...plan, situation: { ...plan.situation, branchIsRight: !wrong.has(plan) } },
  }));
}

/**
 * Whether the open pull request changes no file beside the planned ones; what a branch without one changes is
 * not known.
 */
function changesNoMore({ step: { open }, plan: { state, situation, files } }: PlannedProposal): boolean {
  if (state.head === undefined || open === undefined) return false;
  // A person's additions are looked at by a person; that the planned files are right is still worth knowing.
  if (situation.standing.kind !== 'ours') return true;
  const planned = new Set(files.map(({ path }) => path));
  const { count, paths } = open.changes;
  return count > paths.length ? count === planned.size : paths.every((path) => planned.has(path));
}

/** Images of a proposal that the environment does not declare yet; all of them where it declares each. */
export function movingImages({ step, plan }: PlannedProposal): readonly ProposedImage[] {
  const names = new Set(plan.placed.map(({ image }) => image.name));
  const some = step.images.filter(({ name }) => names.has(name));
  return some.length === 0 ? step.images : some;
}
