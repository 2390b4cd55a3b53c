import type { Config } from '../../config/config.ts';
import { allLanes, imageNamed, laneOf } from '../../config/images.ts';
import { resultOf } from '../../errors/go-on.ts';
import type { BaseBranch } from '../../environments/base-branches.ts';
import { laneSite } from '../../environments/lanes/lane-sites.ts';
import type { GitHub, RepositoryState } from '../../github/github.ts';
import { errorsOfLane, failedReport, type LaneReport } from '../lane-report.ts';
import { leaveLane, type LeftPull } from './leave-lane.ts';
import { type KnownLanes, leftLane } from '../../promotion/lane/left-lane.ts';

/** Where lanes of earlier times are looked for. */
export interface LeftQuestion {
  readonly home: RepositoryState;
  readonly config: Config;
  readonly baseBranches: readonly BaseBranch[];
}

/**
 * The open pull requests of lanes that `waybill.yaml` had once, on the base branches that it names now: their
 * environment, group or image was renamed or removed. Each is left to a person, and reported as blocked.
 */
export async function reportLeftLanes(
  question: LeftQuestion,
  {
    dryRun,
    run,
    github,
  }: { readonly dryRun: boolean; readonly run: string | undefined; readonly github: GitHub },
): Promise<readonly LaneReport[]> {
  const reports: LaneReport[] = [];
  for (const left of leftPulls(question)) {
    const before = github.writes();
    const report = reportOf(left, question.home);
    const result = await resultOf(async () => !dryRun && (await leaveLane(left, github, run)));
    reports.push(
      result.ok
        ? { ...report, changed: result.value }
        : failedReport(report, errorsOfLane(result.problem), github.writes() > before),
    );
  }
  return reports;
}

function leftPulls({ home, config, baseBranches }: LeftQuestion): readonly LeftPull[] {
  const known = knownLanes(home, config);
  return baseBranches.flatMap((baseBranch) =>
    baseBranch.surveyed.openPulls.flatMap((open): LeftPull[] => {
      const lane = open.openFrom.length > 1 ? undefined : leftLane(open.head, known);
      return lane === undefined ? [] : [{ lane, open, baseBranch }];
    }),
  );
}

function knownLanes(home: RepositoryState, config: Config): KnownLanes {
  const lanes = allLanes(config);
  const isImage = (name: string): boolean => config.images.some((image) => image.name === name);
  return {
    home: { repository: home.fullName, id: home.databaseId, branch: home.base.branch },
    environments: config.environments.map(({ name }) => name),
    units: lanes.map(({ name }) => name),
    groupOf: (image) => (isImage(image) ? laneOf(config, imageNamed(config, image)).name : undefined),
  };
}

function reportOf({ lane, open, baseBranch }: LeftPull, home: RepositoryState): LaneReport {
  const { environment, unit, trailers, why } = lane;
  const site = laneSite(home, baseBranch.state, trailers.images);
  return {
    lane: { environment, unit, images: trailers.images.map(({ name }) => name), site },
    branch: open.branch,
    outcome: 'blocked',
    changed: false,
    reason: `${why} Its pull request is left to a person: merge or close it.`,
    pull: { id: open.id, number: open.number, url: open.url },
    head: open.headOid,
    proposal: Object.fromEntries(trailers.images.map(({ name, digest }) => [name, digest])),
    placed: [],
    files: [],
    left: [],
    errors: [],
    merge: undefined,
  };
}
