import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { fetchFor } from '../../http/http.ts';
import type { Runner } from '../../runner/runner.ts';

/** How long one question may take, rate limits included. A tag is not worth more. */
const LIMIT = 2 * 60_000;

/** What a build asks of the GitHub of this run. */
type BuildGitHub = Pick<GitHub, 'commitOrder' | 'attestations' | 'storeAttestation'>;

/**
 * The GitHub of this run, loaded when it is first asked: most builds move no tag from another commit's image,
 * and many are not signed. Without a token the order of commits is not known, and no attestation can be read.
 */
export function connectGitHub(
  { context, log, stop, hide }: Pick<Runner, 'context' | 'log' | 'stop' | 'hide'>,
  token: string | undefined,
): BuildGitHub {
  const open = async (): Promise<GitHub> => {
    if (token === undefined)
      throw new WaybillError('TOKEN_MISSING', 'The input "github-token" is empty', {
        hint: 'Leave it out: then it is the token of the workflow.',
      });
    const { createGitHub } = await import('../../github/github.ts');
    return createGitHub({
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
  };
  return {
    commitOrder: async (commits) => {
      if (token === undefined) return { kind: 'unread', why: 'the input "github-token" is empty' };
      return (await open()).commitOrder(commits);
    },
    attestations: async (...asked) => (await open()).attestations(...asked),
    storeAttestation: async (...asked) => (await open()).storeAttestation(...asked),
  };
}
