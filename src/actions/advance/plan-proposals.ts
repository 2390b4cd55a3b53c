import { editorSettings } from '../../config/editor-settings.ts';
import { fileMatcher, filesOfTargets } from '../../config/configured-environments.ts';
import { imageNamed, pinOf } from '../../config/images.ts';
import { groupBy } from '../../errors/group-by.ts';
import type { Environments } from '../../environments/environments.ts';
import { stateOfOpen } from '../../environments/lanes/lane-places.ts';
import type { GitHub } from '../../github/github.ts';
import { editWithTags } from '../../lanes/plan/edit-with-tags.ts';
import { type LaneGround, type LanePlan, planLane } from '../../lanes/plan/plan-lane.ts';
import { resolveImage } from '../../lanes/plan/resolve-images.ts';
import type { ProposedImage, ResolvedImage } from '../../promotion/lane/images.ts';
import { type LaneState, presentBranch } from '../../promotion/lane/lane.ts';
import type { ImageSource } from '../../records/record-reader.ts';
import { holdFileAfter } from './ended-holds.ts';
import type { ProposingLane } from './lane/lane-step.ts';

/** A lane that proposes images, with its plan. */
export interface PlannedProposal {
  readonly step: ProposingLane;
  readonly plan: LanePlan;
}

/**
 * Plans what every lane proposes: one request for a base branch. Whether its branch holds it already is not
 * known yet. The registry is not asked yet: it is asked for what is written, and for a tag where a file holds
 * one and the upstreams declare a digest alone.
 */
export async function planProposals(
  steps: readonly ProposingLane[],
  environments: Environments,
  { github, ...source }: ImageSource & { readonly github: GitHub },
): Promise<readonly PlannedProposal[]> {
  const states = await laneStates(steps, github);
  const planned: PlannedProposal[] = [];
  for (const step of steps) {
    const state = states.get(step);
    if (state !== undefined)
      planned.push({ step, plan: await planProposal(step, state, environments, source) });
  }
  return planned;
}

async function planProposal(
  step: ProposingLane,
  state: LaneState,
  environments: Environments,
  source: ImageSource,
): Promise<LanePlan> {
  const { lane, wave } = step;
  const ground = groundOf(step, environments);
  const edited = await editWithTags({ lane, state, images: imagesOf(step, environments) }, ground, source);
  const ownFiles = holdFileAfter(step, environments);
  return planLane(edited, ground, { purpose: { kind: 'promotion', wave }, ownFiles });
}

/** The files of the environment, or of the targets of the wave that is proposed. */
function groundOf({ baseBranch, environment, wave }: ProposingLane, { config }: Environments): LaneGround {
  const matches = fileMatcher(wave === undefined ? environment : filesOfTargets(environment, wave.targets));
  const files = baseBranch.read.files.filter(({ path }) => matches(path));
  return {
    base: baseBranch.state,
    read: { files, heads: new Map() },
    editor: editorSettings(config, environment),
    rebuild: environment.rebuild ?? 'conflicting',
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
  // A merge queue brings it up to date by itself.
  if (open?.queued === true) return state;
  const onBase = open?.head?.parents[0] === baseBranch.state.base.oid;
  const behind = open !== undefined && (open.merging.state === 'behind' || open.mergeable === 'conflicting');
  const mergeable = onBase ? ('unknown' as const) : behind ? ('conflicting' as const) : undefined;
  if (mergeable === undefined) return state;
  return { ...state, pulls: state.pulls.map((pull) => ({ ...pull, mergeable })) };
}

/** Images of a proposal that the environment does not declare yet; all of them where it declares each. */
export function movingImages({ step, plan }: PlannedProposal): readonly ProposedImage[] {
  const names = new Set(plan.placed.map(({ image }) => image.name));
  const some = step.images.filter(({ name }) => names.has(name));
  return some.length === 0 ? step.images : some;
}

/**
 * A merge into staging ends what a merge into prod was judged by: what staging declares. So prod is merged
 * first. The lanes stand in the order of their environments, and those of one environment keep theirs.
 */
export function lastEnvironmentFirst<T extends Pick<PlannedProposal, 'step'>>(
  planned: readonly T[],
): readonly T[] {
  const names = [...new Set(planned.map(({ step }) => step.lane.environment))];
  const place = ({ step }: T): number => names.indexOf(step.lane.environment);
  return planned.toSorted((a, b) => place(b) - place(a));
}
