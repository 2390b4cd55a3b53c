import { createHash } from 'node:crypto';
import { code, harmlessLine, isPlainAddress, link } from '../../report/markdown.ts';
import { list } from '../gates/words.ts';
import type { Comment } from '../pull-request/comments.ts';
import { pausePath, pauseReason } from './pause-file.ts';
import type { Pause } from './pauses.ts';

/** The trailer of a commit that changes a pause file: a later run knows the branch again by it. */
const TRAILER = 'Waybill-Pause';

/** What a pull request makes of the pauses of an environment. */
export interface PauseChange {
  readonly environment: string;
  /** What is paused once it is merged. */
  readonly pauses: readonly Pause[];
  readonly by: string;
  /** Why; undefined where somebody resumes and does not say it. */
  readonly reason: string | undefined;
  readonly run: string | undefined;
  /** Images; undefined for the whole environment. */
  readonly images: readonly string[] | undefined;
  readonly kind: 'pause' | 'resume';
}

/**
 * `Pause prod: checkout is slow`, `Resume api in prod`. It is the title, and the first line of the commit.
 */
export function pauseTitle({ environment, images, reason, kind }: PauseChange): string {
  const what = images === undefined ? environment : `${images.join(', ')} in ${environment}`;
  const why = reason === undefined ? '' : `: ${harmlessLine(reason, 60)}`;
  return `${kind === 'pause' ? 'Pause' : 'Resume'} ${what}${why}`;
}

export function pauseMessage(change: PauseChange): string {
  const who = `${change.by}${change.reason === undefined ? '' : `: ${pauseReason(change.reason)}`}`;
  return `${pauseTitle(change)}\n\n${who}\n\n${TRAILER}: ${change.environment}\n`;
}

/** Whether a commit is one that Waybill made to pause an environment, or to end that. */
export function isPauseMessage(message: string, environment: string): boolean {
  return message.split(/\r?\n/).includes(`${TRAILER}: ${environment}`);
}

/** The description of the pull request that pauses an environment, or ends that. */
export function pauseBody(change: PauseChange): string {
  const { environment, pauses, by, reason, run, kind } = change;
  const where = run === undefined || !isPlainAddress(run) ? '' : ` in ${link('this run', run)}`;
  const why = reason === undefined ? '.' : `: ${code(pauseReason(reason), 600)}`;
  const rule =
    kind === 'pause'
      ? `In force **as long as this pull request is open**, and after its merge as long as the entry is in ${code(pausePath(environment))}. Roll backs pass it. It ends by ${code('resume')}, which closes this pull request or takes the entry out again.`
      : `In force once this is merged: it takes entries out of ${code(pausePath(environment))}.`;
  const left =
    pauses.length === 0
      ? 'Nothing is paused any more then.'
      : pauses.map((pause) => `- ${pauseLine(pause)}`).join('\n');
  return `${kind === 'pause' ? 'Asked' : 'Resumed, as asked'} for by ${code(by)}${where}${why}\n\n${rule}\n\n${left}`;
}

function pauseLine({ images, reason, by, until }: Pause): string {
  const what = images === undefined ? 'Every lane' : list(images.map((image) => code(image)));
  const end = until === undefined ? '' : `, until ${code(until)}`;
  return `${what}: ${code(pauseReason(reason), 600)}${by === undefined ? '' : ` (${code(by)})`}${end}`;
}

/** Said once on a lane's pull request that a pause keeps from being merged. */
export function pausedComment(reason: string): Comment {
  const marker = `<!-- waybill-comment paused ${createHash('sha256').update(reason).digest('hex').slice(0, 16)} -->`;
  return { marker, body: `Not merged for now. ${code(reason, 600)}\n\n${marker}` };
}
