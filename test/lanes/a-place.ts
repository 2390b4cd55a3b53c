import { ok } from '../../src/errors/result.ts';
import type { LanePlace } from '../../src/environments/lanes/lane-places.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import type { GitHub, OpenPull } from '../../src/github/github.ts';
import { laneText } from '../../src/promotion/lane/lane.ts';
import { type Trailers, formatTrailers } from '../../src/promotion/lane/trailers.ts';
import { type Held, baseBranch, openPull } from '../environments/a-base-branch.ts';
import { BASE, laneInto, NEW, TREE } from '../promotion/lane/a-situation.ts';
import { aGitHub } from './a-github.ts';
import { CONFIG } from './a-plan.ts';

export const HEAD = 'e'.repeat(40);

/** An open pull request of the lane of `api` into prod, with a head that Waybill wrote. */
export function pullOfWaybill(more: Partial<OpenPull> = {}, trailers: Partial<Trailers> = {}): OpenPull {
  const message = formatTrailers({
    environment: 'prod',
    lane: { text: laneText(laneInto('prod')), home: 7 },
    images: [{ name: 'api', repository: 'ghcr.io/acme/api', tag: 'v2', digest: NEW, from: [] }],
    ...{ sources: [], plan: { key: 'b'.repeat(64), tree: TREE } },
    ...trailers,
  });
  const head = { oid: HEAD, message, tree: TREE, parents: [BASE] };
  const url = 'https://github.com/acme/config/pull/7';
  return openPull({ head, headOid: HEAD, number: 7, id: 'PR_7', url, ...more });
}

/** The lane of `api` into prod, with its pull request. */
export function lanePlace(open: OpenPull | undefined, held: Held = {}): LanePlace {
  const environment = environmentNamed(held.config ?? CONFIG, 'prod');
  return { environment, baseBranch: baseBranch(held), lane: laneInto('prod'), join: false, open };
}

/** A GitHub that writes what it is asked for, and keeps that as lines. */
export function writingGitHub(answers: Partial<GitHub> = {}): {
  readonly asked: string[];
  readonly github: GitHub;
} {
  const asked: string[] = [];
  const done =
    (name: string): GitHub['dequeue'] =>
    ({ repository, base, pull, head, methods }) => {
      asked.push(`${name} ${repository} ${base} #${pull.number} ${pull.id} ${head.slice(0, 1)} ${methods}`);
      return Promise.resolve(ok(undefined));
    };
  return {
    asked,
    github: aGitHub({
      ...{ dequeue: done('dequeue'), mergeNoMore: done('disarm') },
      ...{ mergeNow: done('merge'), mergeWhenReady: done('arm'), writes: () => asked.length },
      showStatus: ({ repository, commit, context, state, description, url }) => {
        asked.push(`${repository} ${commit.slice(0, 1)} ${context} ${state}: ${description} ${url}`);
        return Promise.resolve(true);
      },
      comment: ({ repository, number }, { body }) => {
        asked.push(`comment ${repository}#${number}: ${body.split('\n')[0]}`);
        return Promise.resolve();
      },
      ...answers,
    }),
  };
}
