import type { Config, EnvironmentConfig } from '../../config/config.ts';
import { environmentNamed, inOrder } from '../../config/configured-environments.ts';
import { parseConfig } from '../../config/parse.ts';
import { resultOf } from '../../errors/go-on.ts';
import type { Result } from '../../errors/result.ts';
import { WaybillError } from '../../errors/waybill-error.ts';
import { filesOf } from '../../environments/base-branches.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { type EnvironmentsRead, readEnvironments } from '../../environments/read-environments.ts';
import { checkOwnFiles } from '../../environments/destination.ts';
import { readHome, withoutConfig } from '../../environments/home.ts';
import type { RepositoryState } from '../../github/github.ts';
import { type Carried, errorsOfLane } from '../../lanes/lane-report.ts';
import { type LeftQuestion, reportLeftLanes } from '../../lanes/left/left-lanes.ts';
import { pauseReserved } from '../../lanes/pause/reserved-lanes.ts';
import { orderReader } from '../../lanes/plan/build-order.ts';
import { namesFor } from '../../lanes/pull-settings.ts';
import { inRounds, laneMoved } from '../../lanes/rounds.ts';
import { nextLook } from '../../promotion/gates/gate.ts';
import { laneBranch } from '../../promotion/lane/lane.ts';
import { closeLane } from './lane/close-lane.ts';
import { withBranches } from './compare-branches.ts';
import type { AdvanceRequest } from './inputs.ts';
import { type LaneStep, laneStep, type ProposingLane, readOffer } from './lane/lane-step.ts';
import { laneTools } from './lane/judge-lane.ts';
import { moveLanes } from './lane/move-lane.ts';
import { lastEnvironmentFirst, planProposals } from './plan-proposals.ts';
import { type AdvancedLane, type AdvanceReport, failedLane, waitingLane } from './report.ts';
import { reportLeftBranches } from './left-branches.ts';
import { rollBackFailures } from './roll-back-failures.ts';
import { logAdvance } from './summary.ts';

/**
 * Looks at every lane into the environments that were asked for. It proposes what their upstreams declare on
 * the base branch now, shows the gates, and merges what may be merged. A lane that cannot go on carries its
 * error, and the others go on. Throws where nothing can be judged: a mistake in `waybill.yaml` or in a hold
 * file.
 */
export async function advance(request: AdvanceRequest, collaborators: Collaborators): Promise<AdvanceReport> {
  const reports: LaneReports = new Map();
  let last: { readonly home: HomeConfig; readonly moved: readonly LaneStep[] } | undefined;
  await inRounds(async () => {
    let known = await readPipeline(request, collaborators);
    const failed = await rollBackFailures(known.read, request, collaborators);
    for (const [branch, report] of failed) reports.set(branch, report);
    // What was rolled back a moment ago must not count as declared for the environments after it.
    if ([...failed.values()].some(({ changed }) => changed))
      known = await readPipeline(request, collaborators);
    const moved = await advanceAll(known.read, { request, collaborators, reports });
    const { state } = known.home;
    const { baseBranches, environments } = known.read;
    const { config } = environments;
    await noteLeftLanes({ home: state, config, baseBranches }, { request, collaborators, reports });
    const waiting = new Set(moved.map(({ lane }) => laneBranch(lane)));
    const isBusy = (branch: string): boolean => reports.has(branch) || waiting.has(branch);
    for (const left of await reportLeftBranches(known.read, isBusy, request.dryRun, collaborators))
      reports.set(laneBranch(left.lane), left);
    last = { home: known.home, moved };
    return moved.map(({ lane }) => laneBranch(lane));
  }, collaborators.log);
  if (last === undefined) throw new TypeError('no round was run');
  for (const step of last.moved) {
    const branch = laneBranch(step.lane);
    reports.set(branch, failedLane(step, [laneMoved(branch)]));
  }
  const report = reportOf(request, last.home, reports);
  logAdvance(report, collaborators.log);
  return report;
}

/** The rules, and everything that has to be known to judge the lanes. */
async function readPipeline(
  request: AdvanceRequest,
  collaborators: Collaborators,
): Promise<{ readonly home: HomeConfig; readonly read: EnvironmentsRead }> {
  const home = await readConfig(request, collaborators);
  const { state, config, selected } = home;
  const question = { home: state, config, selected, namesFor: namesFor(request.pull) };
  const read = await readEnvironments(question, collaborators);
  for (const environment of selected) {
    const { baseBranch } = read.environments.of(environment.name);
    const destination = { config, environment, state: baseBranch.state, home: state };
    checkOwnFiles(destination, filesOf(baseBranch, environment), collaborators.log);
  }
  return { home, read };
}

/** The reports of the lanes that need no other round, by branch. */
type LaneReports = Map<string, AdvancedLane>;

/** The config repo, its `waybill.yaml`, and the environments of it that are looked at. */
interface HomeConfig {
  readonly state: RepositoryState;
  readonly config: Config;
  readonly selected: readonly EnvironmentConfig[];
}

