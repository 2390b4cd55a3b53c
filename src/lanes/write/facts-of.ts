import { downstreamOf } from '../../config/configured-environments.ts';
import { withDoubts } from '../../promotion/gates/doubt.ts';
import { NO_FACTS, type PullRequestFacts } from '../../promotion/pull-request/facts.ts';
import type { LanePlan } from '../plan/plan-lane.ts';
import type { LaneWriter } from './lane-writer.ts';

/**
 * What a pull request says beside the images, as far as this run knows it. Where gates decide who merges,
 * `advance` says it; otherwise this run does, and its words are what it does.
 */
export function factsOf(
  { facts, doubted }: Pick<LanePlan, 'facts' | 'doubted'>,
  { destination: { config, environment }, merging }: Pick<LaneWriter, 'destination' | 'merging'>,
): PullRequestFacts {
  const next = config === undefined ? [] : downstreamOf(config, environment).map(({ name }) => name);
  const read = facts ?? { ...NO_FACTS, next };
  const gates = withDoubts(read.gates, doubted, { environment: environment.name, review: undefined });
  const known = { ...read, gates };
  if (merging.by === 'by-gates') return known;
  return { ...known, merge: merging.atOnce ? 'auto' : 'manual' };
}
