import type { Config, EnvironmentConfig } from '../../src/config/config.ts';
import { environmentNamed } from '../../src/config/configured-environments.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { Destination } from '../../src/environments/destination.ts';
import type { GitHub, RepositoryState } from '../../src/github/github.ts';
import type { LanePlan } from '../../src/lanes/plan/plan-lane.ts';
import type { LaneWriter } from '../../src/lanes/write/lane-writer.ts';
import { planImages } from '../../src/manifest/plan-edits.ts';
import { ORDINARY } from '../../src/promotion/lane/purpose.ts';
import { BASE, situationIn, laneInto } from '../promotion/lane/a-situation.ts';
import { yaml } from '../yaml.ts';
import { aGitHub } from './a-github.ts';

/** `api` from dev over staging into prod. */
export const CONFIG: Config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api }
    web: { repository: ghcr.io/acme/web }
  environments:
    dev: { files: [dev] }
    staging: { files: [staging], after: [dev] }
    prod: { files: [prod], after: [staging] }
`);

/** `api` and `web` move together into prod, and `cart` by itself. */
export const GROUPED: Config = parseConfig(yaml`
  version: 1
  images:
    api: { repository: ghcr.io/acme/api }
    web: { repository: ghcr.io/acme/web }
    cart: { repository: ghcr.io/acme/cart }
  groups: { shop: [api, web] }
  environments: { prod: { files: [prod] } }
`);

/** `acme/config` on its default branch, where nothing was read but that. */
export function repositoryState(more: Partial<RepositoryState> = {}): RepositoryState {
  return {
    ...{ id: 'R_1', databaseId: 7, fullName: 'acme/config', archived: false, isDefaultBranch: true },
    ...{ base: { branch: 'main', oid: BASE, tree: 'f'.repeat(40) }, config: undefined },
    ...{ autoMergeAllowed: false, mergeMethods: ['squash'], now: new Date('2026-01-05T10:00:00Z') },
    ...more,
  };
}

export function destinationOf(
  environment: string | EnvironmentConfig,
  more: Partial<Destination> = {},
): Destination {
  return {
    state: repositoryState(),
    config: CONFIG,
    environment: typeof environment === 'string' ? environmentNamed(CONFIG, environment) : environment,
    ...more,
  };
}

/** The lane of `api` into an environment, planned: it changes nothing, and nobody looked at gates. */
export function lanePlan(environment: string, more: Partial<LanePlan> = {}): LanePlan {
  const plans = planImages({ files: [], images: [], options: {} });
  const situation = situationIn(environment, undefined, []);
  return {
    ...{ lane: laneInto(environment), state: situation.state, images: [], plans, edits: plans.all },
    ...{ files: [], placed: [], purpose: ORDINARY, facts: undefined, doubted: [], situation },
    ...more,
  };
}

/** What carries a decision out, and adds nothing to a pull request: GitHub answers what a test says. */
export function laneWriterInto(
  environment: string | EnvironmentConfig,
  answers: Partial<GitHub> = {},
  more: Partial<LaneWriter> = {},
): LaneWriter {
  return {
    github: aGitHub(answers),
    readRecord: () => Promise.resolve({ record: undefined, unanswered: false }),
    destination: destinationOf(environment),
    modes: new Map(),
    settings: { labels: [], reviewers: [], teamReviewers: [] },
    merging: { by: 'as-configured', atOnce: false, methods: ['squash'] },
    viewer: 'acme-waybill[bot]',
    titlePrefix: '',
    draft: false,
    server: 'https://github.com',
    run: 'https://github.com/acme/shop/actions/runs/1',
    ...more,
  };
}
