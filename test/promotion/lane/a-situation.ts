import type { LaneSituation } from '../../../src/promotion/lane/decide.ts';
import { headStanding } from '../../../src/promotion/lane/head-standing.ts';
import type { LaneHead, LanePull } from '../../../src/promotion/lane/lane.ts';
import { digestOf } from '../gates/a-question.ts';
import { SITE } from './a-site.ts';

/** Commits and a tree that stand for any. */
export const [TREE, BASE] = ['c'.repeat(40), 'd'.repeat(40)];
/** The keys of two plans. */
export const [OLD_KEY, KEY] = ['a'.repeat(64), 'b'.repeat(64)];
export const [OLD, NEW] = [digestOf('1'), digestOf('2')];

/** The lane of `api` into an environment. */
export const laneInto = (environment: string) => ({ environment, unit: 'api', images: ['api'], site: SITE });

/** The open pull request of a lane, for a head and with a description. */
export function lanePull(headOid: string, body: string, more: Partial<LanePull> = {}): LanePull {
  return {
    id: 'PR_1',
    number: 1,
    url: 'https://github.com/acme/config/pull/1',
    state: 'open',
    headOid,
    title: '',
    body,
    mergeable: 'mergeable',
    labels: [],
    reviewers: [],
    autoMerge: false,
    queued: false,
    comments: [],
    ...more,
  };
}

/** Such a lane, which the plan `KEY` brings to `NEW`. */
export function situationIn(
  environment: string,
  head: LaneHead | undefined,
  pulls: readonly LanePull[],
  more: Partial<LaneSituation> = {},
): LaneSituation {
  const state = { head, pulls, openFrom: [] };
  return {
    standing: headStanding(laneInto(environment), state, BASE),
    state,
    proposal: { api: NEW },
    key: KEY,
    toDo: true,
    branchIsRight: false,
    isOlder: false,
    ...more,
  };
}
