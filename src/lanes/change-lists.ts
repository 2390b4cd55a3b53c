import type { GitHub } from '../github/github.ts';
import type { CommitPair } from '../github/read/source-changes.ts';
import type { ImageChanges } from '../promotion/pull-request/change-list.ts';
import type { SourceChanges } from '../promotion/pull-request/source-changes.ts';
import type { PlacedImage } from '../promotion/lane/images.ts';
import type { ResolvedImage } from './resolve-images.ts';

interface Asked extends CommitPair {
  readonly repository: string;
  readonly images: string[];
}

/**
 * What changed in the sources of the images, from the records of the old and the new digests: one request for each source
 * repository. What is not known is said in place of the list.
 */
export async function changeLists(
  moves: readonly PlacedImage[],
  images: readonly ResolvedImage[],
  github: Pick<GitHub, 'sourceChanges'>,
  server: string,
): Promise<readonly ImageChanges[]> {
  const asked: Asked[] = [];
  const answered: ImageChanges[] = [];
  for (const move of moves) {
    const path = images.find(({ name }) => name === move.image.name)?.path;
    const question = questionOf(move, path, server);
    if ('kind' in question) answered.push({ images: [move.image.name], changes: question });
    else ask(asked, question, move.image.name);
  }
  for (const repository of new Set(asked.map((pair) => pair.repository))) {
    const pairs = asked.filter((pair) => pair.repository === repository);
    const changes = await github.sourceChanges(repository, pairs);
    for (const [index, pair] of pairs.entries()) {
      const found = changes[index];
      if (found !== undefined) answered.push({ images: pair.images, changes: found });
    }
  }
  return answered;
}

function questionOf(
  { image, from }: PlacedImage,
  path: string | undefined,
  server: string,
): SourceChanges | (CommitPair & { readonly repository: string }) {
  const after = image.record?.source;
  const before = from.record?.source;
  if (after === undefined) return { kind: 'unrecorded', side: 'new' };
  if (before === undefined) return { kind: 'unrecorded', side: 'old' };
  const { repository } = after;
  if (before.repository.toLowerCase() !== repository.toLowerCase()) {
    return {
      kind: 'unreadable',
      repository,
      reason: `the image declared now was built from another repository, ${before.repository}.`,
    };
  }
  if (after.server !== undefined && after.server.toLowerCase() !== server.toLowerCase()) {
    return { kind: 'unreadable', repository, reason: `${repository} is on another server, ${after.server}.` };
  }
  if (before.commit === after.commit) return { kind: 'same', repository, commit: after.commit };
  return { repository, from: before.commit, to: after.commit, path };
}

function ask(asked: Asked[], question: CommitPair & { readonly repository: string }, image: string): void {
  const same = asked.find(
    (pair) =>
      pair.repository.toLowerCase() === question.repository.toLowerCase() &&
      pair.from === question.from &&
      pair.to === question.to &&
      pair.path === question.path,
  );
  if (same === undefined) asked.push({ ...question, images: [image] });
  else same.images.push(image);
}
