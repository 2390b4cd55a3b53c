import { code, cut, fold, link, plainLine, withoutOrders } from '../../report/markdown.ts';
import type { SourceChanges, SourceCommit } from './source-commit.ts';

/** So many commits are shown at once, over all images. The others are behind folds. */
const SHOWN = 10;
/** Each image shows at least so many. */
const FEWEST = 3;
const LONGEST_HEADLINE = 120;

/** Images with one list of changes: they were built from the same two commits of one repository. */
export interface ImageChanges {
  readonly images: readonly string[];
  readonly changes: SourceChanges;
}

/**
 * What changed in the source, as Markdown. Each list has at most `limit` commits, and counts those that are
 * left out. Texts and authors of commits stand in code spans, so that they notify, close and link nothing.
 */
export function changeList(groups: readonly ImageChanges[], server: string, limit: number): string {
  const shown = Math.max(FEWEST, Math.floor(SHOWN / Math.max(1, groups.length)));
  return groups
    .map(({ images, changes }) => {
      const title = groups.length === 1 ? '' : `**${images.map((image) => code(image)).join(', ')}**\n\n`;
      return `${title}${describe(changes, server, { limit, shown })}`;
    })
    .join('\n\n');
}

/** How many lines a list has at most, and how many of them are not behind a fold. */
interface Room {
  readonly limit: number;
  readonly shown: number;
}

function describe(changes: SourceChanges, server: string, room: Room): string {
  switch (changes.kind) {
    case 'same':
      return `Both images were built from ${commitLink(server, changes.repository, changes.commit)} of ${code(changes.repository)}: the source did not change.`;
    case 'unrecorded':
      return `The ${changes.side} image does not say which commit it was built from, so the changes are not known.`;
    case 'unanswered':
      return `What the ${changes.side} image was built from is not known: the registry did not answer. The next run asks it again.`;
    case 'unvouched': {
      const says = `Only a record says that the ${changes.side} image was built from ${code(`${changes.repository}@${changes.commit.slice(0, 7)}`)}, and whoever may push can attach one.`;
      return `${says} The changes are listed where the image has labels of its own, or ${code('waybill.yaml')} names the repository as its ${code('source')}.`;
    }
    case 'unreadable':
      return `The changes are not listed: ${plainLine(changes.reason)}`;
    case 'known':
      return known(changes, server, room);
  }
}

function known(changes: Extract<SourceChanges, { kind: 'known' }>, server: string, room: Room): string {
  const { added, removed, more, repository, url } = changes;
  const lines = (commits: readonly SourceCommit[]): readonly string[] =>
    commits.map((commit) => `- ${commitLine(commit, server, repository)}`);
  const counted = `${more ? 'more than ' : ''}${added.length} ${added.length === 1 && !more ? 'commit' : 'commits'}`;
  const parts = [
    added.length === 0
      ? `No commit of ${code(repository)} is new in this image (${link('compare', url)}).`
      : `${capital(counted)} of ${code(repository)} (${link('compare', url)}):`,
    listed(lines(added), room),
  ];
  if (removed.length > 0) {
    const isSingle = removed.length === 1;
    parts.push(
      `**This goes back or aside**: ${removed.length} ${isSingle ? 'commit' : 'commits'} of the image declared now ${isSingle ? 'is' : 'are'} not in the new one:`,
      listed(lines(removed), room),
    );
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

function listed(lines: readonly string[], { limit, shown }: Room): string {
  const kept = lines.slice(0, limit);
  const left = lines.length - kept.length;
  const note = left > 0 ? `\n- … and ${left} more` : '';
  if (kept.length <= shown + 3) return `${kept.join('\n')}${note}`;
  const rest = kept.slice(shown);
  return `${kept.slice(0, shown).join('\n')}\n\n${fold(`${lines.length - shown} more`, `${rest.join('\n')}${note}`)}`;
}

function commitLine(commit: SourceCommit, server: string, repository: string): string {
  const pull =
    commit.pull === undefined
      ? ''
      : `${link(`#${commit.pull}`, `${server}/${repository}/pull/${commit.pull}`)} `;
  const author = commit.author === undefined ? '' : ` by ${code(commit.author, 60)}`;
  return `${commitLink(server, repository, commit.oid)} ${pull}${code(cut(withoutOrders(plainLine(commit.headline)), LONGEST_HEADLINE))}${author}`;
}

function commitLink(server: string, repository: string, oid: string): string {
  return link(code(oid.slice(0, 7)), `${server}/${repository}/commit/${oid}`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
