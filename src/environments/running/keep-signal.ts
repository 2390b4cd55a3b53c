import type { GitHub } from '../../github/github.ts';
import { compareReported, newestReported, reportedStatus } from '../signals/reported-status.ts';
import type { SignalPlace } from '../signals/signal-places.ts';

/**
 * What became of a signal: written, said already or counted out by a later one, or its commit is not there.
 */
export type Kept = 'written' | 'known' | 'no commit';

/** So often another run may write between a look and a write. */
const TRIES = 3;

/**
 * Keeps a signal as a commit status, unless one that counts for more is there. GitHub shows the status that
 * was written last, so each run looks again after it has written: of two runs at once the one that is last
 * sees both, and puts the one that counts on top.
 */
export async function keepSignal(
  { commit, signal }: Pick<SignalPlace, 'commit' | 'signal'>,
  repository: string,
  github: Pick<GitHub, 'statusesOf' | 'writeStatus'>,
): Promise<Kept> {
  const status = reportedStatus(signal);
  const { context, url } = status;
  const before = await github.statusesOf(repository, commit, context);
  if (before === undefined) return 'no commit';
  const newest = newestReported(before);
  let wanted: Pick<typeof status, 'state' | 'description'> = status;
  if (newest !== undefined && compareReported(status, newest) <= 0) {
    if (before[0] === undefined || compareReported(before[0], newest) === 0) return 'known';
    wanted = { state: stateOf(newest.state), description: newest.description };
  }
  for (let tried = 0; tried < TRIES; tried += 1) {
    await github.writeStatus({ repository, commit, context, url, ...wanted });
    const after = (await github.statusesOf(repository, commit, context)) ?? [];
    const top = newestReported(after);
    if (top === undefined || after[0] === undefined || compareReported(after[0], top) === 0) break;
    wanted = { state: stateOf(top.state), description: top.description };
  }
  return 'written';
}

function stateOf(state: string): 'success' | 'pending' | 'failure' {
  return state === 'success' || state === 'pending' ? state : 'failure';
}
