import type { Config, EnvironmentConfig } from '../config/config.ts';
import type { RepositoryState } from '../github/read/read-repository.ts';
import { evaluateGates } from '../promotion/gates/evaluate.ts';
import type { GateResult } from '../promotion/gates/gate.ts';
import type { PullRequestFacts } from '../promotion/pull-request/facts.ts';
import type { LanePlan } from './plan-lane.ts';
import type { Collaborators } from '../actions/promote/plan-lanes.ts';
import type { PullSettings } from './request.ts';
import { questionOf } from '../environments/question.ts';
import { readEnvironments } from '../environments/read-environments.ts';
import { factsOf } from './pull-request-facts.ts';

/** What the gates of an environment say of images that somebody asked for, and what the pull request tells of it. */
export interface Judgement {
  readonly gates: readonly GateResult[];
  readonly facts: PullRequestFacts;
}

/** The road of images that come by name: where `waybill.yaml` is, and into which environment they go. */
export interface AskedProposal {
  readonly home: RepositoryState;
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  readonly request: {
    readonly repository: string;
    readonly branch: string | undefined;
    readonly pull: PullSettings;
    readonly dryRun: boolean;
    readonly server: string;
    readonly asked: { readonly run: string | undefined };
  };
}

/** Evaluates the gates for lanes that were planned by name, in their order, with the upstreams read now. */
export async function judgeProposals(
  plans: readonly LanePlan[],
  { home, config, environment, request }: AskedProposal,
  world: Collaborators,
): Promise<readonly Judgement[]> {
  const asked = { ...request, environments: [environment.name], run: request.asked.run };
  const { knowledge, ways } = await readEnvironments(asked, home, config, [environment], world);
  return plans.map(({ lane, placed: moves, images: all }) => {
    const way = ways.find((one) => one.lane.unit === lane.unit);
    if (way === undefined) throw new TypeError(`${lane.unit} is no lane of ${environment.name}`);
    const images = moves.map(({ image: { name, digest, tag } }) => ({ name, digest, tag }));
    const records = new Map(all.map(({ name, record }) => [name, record]));
    const gates = evaluateGates(questionOf(way, images, undefined, records, knowledge));
    return {
      gates,
      facts: factsOf({ environment, images, next: [] }, gates, knowledge),
    };
  });
}
