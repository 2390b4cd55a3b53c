import type { Config, EnvironmentConfig } from '../../config/config.ts';
import type { Collaborators } from '../../environments/collaborators.ts';
import { gateQuestion, withoutReviews } from '../../environments/gate-question.ts';
import { readGroupRecords } from '../../environments/lanes/group-question.ts';
import { readProofs } from '../../environments/read-proofs.ts';
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
interface Judgement {
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

/**
 * Judges what a lane brings. `isNewHead`: a commit is written for it now. The approvals on its pull request
 * were for the head before, and do not count.
 */
export type ProposalJudge = (edited: EditedLane, isNewHead: boolean) => Promise<Judgement>;

/**
 * Reads the environment and its upstreams as they are now. What it returns evaluates the gates for the lanes
 * into it.
 */
export async function proposalJudge(
  { home, config, environment }: AskedEnvironment,
  pull: PullSettings,
  collaborators: Collaborators,
): Promise<ProposalJudge> {
  const question = { home, config, selected: [environment], namesFor: namesFor(pull) };
  const { environments, lanePlaces } = await readEnvironments(question, collaborators);
  const groups = { environment: environment.name, names: lanePlaces.flatMap(({ lane }) => lane.images) };
  const declared = await readGroupRecords(groups, environments, collaborators.readRecord);
  const { prove } = collaborators;
  return async ({ lane, placed, images: all, wave }, isNewHead) => {
    const place = lanePlaces.find((known) => known.lane.unit === lane.unit);
    if (place === undefined) throw new TypeError(`${lane.unit} is no lane of ${environment.name}`);
    const images = placed.map(({ image: { name, digest, tag } }) => ({ name, digest, tag }));
    const records = new Map([
      ...declared,
      ...all.map(({ digest, record, unanswered = false }) => [digest, { record, unanswered }] as const),
    ]);
    const proofs = await readProofs({ config, environment, images, now: environments.now }, prove);
    const asked = gateQuestion({ place, images, wave, records, proofs }, environments);
    const gates = evaluateGates(isNewHead ? withoutReviews(asked) : asked);
    return { gates, facts: pullRequestFacts({ environment, images, next: [] }, gates, environments) };
  };
}
