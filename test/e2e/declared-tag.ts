import type { SandboxRepository } from '../../sandbox/github/sandbox-github.ts';
import { fileOf } from '../actions/advance/stage.ts';
import { text } from '../actions/stage.ts';

/** The tag that an environment declares on the base branch. */
export async function declaredTag(repository: SandboxRepository, environment: string): Promise<string> {
  const file = await text(repository, 'main', fileOf(environment));
  return /newTag: (\S+)/.exec(file)?.[1] ?? 'none';
}
