import type { Environments } from '../../../environments/environments.ts';
import type { GitHub } from '../../../github/github.ts';
import type { Digest } from '../../../image/digest.ts';
import { type ArrivingImage, doubtsOf, type DoubtTools } from '../../../lanes/plan/doubts.ts';
import { placesOf, versionsOf } from '../../../promotion/advance/environment-state.ts';
import { isAt } from '../../../promotion/advance/wave.ts';
import type { DoubtedImage } from '../../../promotion/gates/doubt.ts';
import { allPassed, type GateResult } from '../../../promotion/gates/gate.ts';
import { holdOn } from '../../../promotion/hold/holds.ts';
import { type Decision, writesHead } from '../../../promotion/lane/decide.ts';
import type { ResolvedImage } from '../../../promotion/lane/images.ts';
import { type LanePull, presentBranch } from '../../../promotion/lane/lane.ts';
import { HOLD_CONTEXT } from '../../../promotion/status/commit-status.ts';
import type { ProposingLane } from './lane-step.ts';
import type { PlannedProposal } from '../plan-proposals.ts';

/** What the doubts about a proposal are found with. */
interface LaneDoubtTools {
  readonly environments: Environments;
  readonly doubts: DoubtTools;
  readonly isMerging: boolean;
}

/**
 * Whether it is to be looked at now if a proposal takes the environment back: where Waybill would merge it or
 * writes its commit, and as long as a person has to decide on it. It costs requests, and a lane that waits
 * for time alone is looked at every hour.
 */
export function isInQuestion(
  { step, plan }: PlannedProposal,
  { decision, gates }: { readonly decision: Decision; readonly gates: readonly GateResult[] },
  { isMerging }: Pick<LaneDoubtTools, 'isMerging'>,
): boolean {
  const isHeld = (step.open?.statuses ?? []).some(
    ({ context, state }) => context === HOLD_CONTEXT && state.toLowerCase() !== 'success',
  );
  return isMerging && plan.files.length > 0 && (writesHead(decision) || allPassed(gates) || isHeld);
}

/** The images of a proposal that a person has to decide on. */
export async function laneDoubts(
  proposal: PlannedProposal,
  { environments, doubts }: Pick<LaneDoubtTools, 'environments' | 'doubts'>,
): Promise<readonly DoubtedImage[]> {
  const { step, plan } = proposal;
  const pulls = await pullsOf(proposal, doubts.github);
  const by = { lane: step.lane, pulls, base: step.baseBranch.state };
  return doubtsOf(arrivingImages(step, plan.images, environments), by, doubts);
}

/** The newest pull requests of the lane. Of a lane with an open one, nothing but that was read so far. */
async function pullsOf({ step, plan }: PlannedProposal, github: GitHub): Promise<readonly LanePull[]> {
  if (step.open === undefined) return plan.state.pulls;
  const { fullName: repository, base } = step.baseBranch.state;
  const branches = [presentBranch(step.lane)];
  const { lanes } = await github.survey({
    ...{ repository, base, branches },
    ...{ folders: [], labels: [], reviewers: [] },
  });
  return lanes[0]?.pulls ?? plan.state.pulls;
}

/** An image that comes, and what is declared in its place. */
interface ComingImage {
  readonly name: string;
  readonly digest: Digest;
  readonly declared: readonly { readonly digest: Digest }[];
}

/**
 * The upstreams that declare what comes, and those of them that went back to it. For the later waves of a
 * first environment, the environment itself stands there with its first wave.
 */
function comesFrom(
  { name: own, after, waves: [first = []] = [] }: ProposingLane['environment'],
  { name, digest, declared }: ComingImage,
  environments: Environments,
): Pick<ArrivingImage, 'upstreams' | 'wentBack'> {
  const isHeldIn = (environment: string): boolean =>
    declared.some(
      (version) => holdOn(environments.of(environment).holds, name, version.digest) !== undefined,
    );
  if (after.environments.length > 0) {
    const upstreams = after.environments.filter((upstream) =>
      isAt(environments.of(upstream).declares(name), digest),
    );
    const wentBack = upstreams.filter(
      (upstream) => isHeldIn(upstream) || environments.of(upstream).since(name, digest)?.isReturn === true,
    );
    return { upstreams, wentBack };
  }
  const begun = first
    .map((target) => environments.of(own).target(target))
    .filter(({ declares }) => declares(name).kind !== 'none' && isAt(declares(name), digest));
  const isBack = begun.some(({ since }) => since(name, digest)?.isReturn === true);
  const upstreams = begun.length === 0 ? [] : [own];
  return { upstreams, wentBack: isBack || isHeldIn(own) ? upstreams : [] };
}

/** The images of a proposal that the environment does not declare yet, and how they come to it. */
function arrivingImages(
  { environment, images }: Pick<ProposingLane, 'environment' | 'images'>,
  settings: readonly ResolvedImage[],
  environments: Environments,
): readonly ArrivingImage[] {
  const here = environments.of(environment.name);
  return images.flatMap(({ name, digest, tag }): ArrivingImage[] => {
    const known = settings.find((image) => image.name === name);
    const declaration = here.declares(name);
    if (known === undefined || isAt(declaration, digest)) return [];
    const declared = versionsOf(declaration).filter((version) => version.digest !== digest);
    const { upstreams, wentBack } = comesFrom(environment, { name, digest, declared }, environments);
    return [
      {
        image: { name, digest, tag, repository: known.repository, source: known.source },
        declared: declared.map((version) => ({ digest: version.digest, tag: version.tag })),
        paths: [...new Set(placesOf(declaration).map(({ location }) => location.file))],
        upstreams,
        wentBack,
      },
    ];
  });
}
