import { expect } from '@jest/globals';
import type { SandboxRepository } from '../../../sandbox/github/sandbox-github.ts';
import { yaml } from '../../yaml.ts';
import { text } from '../stage.ts';
import {
  advance,
  type Advanced,
  type AdvanceStage,
  declare,
  fileOf,
  HOUR,
  kustomization,
  openAdvanceStage,
  pipeline,
  writes,
} from './stage.ts';

/** More lanes than share a request. */
export const IMAGES = ['api', 'web', 'job', 'cron', 'mail', 'wiki'];

const digests = new Map<string, string>();
let repositories = 0;

/** A stage with three releases of each image. */
export async function openLanesStage(): Promise<AdvanceStage> {
  const stage = await openAdvanceStage();
  stage.github.addPeople({ users: ['alice'] });
  for (const image of IMAGES)
    for (const tag of ['v1', 'v2', 'v3']) digests.set(`${image} ${tag}`, stage.release(image, tag));
  return stage;
}

const all = (tag: string): Record<string, string> =>
  Object.fromEntries(IMAGES.map((image) => [image, `${tag}@${digests.get(`${image} ${tag}`) ?? ''}`]));

/** Lanes that are to be opened: dev declares v2. */
export async function opening(stage: AdvanceStage): Promise<SandboxRepository> {
  repositories += 1;
  const config = yaml`
    environments:
      dev: { files: ["envs/dev/**"] }
      staging:
        after: [dev]
        files: ["envs/staging/**"]
        labels: [promotion]
        reviewers: [alice]
        gates: { soak: 7d }
  `;
  const name = `acme/shared-${repositories}`;
  const repository = await pipeline(stage, name, config, ['dev', 'staging'], all('v1'));
  stage.wait(HOUR);
  await declare(stage, repository, 'dev', all('v2'));
  stage.github.clearRequests();
  return repository;
}

/** Lanes that propose v2, and are to propose v3, with a comment that says so. */
export async function superseding(stage: AdvanceStage): Promise<SandboxRepository> {
  const repository = await opening(stage);
  await advance(stage, repository);
  await declare(stage, repository, 'dev', all('v3'));
  stage.github.clearRequests();
  return repository;
}

export const SCENES = [
  { scene: 'lanes that are opened', open: opening, tag: 'v2', comments: 0 },
  { scene: 'lanes that are superseded', open: superseding, tag: 'v3', comments: 1 },
] as const;
export type Scene = (typeof SCENES)[number];

/** Each lane has one pull request with the right bytes, words, label, reviewer and comments. */
export async function expectWhole(
  stage: AdvanceStage,
  repository: SandboxRepository,
  { tag, comments }: Scene,
): Promise<void> {
  const pulls = repository.pullRequests();
  expect(pulls.map(({ title }) => title).toSorted()).toEqual(
    IMAGES.map((image) => `Promote ${image} ${tag} to staging`).toSorted(),
  );
  for (const pull of pulls) {
    const image = IMAGES.find((name) => pull.head.ref === `waybill/staging/${name}`) ?? '';
    expect(pull).toMatchObject({ state: 'open', labels: ['promotion'], reviewers: ['alice'] });
    expect(pull.comments).toHaveLength(comments);
    expect(pull.body).toContain(digests.get(`${image} ${tag}`));
    const file = await text(repository, pull.head.ref, fileOf('staging'));
    expect(file).toBe(kustomization(stage, { ...all('v1'), [image]: all(tag)[image] ?? '' }));
  }
}

/** Another run finds nothing to write. */
export async function expectRest(stage: AdvanceStage, repository: SandboxRepository): Promise<void> {
  stage.github.clearRequests();
  await advance(stage, repository);
  expect(writes(stage)).toEqual([]);
}

/** What stands in the way of lanes. */
export function errorsOf({ report }: Advanced): readonly string[] {
  return report.lanes.flatMap(({ errors }) => errors.map(({ message }) => message));
}
