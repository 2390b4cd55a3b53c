import { imageNamed } from '../../config/images.ts';
import type { OriginReader } from '../../environments/running/image-sources.ts';
import { commitHolders } from '../../environments/running/commit-holders.ts';
import { type Standing, whereabouts } from '../../environments/running/whereabouts.ts';
import type { CommitPull, Deployment, GitHub } from '../../github/github.ts';
import { commentMarker, commentText } from './comment-text.ts';
import {
  deploymentEnvironment,
  type DeploymentPlan,
  planDeployment,
  type ReportedState,
} from './plan-deployments.ts';

/** What is known when a source repository is told. */
export interface SourceQuestion {
  readonly repository: string;
  /** `acme/config@main`: whose environments these are. */
  readonly home: string;
  readonly standing: Standing;
  readonly originOf: OriginReader;
  /** The digests that were built from this repository. */
  readonly reported: readonly ReportedState[];
  readonly comments: boolean;
  readonly dryRun: boolean;
}

/** What was written to a source repository. */
export interface SourceReport {
  readonly repository: string;
  readonly deployments: readonly DeploymentPlan[];
  /** Addresses of the pull requests whose comment was written. */
  readonly commented: readonly string[];
}

/** A release brings at most so many pull requests a comment; the newest ones. */
const MOST_PULLS = 30;

/**
 * Tells the source repository where its commits run: a comment on each pull request, then the Deployments. A
 * Deployment whose status is written is told for good, so a run that was killed goes on where it was.
 */
export async function reportSource(question: SourceQuestion, github: GitHub): Promise<SourceReport> {
  const { repository, home, standing, reported, dryRun } = question;
  const environments = [...new Set(reported.map(({ state }) => deploymentEnvironment(state)))];
  const planWith = (present: readonly Deployment[]): readonly DeploymentPlan[] =>
    reported.map((state) => planDeployment(state, { config: standing.config, home, present }));
  const isEnough = (found: readonly Deployment[]): boolean => planWith(found).every(isSettled);
  const plans = planWith(await github.deployments(repository, environments, isEnough));
  const commented = question.comments ? await comment(question, plans, github) : [];
  for (const plan of plans) {
    if (!dryRun) await write(plan, repository, github);
  }
  return { repository, deployments: plans.filter(({ isNews }) => isNews), commented };
}

/** Whether older Deployments say nothing more of it: its own is there, and one before it that has ended. */
function isSettled({ present, hasEnded }: DeploymentPlan): boolean {
  return present !== undefined && hasEnded;
}

async function write(plan: DeploymentPlan, repository: string, github: GitHub): Promise<void> {
  const { origin, environment, task, payload, isProduction, status, present, isNews, ended } = plan;
  if (isNews) {
    const { commit } = origin;
    const description = `${plan.state.image} of ${payload['waybill'] ?? ''}`;
    const id =
      present?.id ??
      (await github.writeDeployment({
        ...{ repository, commit, environment, task, payload, description, isProduction },
      }));
    // The status comes last: once it stands, nobody comes back to the record.
    if (plan.state.kind === 'running') await record(plan, repository, github);
    await github.writeDeploymentStatus({ repository, id }, status);
  }
  for (const { id, status: last } of ended) {
    const nothing = { description: '', environmentUrl: undefined, logUrl: undefined };
    await github.writeDeploymentStatus({ repository, id }, { ...nothing, ...last, state: 'inactive' });
  }
}

async function record({ state, origin, environment }: DeploymentPlan, repository: string, github: GitHub) {
  await github.recordDeployment({
    organization: repository.slice(0, repository.indexOf('/')),
    repository,
    name: state.repository,
    digest: state.digest,
    version: origin.version ?? state.tag,
    environment: state.environment,
    cluster: state.target,
    deployment: `${environment}-${state.image}`,
  });
}

/**
 * Brings the comments up to date: of the pull requests that made what is declared now, and of those that a
 * Deployment which is news brought with it.
 */
async function comment(
  question: SourceQuestion,
  plans: readonly DeploymentPlan[],
  github: GitHub,
): Promise<readonly string[]> {
  const { repository, home, standing, originOf, dryRun } = question;
  const images = standing.config.images
    .filter(({ source }) => source?.toLowerCase() === repository.toLowerCase())
    .map(({ name }) => name);
  const commented: string[] = [];
  for (const { number, url, commit } of await pullsOf(question, plans, github)) {
    const holds = await commitHolders({ repository, commit }, standing, originOf, (pair) =>
      github.commitOrder(pair),
    );
    const holding = images.filter((image) => isIn(image, 'itself'));
    const shown = holding.length > 0 ? holding : images.filter((image) => isIn(image, 'later'));
    const rows = whereabouts(standing, shown, holds);
    const text = { marker: commentMarker(home), body: commentText(rows, { ...standing, home, originOf }) };
    if (rows.length === 0 || dryRun) continue;
    if (await github.putComment({ repository, number }, text)) commented.push(url);
    function isIn(image: string, how: 'itself' | 'later'): boolean {
      return [...standing.states, ...standing.proposed].some(
        (version) => version.image === image && holds(version) === how,
      );
    }
  }
  return commented;
}

async function pullsOf(
  { repository, standing, originOf }: SourceQuestion,
  plans: readonly DeploymentPlan[],
  github: GitHub,
): Promise<readonly CommitPull[]> {
  const commits = new Set(plans.map(({ origin }) => origin.commit));
  for (const version of standing.proposed) {
    const origin = originOf(version);
    if (origin?.repository === repository) commits.add(origin.commit);
  }
  const pairs = plans.flatMap(({ isNews, before, origin, state }) => {
    const { path } = imageNamed(standing.config, state.image);
    return isNews && before !== undefined ? [{ repository, from: before, to: origin.commit, path }] : [];
  });
  for (const changes of pairs.length === 0 ? [] : await github.sourceChanges(pairs)) {
    if (changes.kind !== 'known') continue;
    const brought = changes.added.filter(({ pull }) => pull !== undefined).slice(0, MOST_PULLS);
    for (const { oid } of brought) commits.add(oid);
  }
  const found = await github.commitPulls(repository, [...commits]);
  return [...new Map([...found.values()].flat().map((pull) => [pull.number, pull])).values()];
}
