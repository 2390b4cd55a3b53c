import type { Config, EnvironmentConfig } from '../../config/config.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { gateQuestion } from '../../environments/gate-question.ts';
import { readEnvironments } from '../../environments/read-environments.ts';
import type { RepositoryState } from '../../github/github.ts';
import { evaluateGates } from '../../promotion/gates/evaluate.ts';
import type { GateResult } from '../../promotion/gates/gate.ts';
import type { PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import { namesFor, type PullSettings } from '../pull-settings.ts';
import type { EditedLane } from './plan-lane.ts';
import { pullRequestFacts } from './pull-request-facts.ts';

/**
 * What the gates of an environment say of images that somebody asked for, and what the pull request tells of
 * it.
 */
export interface Judgement {
  readonly gates: readonly GateResult[];
  readonly facts: PullRequestFacts;
}

/** Where images go that somebody asked for by name. */
export interface AskedEnvironment {
  readonly config: Config;
  readonly environment: EnvironmentConfig;
  /** The repository and branch that `waybill.yaml` was read from. */
  readonly home: RepositoryState;
}

/** Evaluates the gates for lanes that were asked for by name, in their order. The upstreams are read now. */
export async function judgeProposals(
  lanes: readonly EditedLane[],
  { home, config, environment }: AskedEnvironment,
  pull: PullSettings,
  collaborators: Collaborators,
): Promise<readonly Judgement[]> {
  const question = { home, config, selected: [environment], namesFor: namesFor(pull) };
  const { environments, lanePlaces } = await readEnvironments(question, collaborators);
  return lanes.map(({ lane, placed, images: all }) => {
    const place = lanePlaces.find((known) => known.lane.unit === lane.unit);
    if (place === undefined) throw new TypeError(`${lane.unit} is no lane of ${environment.name}`);
    const images = placed.map(({ image: { name, digest, tag } }) => ({ name, digest, tag }));
    const records = new Map(
      all.map(({ digest, record, unanswered = false }) => [digest, { record, unanswered }]),
    );
    const proposal = { place, images, wave: undefined, records };
    const gates = evaluateGates(gateQuestion(proposal, environments));
    return { gates, facts: pullRequestFacts({ environment, images, next: [] }, gates, environments) };
  });
}
