import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { SandboxGitHub, SandboxRepository } from '../../sandbox/github/sandbox-github.ts';

const run = promisify(execFile);

/** Pushes a tag on the head of main, or on `commit`, as a person does with git. */
export async function pushTag(
  github: SandboxGitHub,
  repository: SandboxRepository,
  name: string,
  commit = 'refs/heads/main',
): Promise<void> {
  const permissions = { contents: 'write', workflows: 'write' } as const;
  const token = github.grant({ kind: 'pat', login: 'alice', permissions });
  const url = new URL(repository.cloneUrl);
  url.username = 'alice';
  url.password = token;
  await run('git', [
    '-C',
    repository.gitDirectory,
    'push',
    '--quiet',
    url.href,
    `${commit}:refs/tags/${name}`,
  ]);
}
