import type { ApiOptions } from '../../src/github/transport/api.ts';
import type { SandboxGitHub } from '../../sandbox/github/sandbox-github.ts';

/** How a client reaches the stand-in, with a clock that stands still: no test waits. */
export function atOnce(github: SandboxGitHub, token: string, warnings: string[] = []): ApiOptions {
  return {
    token,
    apiUrl: github.apiUrl,
    sleep: () => Promise.resolve(),
    now: () => 0,
    random: () => 0,
    log: { debug: () => undefined, warning: (message) => void warnings.push(message) },
    deadline: 60_000,
  };
}
