import { groupBy } from '../../errors/group-by.ts';
import { editorSettings } from '../../config/editor-settings.ts';
import type { Config, ImageConfig } from '../../config/config.ts';
import { imageNamed, pinOf } from '../../config/images.ts';
import { fileMatcher } from '../../config/environments.ts';
import { blobOid } from '../../github/read/git-blob.ts';
import type { GitHub } from '../../github/github.ts';
import type { LaneState } from '../../promotion/lane/lane-state.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { ORDINARY } from '../../promotion/lane/purpose.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import { type LanePlan, planLane } from '../../lanes/plan-lane.ts';
import { resolveImage, type ImageSource, type ResolvedImage } from '../../lanes/resolve-images.ts';
import type { ProposedImage } from '../../promotion/advance/wave.ts';
import type { LaneProposal } from '../../environments/next-step.ts';
import { holdFileAfter } from './hold-file.ts';
import type { Environments } from '../../environments/environments.ts';
import { stateOfOpen } from '../../environments/lanes-into.ts';

/** The images as a plan needs them, without asking the registry: enough to see whether anything has to be written. */
export function unresolved({ images, environment }: LaneProposal, config: Config): readonly ResolvedImage[] {
  return images.map(({ name: image, digest, tag }) => ({
    ...facts(imageNamed(config, image), environment),
    tag,
    digest,
    record: undefined,
  }));
}

/** The same, checked to be in the registry and with their records: what a pull request is written from. */
export async function resolved(
  { images, environment }: LaneProposal,
  config: Config,
  source: ImageSource,
): Promise<readonly ResolvedImage[]> {
  const found: ResolvedImage[] = [];
  for (const { name: image, digest, tag } of images) {
    const known = imageNamed(config, image);
    const asked = { ...facts(known, environment), source: known.source };
    found.push(await resolveImage({ ...asked, tag, digest, tagIsGiven: false, record: undefined }, source));
  }
  return found;
}

function facts(image: ImageConfig, environment: LaneProposal['environment']) {
  const { name, repository, path } = image;
  return { name, repository, path, pin: pinOf(environment, image) };
}

/** Plans one lane on the head of its base branch; in waves only the files of the targets whose turn it is. */
export function planAim(
  aim: LaneProposal,
  images: readonly ResolvedImage[],
  state: LaneState,
  knowledge: Pick<Environments, 'config' | 'states'>,
  story?: PullRequestFacts,
): LanePlan {
  const { place, lane, wave } = aim;
  const patterns = aim.environment.targets
    .filter(({ name }) => wave === undefined || wave.targets.includes(name))
    .flatMap(({ files }) => files);
  const matches = fileMatcher(wave === undefined ? aim.environment : { files: patterns });
  const files = place.read.files.filter(({ path }) => matches(path));
  const known = editorSettings(knowledge.config, aim.environment);
  const occasion = { ...ORDINARY, wave };
  const ownFiles = holdFileAfter(aim, knowledge);
  const input = { lane, state, images, occasion, ownFiles, ...(story === undefined ? {} : { facts: story }) };
  return planLane(input, place.state, { ...place.read, files, heads: new Map() }, known, false);
}

/**
 * The state of every lane: from the list of open pull requests, and for the others read now, because a branch can be there
 * without a pull request, and a closed one can be a person's no.
 */
export async function laneStates(
  aims: readonly LaneProposal[],
  github: GitHub,
): Promise<ReadonlyMap<LaneProposal, LaneState>> {
  const states = new Map<LaneProposal, LaneState>();
  for (const aim of aims) {
    const state = stateOfOpen(aim);
    if (state !== undefined) states.set(aim, rebased(aim, state));
  }
  for (const [place, unknown] of groupBy(
    aims.filter((aim) => aim.open === undefined),
    (aim) => aim.place,
  )) {
    for (let start = 0; start < unknown.length; start += LANES) {
      const chunk = unknown.slice(start, start + LANES);
      const { lanes } = await github.survey({
        repository: place.state.fullName,
        base: place.state.base,
        folders: [],
        branches: chunk.map(({ lane }) => laneBranch(lane)),
        labels: [],
        reviewers: [],
      });
      for (const [index, aim] of chunk.entries()) {
        const state = lanes[index];
        if (state !== undefined) states.set(aim, state);
      }
    }
  }
  return states;
}

/** Lanes that are read in one request: each lists ten pull requests with all that is known of them. */
const LANES = 40;

/** A branch that fell behind where GitHub wants it up to date is built anew, like one that conflicts. */
function rebased({ open, place }: LaneProposal, state: LaneState): LaneState {
  const onBase = open?.head?.parents[0] === place.state.base.oid;
  const behind = open !== undefined && (open.mergeState === 'behind' || open.mergeable === 'conflicting');
  const mergeable = onBase ? ('unknown' as const) : behind ? ('conflicting' as const) : undefined;
  if (mergeable === undefined) return state;
  return { ...state, pulls: state.pulls.map((pull) => ({ ...pull, mergeable })) };
}

/**
 * The plans with what their branches hold by now: the planned files, compared in one request for all lanes of a place, and
 * nothing else. The message of a commit only claims to be ours; what is merged by itself is what would be written.
 */
export async function withBranches(
  plans: readonly { readonly aim: LaneProposal; readonly plan: LanePlan }[],
  github: GitHub,
): Promise<readonly LanePlan[]> {
  const right = new Map<LanePlan, boolean>();
  for (const [place, own] of groupBy(plans, ({ aim }) => aim.place)) {
    for (const { aim, plan } of own) right.set(plan, changesNoMore(aim, plan));
    const asked = own.flatMap(({ plan }) =>
      right.get(plan) === false
        ? []
        : plan.edits.files.map(({ path, after }) => ({
            plan,
            path,
            after,
            commit: plan.state.head?.oid ?? '',
          })),
    );
    const found = await github.fileOids(place.state.fullName, asked);
    for (const [index, { plan, after }] of asked.entries()) {
      const oid = found[index];
      const same = oid !== undefined && blobOid(new TextEncoder().encode(after), oid) === oid;
      if (!same) right.set(plan, false);
    }
  }
  return plans.map(({ plan }) => ({
    ...plan,
    situation: { ...plan.situation, branchIsRight: right.get(plan) ?? false },
  }));
}

/** Whether the open pull request changes no file beside the planned ones; what a branch without one changes is not known. */
function changesNoMore({ open }: LaneProposal, { edits: plan, state, situation }: LanePlan): boolean {
  if (state.head === undefined || open === undefined) return false;
  // A person's additions are looked at by a person; that the planned files are right is still worth knowing.
  if (situation.standing.kind !== 'ours') return true;
  const planned = new Set(plan.files.map(({ path }) => path));
  const { count, paths } = open.changes;
  return count > paths.length ? count === planned.size : paths.every((path) => planned.has(path));
}

/** Images of an aim that the environment does not declare yet. */
export function moving(aim: LaneProposal, plan: LanePlan): readonly ProposedImage[] {
  const names = new Set(plan.placed.map(({ image }) => image.name));
  const some = aim.images.filter(({ name: image }) => names.has(image));
  return some.length === 0 ? aim.images : some;
}