async function readConfig(request: AdvanceRequest, collaborators: Collaborators): Promise<HomeConfig> {
  const { environments } = request;
  const state = await readHome(request, collaborators);
  if (state.config === undefined) {
    throw withoutConfig(
      state,
      'Add a waybill.yaml that says which environment comes after which, or name what to promote with the input "images".',
    );
  }
  const config = parseConfig(state.config);
  const named = new Set(environments.map((name) => environmentNamed(config, name)));
  refuseOnlyFirst([...named]);
  return {
    state,
    config,
    selected: inOrder(config).filter((environment) => named.size === 0 || named.has(environment)),
  };
}

/**
 * An expression that came to nothing leaves `images` empty. That does not ask to advance an environment that
 * comes after none.
 */
function refuseOnlyFirst(named: readonly EnvironmentConfig[]): void {
  const [first] = named;
  if (first === undefined || named.some(({ after }) => after.environments.length > 0)) return;
  throw new WaybillError(
    'INPUT_MISSING',
    `The input "images" is empty, and ${first.name} comes after no environment that could say what to promote`,
    {
      hint: 'Pass what to promote in "images" (an expression there may have come to nothing), or name an environment that has "after".',
    },
  );
}

/** What a round works with. */
interface RoundTools {
  readonly request: AdvanceRequest;
  readonly collaborators: Collaborators;
  readonly reports: LaneReports;
}

/** A run that looks at everything also says what became of lanes that `waybill.yaml` has no more. */
async function noteLeftLanes(
  question: LeftQuestion,
  { request: { environments, dryRun, run }, collaborators: { github }, reports }: RoundTools,
): Promise<void> {
  if (environments.length > 0) return;
  for (const report of await reportLeftLanes(question, { dryRun, run, github })) {
    if (!reports.has(report.branch)) reports.set(report.branch, { ...report, gates: [], until: undefined });
  }
}

/** Judges and moves every lane that is not settled yet. Returns those that somebody else moved meanwhile. */
async function advanceAll(
  { environments, lanePlaces }: EnvironmentsRead,
  tools: RoundTools,
): Promise<readonly LaneStep[]> {
  const { collaborators, reports, request } = tools;
  const { github } = collaborators;
  const { dryRun, run } = request;
  const order = orderReader(collaborators, request.server);
  const doubts = { ...collaborators, order, allowOlder: request.allowOlder };
  const steps: LaneStep[] = [];
  for (const place of lanePlaces) {
    const offer = await readOffer(place, environments, collaborators);
    const step = laneStep(place, offer, environments);
    const shown = await resultOf(() => pauseReserved(place, environments, { dryRun, run, github }));
    if (!shown.ok) reports.set(laneBranch(step.lane), failedLane(step, errorsOfLane(shown.problem)));
    if (step.kind !== 'idle' && !reports.has(laneBranch(step.lane))) steps.push(step);
  }
  const proposing = steps.filter((step) => step.kind === 'propose');
  const planned = await withBranches(await planProposals(proposing, environments, collaborators), github);
  const ordered = lastEnvironmentFirst(planned);
  const moved: LaneStep[] = [];
  const note = (
    step: LaneStep,
    result: Result<Carried<AdvancedLane> | undefined, unknown>,
    wrote = false,
  ): void => {
    const branch = laneBranch(step.lane);
    if (!result.ok) reports.set(branch, failedLane(step, errorsOfLane(result.problem), wrote));
    else if (result.value?.kind === 'done') reports.set(branch, result.value.report);
    else if (result.value !== undefined) moved.push(step);
  };
  for (const step of steps) {
    if (step.kind === 'propose') continue;
    const before = github.writes();
    note(step, await resultOf(() => advanceOther(step, tools)), github.writes() > before);
  }
  for (let start = 0; start < ordered.length; start += TOGETHER) {
    const some = ordered.slice(start, start + TOGETHER);
    const lanes = some.map((proposal) => ({
      proposal,
      tools: laneTools(proposal.step, { environments, doubts }, tools),
    }));
    const results = await moveLanes(lanes, github);
    for (const [index, { step }] of some.entries()) {
      const result = results[index];
      if (result !== undefined) note(step, result);
    }
  }
  return moved;
}

/**
 * Lanes that share requests. GitHub gives up on a request after ten seconds, and takes about one to open a
 * pull request.
 */
const TOGETHER = 5;

/** Does what the step of a lane says that proposes nothing. Undefined where there is nothing to say. */
async function advanceOther(
  step: Exclude<LaneStep, ProposingLane>,
  { request, collaborators }: RoundTools,
): Promise<Carried<AdvancedLane> | undefined> {
  switch (step.kind) {
    case 'idle':
      return undefined;
    case 'wait':
      return { kind: 'done', report: waitingLane(step) };
    case 'done':
      return closeLane(step, request.dryRun, collaborators.github);
  }
}

function reportOf(
  request: AdvanceRequest,
  { state: { fullName, base }, selected }: HomeConfig,
  reports: LaneReports,
): AdvanceReport {
  const order = selected.map(({ name }) => name);
  const lanes = [...reports.values()].toSorted(
    (a, b) => order.indexOf(a.lane.environment) - order.indexOf(b.lane.environment),
  );
  return {
    repository: fullName,
    base: { branch: base.branch, oid: base.oid },
    dryRun: request.dryRun,
    environments: order,
    lanes,
    nextLook: nextLook(lanes.flatMap((lane) => [lane, ...lane.gates])),
  };
}
