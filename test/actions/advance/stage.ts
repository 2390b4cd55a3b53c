import { registryAccessOf } from '../../../src/actions/registry-access.ts';
import type { AdvanceReport } from '../../../src/actions/advance/report.ts';
import type { AdvanceRequest } from '../../../src/actions/advance/inputs.ts';
import { advance as advanceRun } from '../../../src/actions/advance/run.ts';
import type { PullSettings } from '../../../src/lanes/pull-settings.ts';
import type { SandboxRepository, SeedFile } from '../../../sandbox/github/sandbox-github.ts';
import { fakeRunner, openStage, type Stage, withoutWaiting, type Written } from '../stage.ts';
import type { SandboxRegistryOptions } from '../../../sandbox/registry/sandbox-registry.ts';
import { yaml } from '../../yaml.ts';

/** The stand-ins with a clock that a test moves. */
export interface AdvanceStage extends Stage {
  /** GitHub's clock. */
  readonly clock: { now: Date };
  /** Lets time pass. */
  wait(milliseconds: number): void;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A Monday. */
export const START = new Date('2026-01-05T08:00:00Z');

export async function openAdvanceStage(options: SandboxRegistryOptions = {}): Promise<AdvanceStage> {
  const clock = { now: START };
  const stage = await openStage(options, () => clock.now);
  const wait = (milliseconds: number) => void (clock.now = new Date(clock.now.getTime() + milliseconds));
  return { ...stage, clock, wait };
}

/** What the inputs say of pull requests where nobody gave one. */
export const NO_SETTINGS: PullSettings = {
  labels: [],
  reviewers: [],
  teamReviewers: [],
  draft: undefined,
  titlePrefix: undefined,
  autoMerge: undefined,
  mergeMethod: undefined,
};

export interface Advanced extends Written {
  readonly report: AdvanceReport;
  /** How long the run waited, in milliseconds. */
  readonly waited: readonly number[];
}

/** One advance run, in the config repo, with a clock of its own that does not make the test wait. */
export async function advance(
  stage: AdvanceStage,
  repository: SandboxRepository | string,
  request: Partial<AdvanceRequest> = {},
): Promise<Advanced> {
  const written: Written = { log: [], warnings: [] };
  const waited: number[] = [];
  const runner = fakeRunner(stage, stage.login, written);
  const access = registryAccessOf(runner);
  const connection = { token: stage.token, apiUrl: stage.github.apiUrl, limit: 2 * HOUR, access };
  const collaborators = withoutWaiting(runner, connection, waited);
  const report = await advanceRun(
    {
      environments: [],
      repository: typeof repository === 'string' ? repository : repository.fullName,
      branch: undefined,
      pull: NO_SETTINGS,
      allowOlder: false,
      dryRun: false,
      server: stage.github.url,
      run: undefined,
      ...request,
    },
    collaborators,
  );
  return { ...written, waited, report };
}

/** A Kustomization that declares images: name to `tag@digest`. */
export function kustomization(stage: Stage, images: Readonly<Record<string, string>>): string {
  const entries = Object.entries(images).map(([name, version]) => {
    const [tag = '', digest = ''] = version.split('@');
    return `  - name: ${stage.images}/${name}\n    newTag: ${tag}\n    digest: ${digest}\n`;
  });
  return yaml`
    kind: Kustomization
    images:
    ${entries.join('')}
  `;
}

export const fileOf = (environment: string): string => `envs/${environment}/kustomization.yaml`;

/** A config repo with one Kustomization for each environment, all declaring the same. */
export async function pipeline(
  stage: Stage,
  name: string,
  config: string,
  environments: readonly string[],
  images: Readonly<Record<string, string>>,
): Promise<SandboxRepository> {
  const names = Object.keys(images).map((image) => `  ${image}: { repository: ${stage.images}/${image} }\n`);
  const files: Record<string, SeedFile> = {
    'waybill.yaml': yaml`
      version: 1
      images:
      ${names.join('')}
      ${config}
    `,
  };
  for (const environment of environments) files[fileOf(environment)] = kustomization(stage, images);
  return stage.github.createRepository(name, files);
}

/** A person brings images into an environment by a push to the base branch. */
export async function declare(
  stage: Stage,
  repository: SandboxRepository,
  environment: string,
  images: Readonly<Record<string, string>>,
): Promise<string> {
  return repository.push('main', { [fileOf(environment)]: kustomization(stage, images) });
}

/** Writes that were sent since the requests were cleared last. */
export function writes(stage: Stage): readonly string[] {
  return stage.github.requests.filter(({ write }) => write).map(({ operation }) => operation);
}

/** The newest status of each context on a commit, from outside. */
export async function statuses(
  stage: Stage,
  repository: SandboxRepository,
  commit: string,
): Promise<Readonly<Record<string, string>>> {
  const answer = await fetch(`${stage.github.apiUrl}/repos/${repository.fullName}/commits/${commit}/status`, {
    headers: { authorization: `Bearer ${stage.token}` },
  });
  const body: unknown = await answer.json();
  const found: Record<string, string> = {};
  if (typeof body !== 'object' || body === null || !('statuses' in body) || !Array.isArray(body.statuses))
    return found;
  for (const status of body.statuses as readonly { context: string; state: string; description: string }[]) {
    found[status.context] = `${status.state}: ${status.description}`;
  }
  return found;
}
