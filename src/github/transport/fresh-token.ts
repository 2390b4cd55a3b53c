import { keepTrying } from '../../errors/keep-trying.ts';
import { no, ok } from '../../errors/result.ts';
import { errorsOf } from '../../errors/waybill-error.ts';
import { type Api, READ_TRIES } from './api.ts';

/** The token of an App or of a workflow, by GitHub's own prefix. */
const MINTED = /^ghs_/;

/**
 * Makes the first read of a run wait for a fresh token. GitHub takes some seconds to make a token known to
 * all of its servers; one that does not know it answers as if there were no such repository, or no such
 * token. After a read that passed, and with a token that a person made, such an answer is taken as it is.
 */
export function waitForToken(api: Api, token: string): <T>(read: () => Promise<T>) => Promise<T> {
  let isKnown = !MINTED.test(token);
  const { pause } = api;
  return async (read) => {
    if (isKnown) return read();
    const result = await keepTrying({ tries: READ_TRIES, pause }, async () => {
      try {
        return ok(await read());
      } catch (thrown) {
        if (!looksFresh(thrown)) throw thrown;
        api.log.debug('GitHub may not know the token yet; asking again.');
        return no(thrown);
      }
    });
    if (!result.ok) throw result.problem;
    isKnown = true;
    return result.value;
  };
}

function looksFresh(thrown: unknown): boolean {
  return errorsOf(thrown).some(({ code }) => code === 'REPOSITORY_NOT_FOUND' || code === 'TOKEN_REJECTED');
}
