import type { GitHub } from '../../github/github.ts';
import { fetchFor } from '../../http/http.ts';
import type { Runner } from '../../runner/runner.ts';

/** How long one question may take, rate limits included. A tag is not worth more. */
const LIMIT = 2 * 60_000;

/** Asks the GitHub of this run how two commits stand to each other. Without a token it is not known. */
export function askCommitOrder(
  { context, log, stop, hide }: Pick<Runner, 'context' | 'log' | 'stop' | 'hide'>,
  token: string | undefined,
): GitHub['commitOrder'] {
  return async (commits) => {
    if (token === undefined) return { kind: 'unread', why: 'the input "github-token" is empty' };
    // Loaded where it is needed: most builds move no tag from another commit's image.
    const { createGitHub } = await import('../../github/github.ts');
    const github = createGitHub({
      token,
      apiUrl: context.apiUrl,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
      now: Date.now,
      random: Math.random,
      log,
      deadline: Date.now() + LIMIT,
      signal: stop,
      hide,
      fetch: fetchFor(process.env),
    });
    return github.commitOrder(commits);
  };
}
