import type { Environments } from '../../../environments/environments.ts';
import type { GitHub } from '../../../github/github.ts';
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
    const upstreams = environment.after.environments.filter((upstream) =>
      isAt(environments.of(upstream).declares(name), digest),
    );
    const wentBack = upstreams.filter((upstream) => {
      const { holds, since } = environments.of(upstream);
      const isHeld = declared.some((version) => holdOn(holds, name, version.digest) !== undefined);
      return isHeld || since(name, digest)?.isReturn === true;
    });
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
