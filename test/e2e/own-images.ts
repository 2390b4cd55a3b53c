import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll } from '@jest/globals';
import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { type AdvanceStage, openAdvanceStage } from '../actions/advance/stage.ts';
import { type ActionRun, runIn } from './run-action.ts';

const run = promisify(execFile);
/** The stand-ins of the file that imports this. */
export let stage: AdvanceStage;
let repositories = 0;

beforeAll(async () => {
  stage = await openAdvanceStage();
});

export const freshName = (): string => `acme/config-${(repositories += 1)}`;

/** Runs the bundle in the config repo itself. */
export function promote(
  repository: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  return runIn(stage, repository, 'promote', { 'config-repository': repository, ...inputs });
}

/**
 * An image of its own, with labels that say a version and a commit; below `tags`, where it is to have others.
 */
export function release(
  tag: string,
  labels: Readonly<Record<string, string>> = {},
  tags: readonly string[] = [tag],
): string {
  return stage.registry.seed('acme/api', tags, {
    content: `api ${tag} ${JSON.stringify(labels)}`,
    labels: Object.fromEntries(
      Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
    ),
  });
}

/** The message of a commit, as git shows it. */
export async function message({ gitDirectory }: SandboxRepository, commit: string): Promise<string> {
  const { stdout } = await run('git', ['-C', gitDirectory, 'log', '-1', '--format=%B', commit]);
  return stdout;
}
