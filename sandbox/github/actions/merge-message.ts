import { logIds, mergeBase, readCommits } from '../git/history.ts';
import type { MergeKind } from '../git/merge.ts';
import { apiMessage } from '../shapes/commit.ts';
import type { Pull, Repository } from '../state/model.ts';

/** How a pull request is merged, and with which words where somebody chose them. */
export interface MergeWords {
  readonly method: MergeKind;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
}

/** What the merge commit says, or the one commit of a squash. `base` is where it is put. */
export async function mergeMessage(
  repo: Repository,
  pull: Pull,
  words: MergeWords,
  base: string,
): Promise<string> {
  if (words.method === 'merge') {
    const title = words.title ?? `Merge pull request #${pull.number} from ${repo.owner}/${pull.headRef}`;
    return compose(title, words.message ?? pull.title);
  }
  const fork = await mergeBase(repo.store, base, pull.headSha);
  const without = fork === undefined ? [] : [fork];
  const ids = await logIds(repo.store, pull.headSha, { without, reverse: true });
  const messages = (await readCommits(repo.store, ids)).map((commit) => apiMessage(commit.message));
  const only = messages.length === 1 ? messages[0] : undefined;
  const [subject = pull.title, ...rest] = (only ?? pull.title).split('\n');
  const body = only === undefined ? messages.map((text) => `* ${text}`).join('\n\n') : rest.join('\n').trim();
  return compose(words.title ?? `${subject} (#${pull.number})`, words.message ?? body);
}

function compose(title: string, body: string): string {
  return body === '' ? `${title}\n` : `${title}\n\n${body}\n`;
}
