import { WaybillError } from '../../errors/waybill-error.ts';
import type { GitHub } from '../../github/github.ts';
import { formatPauses, pausePath } from '../../promotion/pause/pause-file.ts';
import { type PauseChange, pauseBody, pauseMessage, pauseTitle } from '../../promotion/pause/pause-text.ts';
import { wholeStatus } from '../../promotion/status/commit-status.ts';
import type { PauseSite } from './read-site.ts';

/** A pull request that changes the pauses of an environment, as it stands now. */
export interface PlacedChange {
  readonly kind: 'placed';
  readonly outcome: 'created' | 'updated' | 'unchanged';
  readonly pull: { readonly id: string; readonly number: number; readonly url: string };
  readonly head: string;
}

/**
 * Brings the branch and the pull request of an environment's pauses to what is wanted. `moved`: another run
 * was faster, and nothing was written.
 */
export async function placeChange(
  site: PauseSite,
  change: PauseChange,
  github: GitHub,
): Promise<PlacedChange | { readonly kind: 'moved' }> {
  const { open, head, headText, baseBranch, branch } = site;
  const { fullName: repository, id: repositoryId, base } = baseBranch.state;
  const text = formatPauses(change.pauses, change.environment);
  if (open !== undefined && head !== undefined && headText === text && open.mergeable !== 'conflicting') {
    const { id, number, url } = open;
    return { kind: 'placed', outcome: 'unchanged', pull: { id, number, url }, head: head.oid };
  }
  const files = [{ path: pausePath(change.environment), mode: '100644', text }];
  const [written] = await github.writeCommits([
    { repository, base, files, message: () => pauseMessage(change) },
  ]);
  if (written?.ok !== true) throw written?.problem ?? new TypeError('one commit has one result');
  const { oid: after } = written.value;
  const move = { repository, repositoryId, branch, before: head?.oid, after };
  const words = { title: pauseTitle(change), body: pauseBody(change) };
  const [placed] = await github.placePulls([
    {
      repository,
      repositoryId,
      move,
      labels: [],
      pull:
        open === undefined
          ? { kind: 'open', repository, branch, base: base.branch, ...words, draft: false }
          : {
              kind: 'rewrite',
              id: open.id,
              number: open.number,
              url: open.url,
              ...words,
              comment: undefined,
            },
    },
  ]);
  if (placed?.ok !== true) throw placed?.problem ?? new TypeError('one pull request has one result');
  if (placed.value.kind === 'moved') return { kind: 'moved' };
  await sayWhatItIs(after, change, { repository, github });
  const { id, number, url } = placed.value.pull;
  const outcome = open === undefined ? 'created' : 'updated';
  return { kind: 'placed', outcome, pull: { id, number, url }, head: after };
}

/** The rules of the branch can require the status; the commit is ours and changes nothing but this file. */
async function sayWhatItIs(
  commit: string,
  { environment, kind }: PauseChange,
  { repository, github }: { readonly repository: string; readonly github: Pick<GitHub, 'showStatus'> },
): Promise<void> {
  const reason = `Brings no image into an environment: ${kind === 'pause' ? 'pauses' : 'resumes'} ${environment}.`;
  const { targetUrl: url, ...status } = wholeStatus({ state: 'passed', reason, until: undefined }, undefined);
  await github.showStatus({ repository, commit, ...status, url });
}

/** Closes the pull request that paused an environment, and deletes its branch. `moved`: as above. */
export async function closeChange(
  { open, head, baseBranch, branch }: PauseSite,
  github: GitHub,
): Promise<'done' | 'moved'> {
  const { fullName: repository, id: repositoryId } = baseBranch.state;
  if (head === undefined) return 'done';
  const moved = await github.moveBranch({
    repository,
    repositoryId,
    branch,
    before: head.oid,
    after: undefined,
  });
  if (moved.kind === 'moved') return 'moved';
  if (open !== undefined) await github.rewritePull({ repository, number: open.number }, { state: 'closed' });
  return 'done';
}

/** The error where other runs change the pauses again and again. */
export function pausesMoved(branch: string): WaybillError {
  return new WaybillError('LANE_MOVED', `Other runs keep moving ${branch}, so this one gave way each time`, {
    hint: 'Run it again.',
  });
}
